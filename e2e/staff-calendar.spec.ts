import { AxeBuilder } from '@axe-core/playwright'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { messages } from '../i18n/messages.ts'
import { freeAddress, startServer } from './another-server.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

// Years that no other test writes to: the forms of `forms/place.ts` save a day in 2033.
const journeys = [
  { locale: 'ru', role: 'administrator', year: 2035, javaScriptEnabled: true },
  { locale: 'kk', role: 'privacy-officer', year: 2036, javaScriptEnabled: false },
] as const

for (const { locale, role, year, javaScriptEnabled } of journeys)
  test.describe(`${role}, in ${locale}`, () => {
    test.use({ javaScriptEnabled })

    test('fills a year by the law, adds a worked Saturday, and confirms the year with its source', async ({
      page,
      context,
      portal,
    }) => {
      const t = messages[locale].calendar
      await signInStaff(portal, context, await mintStaff(portal, role))
      await page.goto(`/${locale}/staff/calendar?year=${year}`)
      await expect(page.getByText(t.empty)).toBeVisible()
      await page.getByRole('button', { name: t.fill.press }).click()
      await expect(page.getByText(t.saved)).toBeVisible()
      const march = page.getByRole('table', { name: /март|наурыз/i })
      await expect(march.getByRole('cell', { name: t.holidays.nauryz }).first()).toBeVisible()
      await expect(march.getByRole('cell', { name: t.uncertain.computed }).first()).toBeVisible()

      // The first Saturday of June: never a holiday.
      const saturday = Array.from({ length: 7 }, (_, at) => `${year}-06-0${at + 1}`).find(
        (date) => new Date(date).getUTCDay() === 6,
      )
      await page.getByLabel(t.form.date, { exact: true }).fill(saturday ?? '')
      await page.locator('input[name=kind][value=worked]').check()
      await page.locator('input[name=state][value=official]').check()
      await page.locator('#source').fill('Постановление № 1')
      await page.getByRole('button', { name: t.form.save }).click()
      const june = page.getByRole('table', { name: /июнь|маусым/i })
      await expect(june.getByRole('cell', { name: t.marks['worked-weekend'] })).toHaveCount(1)

      await page.getByRole('button', { name: t.confirm.press }).click()
      await expect(page.locator('#year-source-error')).toBeVisible()
      await page.locator('#year-source').fill('Баланс рабочего времени')
      await page.getByRole('button', { name: t.confirm.press }).click()
      await expect(page.getByText(t.settled)).toBeVisible()
      await expect(page.getByRole('button', { name: t.confirm.press })).toHaveCount(0)
      await expect(march.getByRole('cell', { name: t.uncertain.computed })).toHaveCount(0)

      await page.setViewportSize({ width: 320, height: 720 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
      if (javaScriptEnabled) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    })
  })

for (const role of ['support', 'auditor'] as const)
  test(`${role} reads the months by name and changes nothing`, async ({ page, context, portal }) => {
    await signInStaff(portal, context, await mintStaff(portal, role))
    await page.goto('/ru/staff/calendar?year=2025')
    const january = page.getByRole('table', { name: /январь/i })
    await expect(january.getByRole('cell', { name: /^5 рабочий/ })).toBeVisible()
    const moved = 'выходной вместо праздника: Международный женский день'
    await expect(page.getByRole('cell', { name: moved, exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Сохранить' })).toHaveCount(0)
    await expect(page.getByRole('link', { name: /^Изменить/ })).toHaveCount(0)
  })

test('from December the calendar asks for the next year and says what a missing one does', async ({
  page,
  context,
  portal,
}) => {
  const now = portal.services.clock.now()
  const december = new Date(`${now.getUTCFullYear() + 3}-12-02T06:00:00Z`)
  const offset = Math.round((december.getTime() - now.getTime()) / 1000)
  const url = await freeAddress()
  const server = await startServer(portal, url, { PORTAL_CLOCK_OFFSET: String(offset) })
  try {
    const member = await mintStaff(portal, 'auditor')
    const { token } = await portal.system.transaction((tx) => openStaffSession(tx, member.staffId, december))
    await context.addCookies([{ name: staffCookie(portal.services.env).name, value: token, url }])
    for (const [locale, late] of [
      ['ru', /Рабочая суббота, которой нет в.календаре, делает срок длиннее законного/],
      ['kk', /Күнтізбеде жоқ жұмыс сенбісі мерзімді заңдағыдан ұзартады/],
    ] as const) {
      await page.goto(`${url}/${locale}/staff/calendar`)
      const next = december.getUTCFullYear() + 1
      const word = messages[locale].calendar.gaps.missing.word.replace('{year}', String(next))
      await expect(page.getByText(word)).toBeVisible()
      await expect(page.getByText(late).first()).toBeVisible()
      const open = messages[locale].calendar.gaps.open.replace('{year}', String(next))
      await page.getByRole('link', { name: open }).click()
      await expect(page).toHaveURL(new RegExp(`year=${next}$`))
    }
  } finally {
    await server.stop()
  }
})
