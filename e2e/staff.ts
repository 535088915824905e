import { randomBytes, randomUUID } from 'node:crypto'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import type { StaffRole } from '#domain/access/actor.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { passkeyPlace } from '#domain/staff/record/staff-fields.ts'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { SUDO_LASTS_MS } from '#domain/staff/sign-in/step-up.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { addSampleMember } from '../cli/prepare/sample-staff.ts'
import { staffPasskey, staffSession } from '../db/schema/staff.ts'
import type { Portal } from './people.ts'

export type Member = Awaited<ReturnType<typeof mintStaff>>

/** A new staff member that no other test uses, with today's agreement and training. */
export async function mintStaff(portal: Portal, role: StaffRole) {
  const email = `${role}-${randomBytes(5).toString('hex')}@example.test`
  const { clock } = portal.services
  const made = await addSampleMember(
    portal.system,
    {
      email,
      fullName: 'Самат Бекұлы',
      role,
      locale: 'ru',
      ndaDaysAgo: 0,
      trainingDaysAgo: 0,
    },
    clock.now(),
  )
  let last = 0
  return {
    email,
    role,
    ...made,
    /** A code not given before: two within half a minute are all there are. */
    code: () => {
      last = Math.max(timeStepOf(clock.unmoved()), last + 1)
      return codeOfStep(made.totpSecret, last)
    },
  }
}

/** Signs a browser in without the journey through password and code. `fresh`: a code was given again just now. */
export async function signInStaff(
  portal: Portal,
  context: BrowserContext,
  { staffId }: Member,
  { fresh = false } = {},
) {
  const { env, clock } = portal.services
  const sudoUntil = fresh ? new Date(clock.now().getTime() + SUDO_LASTS_MS) : null
  const { token } = await portal.system.transaction(async (tx) => {
    const session = await openStaffSession(tx, staffId, clock.now())
    await tx
      .update(staffSession)
      .set({ sudoUntil })
      .where(eq(staffSession.tokenHash, hashToken(session.token)))
    return session
  })
  await context.addCookies([{ name: staffCookie(env).name, value: token, url: env.APP_URL }])
}

/** A passkey row as an authenticator would leave it; no device has its private key. */
export async function addStoredPasskey(portal: Portal, staffId: string) {
  const passkeyId = randomUUID()
  await portal.system.transaction(async (tx) => {
    const cipher = await readSubjectCipher(tx, portal.services.keys, staffId)
    await tx.insert(staffPasskey).values({
      passkeyId,
      staffId,
      credentialId: randomBytes(32),
      publicKey: randomBytes(77),
      counter: 0,
      transports: 'internal',
      backedUp: true,
      nameSealed: cipher.encrypt(passkeyPlace(passkeyId), 'Жұмыс ноутбугі'),
      createdAt: portal.services.clock.now(),
    })
  })
}

/** Fills in and sends the one form of a page that asks for a code. */
export async function giveCode(page: Page, code: string, button: string) {
  await page.getByLabel('Код из шести цифр').fill(code)
  await page.getByRole('button', { name: button }).click()
}

/** Follows the link of a form that asks to confirm first, in its new tab, and closes that tab. */
export async function confirmFirst(page: Page, member: Member) {
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Подтвердить (откроется в новой вкладке)' }).click()
  const tab = await opened
  await giveCode(tab, member.code(), 'Подтвердить')
  await expect(tab).not.toHaveURL(/confirm/)
  await tab.close()
}

/** The form of a step of a case, unfolded. */
export async function stepForm(page: Page, step: string) {
  const form = page.locator('form', { has: page.locator(`input[name="step"][value="${step}"]`) })
  const folded = page.locator('details:not([open])', { has: form })
  // A form whose text was kept unfolds by itself while the page wakes up.
  await expect(async () => {
    if ((await folded.count()) > 0) await folded.locator('summary').first().click({ timeout: 1000 })
    await expect(folded).toHaveCount(0)
  }).toPass()
  return form
}
