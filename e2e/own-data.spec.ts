import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { portalItems } from '#domain/fulfilment/map/portal-items.ts'
import { locales } from '../i18n/locales.ts'
import { messages } from '../i18n/messages.ts'
import { expect, test } from './people.ts'
import { giveCode, mintStaff, signInStaff } from './staff.ts'

for (const javaScriptEnabled of [true, false])
  test.describe(`${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({ javaScriptEnabled })

    test('a person finds a record by its value, with where it is and why, and pages through all', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context)
      await page.goto('/ru/my')
      await page.getByRole('link', { name: 'Открыть данные' }).click()
      await expect(page.getByRole('heading', { name: 'Данные обо мне' })).toBeVisible()
      await page.getByLabel('Поиск по данным').fill(learner.email)
      await page.getByRole('button', { name: 'Найти' }).click()
      await expect(page.getByRole('status').filter({ hasText: 'Найден' })).toBeVisible()
      expect(page.url()).not.toContain('@')
      const profile = page.getByRole('group', { name: 'Профиль на портале' }).first()
      await expect(profile).toContainText(learner.email)
      await profile.getByText('Об этих записях').click()
      await expect(profile).toContainText('Предоставление сервиса')
      await expect(profile).toContainText('обезличивается')
      await expect(profile.getByRole('link', { name: 'Исправить: Телефон' })).toHaveAttribute(
        'href',
        '/ru/my/profile',
      )
      if (javaScriptEnabled) {
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id }) => id)).toEqual([])
      }
      await page.goto('/ru/my/data?category=learning')
      await expect(page.getByText('записей о вас нет')).toBeVisible()
    })
  })

/** How a code or a structure looks beside words of a language; English words can look like codes of one part. */
const looksLikeCode = {
  kk: /^[a-z]+([-_.:/][a-z0-9-]+)*$|^[[{]/,
  ru: /^[a-z]+([-_.:/][a-z0-9-]+)*$|^[[{]/,
  en: /^[a-z]+([_.:/][a-z0-9-]+)+$|^[[{]/,
}
/** Columns that hold what people and systems named by themselves. */
const names = ['external_id', 'name', 'file_name', 'code', 'number']

for (const locale of ['kk', 'ru', 'en'] as const)
  test(`the records of a person are in words: ${locale}`, async ({ page, context, portal }) => {
    test.slow()
    await portal.signIn(context, await portal.sampleLearner())
    const found = new Set<string>()
    let shown = 0
    for (let path: string | null = `/${locale}/my/data`; path !== null; ) {
      await page.goto(path)
      const fields = await page.locator('[data-column]').evaluateAll((all) =>
        all.map((one) => ({
          column: one.getAttribute('data-column') ?? '',
          value: one.querySelector('dd')?.firstChild?.textContent?.trim() ?? '',
        })),
      )
      shown += fields.length
      for (const { column, value } of fields)
        if (!names.includes(column) && looksLikeCode[locale].test(value)) found.add(`${column}: ${value}`)
      const next = page.getByRole('link', { name: messages[locale].ownData.more, exact: true })
      path = (await next.count()) > 0 ? await next.getAttribute('href') : null
    }
    expect(shown).toBeGreaterThan(500)
    expect([...found]).toEqual([])
  })

test('an auditor reads when records are deleted, and downloads the report after a code', async ({
  page,
  context,
  portal,
}) => {
  const auditor = await mintStaff(portal, 'auditor')
  await signInStaff(portal, context, auditor)
  await page.goto('/ru/staff/data-map')
  await expect(page.getByRole('table', { name: 'Карта данных: Этот портал' })).toBeVisible()
  const byTerm = page.getByRole('table', { name: 'Удаление по срокам, по видам записей' })
  await expect(byTerm.getByRole('row', { name: 'Ответы на повторные выборы' })).toContainText(
    '30 дней после окончания',
  )
  // The night's job of the portal under test has not run.
  await expect(byTerm.getByRole('row', { name: 'Ответы на повторные выборы' })).toContainText(
    'ещё не выполнялось',
  )
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByRole('link', { name: 'Реестры' }).click()
  await giveCode(page, auditor.code(), 'Подтвердить')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Отчёт об удалении по срокам, CSV' }).click()
  const report = readFileSync(await (await download).path(), 'utf8')
  expect(report).toContain('choice_reply')
  expect(report.split('\n').length).toBeGreaterThan(portalItems.length)
})

for (const locale of locales)
  test(`an administrator sees whether each system can be reached, in ${locale}`, async ({
    page,
    context,
    portal,
  }) => {
    const { states } = messages[locale].staffDataMap
    await signInStaff(portal, context, await mintStaff(portal, 'administrator'))
    await page.goto(`/${locale}/staff/data-map#sources`)
    const table = page.getByRole('table', { name: states.title })
    for (const source of ['platform', 'portal'] as const) {
      const row = table.getByRole('row', { name: messages[locale].dataMap.sources[source] })
      // The worker looks a minute after the start at the latest.
      await expect(row.getByText(states.well).or(row.getByText(states.unknown))).toBeVisible()
    }
    await expect(table.getByText(states.failing, { exact: true })).toHaveCount(0)
    // The worker tries the sample platform when it starts.
    const platform = table.getByRole('row', { name: messages[locale].dataMap.sources.platform })
    await expect(platform.getByText(states.trial.passed)).toBeVisible()
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.setViewportSize({ width: 320, height: 720 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })
