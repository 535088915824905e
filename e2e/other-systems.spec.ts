import type { Browser } from '@playwright/test'
import { checkPage } from './check-page.ts'
import { learnerOfPlatform } from './learner-of-platform.ts'
import { expect, type Portal, test, turn } from './people.ts'
import { platformDatabase } from './platform-database.ts'
import { mintStaff, signInStaff, stepForm } from './staff.ts'

/** An officer takes the request and fulfils it. */
async function fulfil(portal: Portal, browser: Browser, reference: string) {
  const context = await browser.newContext({ locale: 'ru' })
  await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'), { fresh: true })
  const page = await context.newPage()
  await page.goto(`/ru/staff/requests/${reference}`)
  await (await stepForm(page, 'take')).getByRole('button').last().click()
  await expect(page).toHaveURL(/done=take/)
  const form = await stepForm(page, 'fulfil')
  await form.locator('textarea[name="message"]').fill('Сделано.')
  await form.getByRole('button').last().click()
  await expect(page).toHaveURL(/done=fulfil/)
  return page
}

test('a person objects, the platform is told and read again, and a later yes ends the objection', async ({
  page,
  context,
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, { locale: 'ru' })
  const isProfiled = async () => {
    const [row] = await sql`SELECT not_profiled_at FROM users WHERE id = ${person.userId}`
    return row?.not_profiled_at === null
  }
  await portal.signIn(context, person)
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto('/ru/my/choices')
  const personalisation = page.locator('[id="choice-personalisation"]')
  await turn(page, 'personalisation', true)

  await page.goto('/ru/requests/new/objection/form')
  await page.getByRole('button', { name: 'Отправить запрос' }).click()
  await expect(page).toHaveURL(/\/ru\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''
  const staffPage = await fulfil(portal, browser, reference)

  await expect.poll(isProfiled).toBe(false)
  await expect(async () => {
    await page.goto(`/ru/requests/${reference}`)
    await expect(
      page.locator('#changes').getByText('автоматизированная обработка отключена, проверено').first(),
    ).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await checkPage(page, 'objection-ru-360')
  await page.goto('/ru/my/choices')
  await expect(personalisation).toHaveAttribute('aria-checked', 'false')

  await turn(page, 'personalisation', true)
  await expect.poll(isProfiled).toBe(true)
  await sql.end()
  await staffPage.context().close()
})

test('a person asks for restriction, the platform marks it and is read again, and nothing is sent', async ({
  page,
  context,
  browser,
  portal,
}) => {
  const sql = platformDatabase(portal)
  const person = await learnerOfPlatform(portal, sql, { locale: 'en' })
  await portal.signIn(context, person)
  await page.setViewportSize({ width: 320, height: 800 })
  await page.goto('/en/requests/new/restriction/form')
  await page.locator('[name="variant"][value="disputed"]').check()
  // A word that nothing divides, as an address or a code is.
  await page.locator('[name="item"]').fill('x'.repeat(400))
  await page.getByRole('button', { name: 'Send the request' }).click()
  await expect(page).toHaveURL(/\/en\/requests\/CX-/)
  const reference = page.url().match(/CX-[\w-]+/)?.[0] ?? ''
  const staffPage = await fulfil(portal, browser, reference)

  await expect
    .poll(
      async () => (await sql`SELECT restricted_at FROM users WHERE id = ${person.userId}`)[0]?.restricted_at,
    )
    .not.toBeNull()
  await expect(async () => {
    await page.goto(`/en/requests/${reference}`)
    await expect(page.locator('#changes').getByText('restricted and checked').first()).toBeVisible({
      timeout: 2_000,
    })
  }).toPass()
  await checkPage(page, 'restriction-en-320')
  await sql.end()
  await staffPage.context().close()
})
