import { AxeBuilder } from '@axe-core/playwright'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { expect, test } from './people.ts'
import { mintStaff, signInStaff } from './staff.ts'

const today = almatyDate(new Date())

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('an auditor draws requests that nobody can pick, and takes what it needs to draw them again', async ({
      page,
      context,
      portal,
    }) => {
      await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
      await page.goto('/ru/staff/audit-log')
      await page.getByRole('link', { name: 'Выборка для аудита' }).click()
      await page.getByRole('button', { name: 'Сделать выборку' }).click()
      await expect(page.locator('#from-error')).toHaveText('Укажите дату.')
      await page.getByLabel('Запросы, полученные с').fill(addDays(today, -300))
      await page.getByLabel('по', { exact: true }).fill(today)
      await page.getByLabel('Определяет контрольная точка журнала за').fill(today)
      await page.getByRole('button', { name: 'Сделать выборку' }).click()
      await expect(page.locator('#day-error')).toHaveText('День должен быть после периода.')
      await page.getByLabel('по', { exact: true }).fill(addDays(today, -1))
      await page.getByRole('button', { name: 'Сделать выборку' }).click()
      await expect(page.getByRole('heading', { name: /^Выбран/ })).toBeVisible()
      const drawn = page.getByRole('listitem').getByRole('link', { name: /^CX-/ })
      expect(await drawn.count()).toBeGreaterThan(3)
      if (javaScriptEnabled) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      await page.setViewportSize({ width: 320, height: 720 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)

      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Скачать список номеров' }).click()
      expect((await download).suggestedFilename()).toBe('references.txt')
      const reference = (await drawn.first().textContent()) ?? ''
      await drawn.first().click()
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page).toHaveURL(new RegExp(`/staff/requests/${reference}$`))
    })
  })

test('a form with anything else leads back and gives no file', async ({ context, portal, baseURL }) => {
  await signInStaff(portal, context, await mintStaff(portal, 'auditor'))
  const sound = { from: addDays(today, -30), to: addDays(today, -1), day: today, file: 'references' }
  const spoilt: Record<string, string>[] = [
    {},
    { ...sound, file: '../keys' },
    { ...sound, day: "2026-11-29'; DROP TABLE request" },
    { ...sound, from: '<script>alert(1)</script>' },
  ]
  for (const form of spoilt) {
    const answer = await context.request.post('/ru/staff/audit-log/sample/file', {
      form,
      headers: { origin: baseURL ?? '' },
      maxRedirects: 0,
    })
    expect(answer.status(), JSON.stringify(form)).toBe(303)
    expect(answer.headers().location).toMatch(/^\/ru\/staff\/audit-log\/sample(\?|$)/)
  }
})
