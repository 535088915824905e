import { randomBytes, randomUUID } from 'node:crypto'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import type { StaffRole } from '#domain/access/actor.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { passkeyPlace } from '#domain/staff/record/staff-fields.ts'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { addSampleMember } from '../cli/prepare/sample-staff.ts'
import { staffPasskey } from '../db/schema/staff.ts'
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

/** Signs a browser in without the journey through password and code. */
export async function signInStaff(portal: Portal, context: BrowserContext, { staffId }: Member) {
  const { env, clock } = portal.services
  const { token } = await portal.system.transaction((tx) => openStaffSession(tx, staffId, clock.now()))
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
