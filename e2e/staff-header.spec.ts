import type { Page } from '@playwright/test'
import { staffRoles } from '#db/schema/access-codes.ts'
import { locales } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

const tops = (page: Page) =>
  page
    .locator('.staff-bar > :visible')
    .evaluateAll((parts) =>
      parts.map((part) => part.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]),
    )

/** Everything in the header lies beside everything else: no part begins below another. */
async function isOneLine(page: Page) {
  const parts = await tops(page)
  expect(parts.length).toBeGreaterThan(2)
  expect(Math.max(...parts.map(([top = 0]) => top))).toBeLessThan(
    Math.min(...parts.map(([, bottom = 0]) => bottom)),
  )
}

for (const locale of locales)
  test(`the staff header is one line for every role, on a desktop and on the narrowest phone, in ${locale}`, async ({
    page,
    context,
    portal,
  }) => {
    const t = messages[locale].staff
    for (const role of staffRoles) {
      await context.clearCookies()
      await signInStaff(portal, context, await mintStaff(portal, role))
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto(`/${locale}/staff/calendar`)
      await isOneLine(page)
      const band = await page.locator('.sample-band strong').boundingBox()
      const name = await page.locator('.staff-bar .site-name').boundingBox()
      expect(band?.x).toBe(name?.x)
      expect(band?.height).toBeLessThan(24)

      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 720 })
        await isOneLine(page)
        expect((await page.locator('.sample-band strong').boundingBox())?.height).toBeLessThan(24)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      }
      await page.locator('.staff-account > summary').click()
      await expect(page.getByRole('button', { name: t.signOut })).toBeVisible()
      await expect(page.getByText(t.roles[role])).toBeVisible()
      const menu = page.getByRole('navigation', { name: t.label })
      await expect(menu.getByRole('link', { name: t.places.calendar })).toHaveAttribute(
        'aria-current',
        'page',
      )
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    }
  })

test('links that do not fit fold into a menu that opens and closes by keyboard and shows where one is', async ({
  page,
  context,
  portal,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  await page.goto('/ru/staff/team')
  const more = page.locator('.staff-menu > summary')
  await expect(more).toHaveText('Ещё')
  await expect(more).toHaveAttribute('data-current', '')
  await more.focus()
  await page.keyboard.press('Enter')
  const menu = page.getByRole('navigation', { name: 'Меню сотрудника' })
  await expect(menu.getByRole('link', { name: 'Сотрудники' })).toHaveAttribute('aria-current', 'page')
  await page.keyboard.press('Escape')
  await expect(menu.getByRole('link', { name: 'Сотрудники' })).toHaveCount(0)
  await expect(more).toBeFocused()
})
