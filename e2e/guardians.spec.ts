import { randomBytes } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { minor } from '../db/schema/people.ts'
import type { Locale } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { translator } from '../i18n/translator.ts'
import { freeAddress, startServer } from './another-server.ts'
import { checkPage } from './check-page.ts'
import { expect, type Portal, test } from './people.ts'
import { decideByTwo } from './two-officers.ts'

// The portal of the other journeys leaves the setting off, as it is by default; here a second server has it on.
let server: { stop: () => Promise<void> }
let url: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ portal }) => {
  url = await freeAddress()
  server = await startServer(portal, url, { PORTAL_GUARDIANS: 'on' })
})
test.afterAll(() => server?.stop())

const fullName = 'Дана Ұлықбекқызы'
const birthday = (years: number) =>
  new Date(Date.now() - years * 365.25 * 86_400_000).toISOString().slice(0, 10)

/** The page that an email leads to, on the server of these journeys. */
async function linkIn(portal: Portal, email: string) {
  const { text } = await portal.letterTo(email, /representative/)
  const path = text.match(/\/(kk|ru|en)\/representative\/\S+/)?.[0]
  if (!path) throw new Error('no link')
  return `${url}${path}`
}

/** Without script axe does not run. */
async function check(page: Page, name: string, isScripted = true) {
  if (!isScripted) return
  await checkPage(page, `guardians-${name}`)
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  await checkPage(page, `guardians-${name}-320`)
  if (size) await page.setViewportSize(size)
}

type Given = { portal: Portal; page: Page; browser: Browser; locale: Locale; isScripted: boolean }

