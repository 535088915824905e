import { AxeBuilder } from '@axe-core/playwright'
import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

for (const { role, locale, places } of [
  { role: 'administrator', locale: 'ru', places: ['team', 'mail', 'integrations', 'settings'] },
  { role: 'administrator', locale: 'kk', places: ['team', 'mail', 'integrations', 'settings'] },
  { role: 'security-officer', locale: 'kk', places: ['log', 'integrations', 'mail'] },
  { role: 'auditor', locale: 'ru', places: ['log', 'dataMap', 'requests'] },
] as const)
  test(`the first page of the ${role} says how the portal does and where the work is, in ${locale}`, async ({
    page,
    context,
    portal,
  }) => {
    const { watch, places: placesTitle } = messages[locale].staffDashboard
    const staff = messages[locale].staff
    await signInStaff(portal, context, await mintStaff(portal, role))
    await page.goto(`/${locale}/staff`)
    const state = page.getByRole('region', { name: watch.title })
    for (const matter of [
      'worker',
      'jobs',
      'disk',
      'keyFiles',
      'keyEpochs',
      'seals',
      'erasures',
      'backups',
      'calendar',
    ] as const)
      await expect(state.getByRole('link', { name: watch.matters[matter], exact: true })).toBeVisible()
    // Journeys beside this one may lose mail: what is said first is what the lines say.
    const toMend = await state.locator('li p.text-due').count()
    const said = toMend === 0 ? watch.allWell : watch.notWell.replace('{count}', String(toMend))
    await expect(state.getByText(said, { exact: true })).toBeVisible()

    const work = page.getByRole('region', { name: placesTitle })
    for (const place of places) {
      await expect(work.getByRole('link', { name: staff.places[place], exact: true })).toBeVisible()
      await expect(work.getByText(staff.placeHints[place])).toBeVisible()
    }
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

    await state.getByRole('link', { name: watch.matters.keyFiles, exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`/${locale}/staff/health#keyFiles$`))
    await expect(page.getByText(messages[locale].staffHealth.keyFiles.well)).toBeVisible()
    await page.setViewportSize({ width: 320, height: 720 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  })

test('support and privacy officer see nothing of the machine', async ({ page, context, portal }) => {
  for (const role of ['support', 'privacy-officer'] as const) {
    await context.clearCookies()
    await signInStaff(portal, context, await mintStaff(portal, role))
    expect((await page.goto('/ru/staff/health'))?.status(), role).toBe(403)
    await page.goto('/ru/staff')
    await expect(page.getByText(messages.ru.staffDashboard.watch.title)).toHaveCount(0)
  }
})
