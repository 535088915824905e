import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { locales } from '../i18n/locales.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

const longestLocale = ['kk'] as const

const open = [
  '',
  '/policy',
  '/policy/compare',
  '/policy/versions',
  '/policy/versions/1',
  '/trust',
  '/contact',
  '/requests/new',
  '/requests/new/access',
  '/requests/new/restriction',
  '/sign-in',
  '/sign-in/link/none',
  '/sample/mailbox',
]
const own = [
  '/my',
  '/my/choices',
  '/my/choices/withdraw-all',
  '/my/data/plan',
  '/my/data',
  '/my/history',
  '/my/profile',
  '/my/requests',
  '/requests/new/access/form',
  '/requests/new/restriction/form',
]
const officers = ['/staff', '/staff/requests', '/staff/requests/new', '/staff/calendar', '/staff/data-map']
const auditors = ['/staff/audit-log', '/staff/audit-log/sample']
const administrators = ['/staff/team', '/staff/team/invite', '/staff/mail', '/staff/backups']
// Beyond the standard: landmarks need distinct names, so that a list of them is useful.
const rules: Parameters<AxeBuilder['options']>[0] = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: { 'landmark-unique': { enabled: true } },
}

/** What axe finds, and whether anything is wider than the screen or without a name for its page. */
async function faultsOf(page: Page, path: string) {
  const answer = await page.goto(path)
  expect(answer?.status(), path).toBeLessThan(400)
  const { violations } = await new AxeBuilder({ page }).options(rules).analyze()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
  const named = (await page.title()).length > 5 && (await page.locator('h1').count()) === 1
  return [
    ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 120)}`),
    ...(wide ? [`${path}: wider than the screen`] : []),
    ...(named ? [] : [`${path}: no title or not one heading`]),
  ]
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1280])
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } })

      // A language changes lengths and names, a theme only colours, and words have more room on a desktop: these are looked at
      // in the longest language.
      for (const locale of colorScheme === 'light' && width < 1000 ? locales : longestLocale)
        test(`no page has a fault that axe can find, in ${locale}`, async ({ page, context, portal }) => {
          test.slow()
          const faults: string[] = []
          for (const path of open) faults.push(...(await faultsOf(page, `/${locale}${path}`)))
          await portal.signInNew(context, { locale })
          for (const path of own) faults.push(...(await faultsOf(page, `/${locale}${path}`)))
          await context.clearCookies()
          await portal.signInNew(context, { locale, welcomed: false })
          faults.push(...(await faultsOf(page, `/${locale}/my/welcome`)))
          await context.clearCookies()
          faults.push(...(await faultsOf(page, `/${locale}/staff/sign-in`)))
          await signInStaff(portal, context, await mintStaff(portal, 'privacy-officer'))
          for (const path of officers) faults.push(...(await faultsOf(page, `/${locale}${path}`)))
          await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
          for (const path of auditors) faults.push(...(await faultsOf(page, `/${locale}${path}`)))
          await signInStaff(portal, context, await mintStaff(portal, 'administrator'))
          for (const path of administrators) faults.push(...(await faultsOf(page, `/${locale}${path}`)))
          expect(faults).toEqual([])
        })
    })

test('the keyboard reaches the content first, and focus is always seen', async ({ page }) => {
  await page.goto('/ru/policy')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Перейти к содержанию' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#content')).toBeFocused()
  await page.keyboard.press('Tab')
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  )
  expect(outline).not.toBe('none')
})

test('Escape closes the menu of a phone and gives the focus back', async ({ page, context, portal }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  for (const path of ['/ru/policy', '/ru/sign-in', '/ru/staff']) {
    await page.goto(path)
    const menu = page.locator('details.menu').filter({ visible: true })
    const summary = menu.locator('summary')
    await summary.click()
    await expect(menu, path).toHaveAttribute('open')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await expect(menu, path).not.toHaveAttribute('open')
    await expect(summary, path).toBeFocused()
  }
})
