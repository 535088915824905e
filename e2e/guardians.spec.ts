import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import type { Locale } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { freeAddress, startServer } from './another-server.ts'
import { checkPage } from './check-page.ts'
import { expect, type Portal, test } from './people.ts'

// The portal of the other journeys leaves the setting off, as it is by default; here a second server has it on.
let server: { stop: () => Promise<void> }
let url: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ portal }) => {
  url = await freeAddress()
  server = await startServer(portal, url, { PORTAL_GUARDIANS: 'on' })
})
test.afterAll(() => server?.stop())

const inYears = (years: number) => new Date(Date.now() + years * 365 * 86_400_000).toISOString().slice(0, 10)

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

for (const [locale, javaScriptEnabled, years] of [
  ['ru', false, 2],
  ['kk', true, 2],
] as const satisfies readonly (readonly [Locale, boolean, number])[])
  test.describe(`${locale}, ${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })
    const { guardians: t, welcome, history, errors } = messages[locale]

    test(`somebody who turns 18 in ${years} years names a parent, and the parent consents for them`, async ({
      page,
      browser,
      portal,
    }) => {
      const fullName = 'Дана Ұлықбекқызы'
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
      await page.locator('input[name=bornOn]').fill(inYears(years - 18))
      await page.locator('input[name=email]').fill(child.email)
      await page.getByRole('button', { name: t.name.send }).click()
      await expect(page.getByText(errors['email-own-address']).first()).toBeVisible()
      await expect(page.locator('input[name=bornOn]')).toHaveValue(inYears(years - 18))
      await page.locator('input[name=email]').fill(email)
      await page.getByRole('button', { name: t.name.send }).click()
      await expect(page.getByText(t.name.waiting).first()).toBeVisible()
      await check(page, `${locale}-child`, javaScriptEnabled)

      const parents = await browser.newContext({ javaScriptEnabled, locale })
      const parent = await parents.newPage()
      await parent.goto(await linkIn(portal, email))
      await expect(parent.getByText(fullName).first()).toBeVisible()
      await check(parent, `${locale}-link`, javaScriptEnabled)
      await parent.locator('input[name=fullName]').fill('Ерлан Ұлықбек')
      await parent.getByRole('button', { name: t.link.button }).click()
      await expect(parent.getByText(errors['capacity-required']).first()).toBeVisible()
      await expect(parent.locator('input[name=fullName]')).toHaveValue('Ерлан Ұлықбек')
      await parent.getByLabel(t.capacities.parent, { exact: true }).check()
      await parent.getByLabel(t.link.confirmed).check()
      await parent.getByRole('button', { name: t.link.button }).click()

      await expect(parent.getByRole('heading', { level: 1 })).toHaveText(fullName)
      await check(parent, `${locale}-represented`, javaScriptEnabled)
      const service = parent.locator('#choice-service')
      await expect(service.getByText(t.represented.undecided)).toBeVisible()
      // Of a child under 14 the parent decides everything; of an older one only what they asked for.
      await expect(parent.locator('#choice-analytics')).toHaveCount(years > 4 ? 1 : 0)
      await service.locator('button[value=granted]').click()
      await expect(service.getByRole('status').first()).toContainText(t.represented.saved)

      await page.goto(`${url}/${locale}/my/history`)
      await expect(page.locator('dd', { hasText: history.actors.representative }).first()).toBeAttached()
      const { items } = await readHistory(portal.as(child.subjectId, locale), child.subjectId)
      await page.goto(`${url}/${locale}/receipts/${items[0]?.eventId}`)
      await expect(page.getByText(messages[locale].receipt.representative).first()).toBeVisible()
      await expect(page.locator('dd', { hasText: t.capacities.parent }).first()).toBeVisible()

      await parent.goto(`${url}/${locale}/my/represented`)
      await check(parent, `${locale}-list`, javaScriptEnabled)
      await parent.getByRole('link', { name: fullName }).click()
      await parent.getByRole('button', { name: t.represented.end }).click()
      await expect(parent).toHaveURL(`${url}/${locale}/my`)
      await page.goto(`${url}/${locale}/my/representative`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t.name.title)
      await expect(page.getByRole('button', { name: t.name.send })).toBeVisible()
      await parents.close()
    })
  })