/** Somebody of 16 says so and names a parent, who proves their address and consents to the service. */
async function consentOfParent({ portal, page, browser, locale, isScripted }: Given) {
  const { guardians: t, welcome, errors } = messages[locale]
  const child = await portal.mint({ fullName, locale, welcomed: false })
  await portal.signIn(page.context(), child)
  await page.goto(`${url}/${locale}/my`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(welcome.title)
  await page.getByRole('button', { name: welcome.agree, exact: true }).click()
  await expect(page.getByText(errors['age-required']).first()).toBeVisible()
  await page.getByLabel(t.age.minor).check()
  await page.getByRole('button', { name: welcome.agree, exact: true }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t.name.title)
  const email = `parent-${randomBytes(6).toString('hex')}@example.test`
  await page.locator('input[name=bornOn]').fill(birthday(16))
  await page.locator('input[name=email]').fill(child.email)
  await page.getByRole('button', { name: t.name.send }).click()
  await expect(page.getByText(errors['email-own-address']).first()).toBeVisible()
  await expect(page.locator('input[name=bornOn]')).toHaveValue(birthday(16))
  await page.locator('input[name=email]').fill(email)
  await page.getByRole('button', { name: t.name.send }).click()
  await expect(page.getByText(t.name.waiting).first()).toBeVisible()
  await check(page, `${locale}-child`, isScripted)

  const parents = await browser.newContext({ javaScriptEnabled: isScripted, locale })
  const parent = await parents.newPage()
  await parent.goto(await linkIn(portal, email))
  await expect(parent.getByText(fullName).first()).toBeVisible()
  await check(parent, `${locale}-link`, isScripted)
  await parent.locator('input[name=fullName]').fill('Ерлан Ұлықбек')
  await parent.getByRole('button', { name: t.link.button }).click()
  await expect(parent.getByText(errors['capacity-required']).first()).toBeVisible()
  await expect(parent.locator('input[name=fullName]')).toHaveValue('Ерлан Ұлықбек')
  await parent.getByLabel(t.capacities.parent, { exact: true }).check()
  await parent.getByLabel(t.link.confirmed).check()
  await parent.getByRole('button', { name: t.link.button }).click()

  await expect(parent.getByRole('heading', { level: 1 })).toHaveText(fullName)
  await check(parent, `${locale}-represented`, isScripted)
  const service = parent.locator('#choice-service')
  await expect(service.getByText(t.represented.undecided)).toBeVisible()
  // An older child asks first: nothing but the service was asked for.
  await expect(parent.locator('#choice-analytics')).toHaveCount(0)
  await service.locator('button[value=granted]').click()
  await expect(service.getByRole('status').first()).toContainText(t.represented.saved)
  await expect(service.getByRole('link', { name: t.represented.closingLink })).toBeVisible()
  return { child, email, parent }
}

test('a parent consents, gets a copy of the child’s data from staff, and can do nothing once the child is 18', async ({
  page,
  browser,
  portal,
}) => {
  const locale = 'kk'
  const { welcome, requests, case: texts, dataPackage, my } = messages[locale]
  const { child, email, parent } = await consentOfParent({ portal, page, browser, locale, isScripted: true })
  const represented = parent.url().replace(/[?#].*/, '')

  await parent.locator('#requests').getByRole('link', { name: requests.rights.access.title }).click()
  await expect(
    parent.getByText(translator(locale, 'guardians')('represented.filingWord', { name: fullName })),
  ).toBeVisible()
  await check(parent, 'kk-form')
  await parent.getByRole('button', { name: messages[locale].requestForm.send }).click()
  await expect(parent).toHaveURL(/\/kk\/requests\/CX-/)
  const reference = parent.url().match(/CX-[\w-]+/)?.[0] ?? ''
  const filed = translator(locale, 'case')('page.representedWord', { name: fullName })
  await expect(parent.getByText(filed)).toBeVisible()
  await check(parent, 'kk-request')
  await page.goto(`${url}/kk/requests/${reference}`)
  await expect(page.getByText(texts.page.byRepresentativeWord)).toBeVisible()

  const staffPage = await decideByTwo(portal, browser, { reference, message: 'Беріледі.' })
  await expect(staffPage.locator('#who')).toContainText(messages.ru.guardians.capacities.parent)
  await expect(staffPage.locator('#who')).not.toContainText(email)
  const copy = staffPage.locator('#copy')
  const give = copy.getByRole('button', { name: messages.ru.dataPackage.staff.release })
  await expect(async () => {
    await staffPage.goto(`/ru/staff/requests/${reference}`)
    await expect(give).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await checkPage(staffPage, 'guardians-staff-ru-dark')
  await give.click()
  await expect(staffPage).toHaveURL(/done=give/)
  await staffPage.context().close()
  const { text } = await portal.letterTo(email, /дайын/)
  expect(text).toContain(fullName)

  await parent.goto(`${url}/kk/requests/${reference}`)
  await parent.getByRole('link', { name: dataPackage.own.open }).click()
  const saved = parent.waitForEvent('download')
  await parent.getByRole('link', { name: /жүктеп алу/ }).click()
  expect((await saved).suggestedFilename()).toBe(`${reference}.zip`)

  const today = almatyDate(portal.services.clock.now())
  const { subjectId } = child
  await portal.system.transaction((tx) =>
    tx.update(minor).set({ adultOn: today }).where(eq(minor.subjectId, subjectId)),
  )
  expect((await parent.goto(represented))?.status()).toBe(404)
  await parent.goto(`${url}/kk/requests/${reference}`)
  await expect(parent.getByText(filed)).toHaveCount(0)
  const file = await parent.request.get(`${url}/kk/requests/${reference}/package/file`)
  expect(file.status()).toBe(404)

  await endMinorities(portal.system)
  await page.goto(`${url}/kk/my`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(welcome.title)
  await expect(page.getByText(welcome.adultWord)).toBeVisible()
  await check(page, 'kk-adult')
  await page.getByRole('button', { name: welcome.agree, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(my.title)
  for (const address of [email, child.email]) await portal.letterTo(address, /өзі шешеді/)
  await parent.context().close()
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('a parent consents and ends it; history and receipt say who consented', async ({
    page,
    browser,
    portal,
  }) => {
    const locale = 'ru'
    const { guardians: t, history, receipt } = messages[locale]
    const { child, parent } = await consentOfParent({ portal, page, browser, locale, isScripted: false })
    await page.goto(`${url}/ru/my/history`)
    await expect(page.locator('dd', { hasText: history.actors.representative }).first()).toBeAttached()
    const { items } = await readHistory(portal.as(child.subjectId, locale), child.subjectId)
    await page.goto(`${url}/ru/receipts/${items[0]?.eventId}`)
    await expect(page.getByText(receipt.representative).first()).toBeVisible()
    await expect(page.locator('dd', { hasText: t.capacities.parent }).first()).toBeVisible()

    await parent.goto(`${url}/ru/my/represented`)
    await parent.getByRole('link', { name: fullName }).click()
    await parent.getByRole('button', { name: t.represented.end }).click()
    await expect(parent).toHaveURL(`${url}/ru/my`)
    await page.goto(`${url}/ru/my/representative`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t.name.title)
    await expect(page.getByRole('button', { name: t.name.send })).toBeVisible()
    await parent.context().close()
  })
})
