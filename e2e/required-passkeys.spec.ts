import type { Page } from '@playwright/test'
import { passkeysFact } from '#domain/staff/record/passkeys-required.ts'
import { stopRequiringPasskeys } from '#domain/staff/settings/stop-requiring-passkeys.ts'
import { messages } from '../i18n/messages.ts'
import { setFact } from '../platform/installation-facts.ts'
import { checkPage } from './check-page.ts'
import { expect, test } from './people.ts'
import { type Member, mintStaff, signInStaff } from './staff.ts'

// No privacy officer or administrator of another journey can work meanwhile.
test.describe.configure({ mode: 'serial' })

const { staffAccount, staffSignIn } = messages.kk

test.beforeAll(async ({ portal }) => {
  const since = new Date().toISOString()
  await setFact(portal.services.database, passkeysFact, { required: true, since, by: 'e2e' })
})
test.afterAll(async ({ portal }) => {
  await stopRequiringPasskeys(portal.system)
})

/** Adds an authenticator to the browser: of the device itself, or a security key. */
async function plugIn(page: Page, transport: 'internal' | 'usb') {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    /** Nobody touches it any more. */
    leave: () => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false }),
  }
}

/** What is still to be done. */
const steps = (page: Page) => page.locator('main ol > li')

/** From the first page of staff to where passkeys are added. */
async function toAdding(page: Page, member: Member) {
  await page.goto('/kk/staff')
  await page.getByRole('link', { name: staffAccount.wanted.add }).click()
  await expect(steps(page)).toHaveCount(4)
  await page.getByRole('link', { name: staffAccount.toChange }).click()
  await page.locator('input[name="code"]').fill(member.code())
  await page.getByRole('button', { name: staffSignIn.confirm }).click()
  await expect(page).toHaveURL(/\/kk\/staff\/account$/)
}

const adding = (page: Page) => page.getByRole('button', { name: staffAccount.add })

async function add(page: Page, name: string) {
  await page.getByLabel(staffAccount.name).fill(name)
  await adding(page).click()
  await expect(page.getByText(name, { exact: true })).toBeVisible()
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('a privacy officer adds a passkey and a security key, uses one, and can work', async ({
    page,
    context,
    portal,
  }) => {
    const officer = await mintStaff(portal, 'privacy-officer')
    await signInStaff(portal, context, officer)
    await page.goto('/kk/staff/requests')
    await expect(page.getByText(messages.kk.staff.forbidden.passkeys.add)).toBeVisible()
    await page.goto('/kk/staff')
    await checkPage(page, 'passkeys-wanted-first-page')
    const phone = await plugIn(page, 'internal')
    await toAdding(page, officer)
    await expect(page.getByText(staffAccount.wanted.pairs)).toBeVisible()
    await expect(steps(page)).toHaveCount(3)
    await checkPage(page, 'passkeys-wanted')
    await add(page, 'Телефон')
    await expect(steps(page)).toHaveCount(2)
    await phone.leave()
    await plugIn(page, 'usb')
    await add(page, 'Аппараттық кілт')
    await page.getByRole('link', { name: staffAccount.wanted.confirm }).click()
    await page.getByRole('button', { name: staffSignIn.passkey.use }).click()
    await expect(page).toHaveURL(/\/kk\/staff$/)
    await expect(page.getByText(staffAccount.wanted.title)).toHaveCount(0)
    await page.goto('/kk/staff/requests')
    await expect(page.getByText(messages.kk.staff.forbidden.passkeys.add)).toHaveCount(0)
    await expect(page).toHaveURL(/\/kk\/staff\/requests/)
  })
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('a privacy officer is told that passkeys need script, and is offered no code', async ({
    page,
    context,
    portal,
  }) => {
    const officer = await mintStaff(portal, 'privacy-officer')
    await signInStaff(portal, context, officer)
    await toAdding(page, officer)
    await expect(page.getByText(staffAccount.withoutRequired)).toBeVisible()
    await expect(page.getByText(staffAccount.without)).toHaveCount(0)
    await expect(page.getByText(staffAccount.wanted.noDevice)).toBeVisible()
    await expect(adding(page)).toHaveCount(0)
  })
})
