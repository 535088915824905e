import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { recordForMany } from '#domain/consent/ledger/record-choices.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { choiceOf, expect, type Learner, type Portal, test, turn } from './people.ts'

const newestOf = async (portal: Portal, { subjectId }: Learner) =>
  (await readHistory(portal.as(subjectId), subjectId)).items[0]

/** A grant given eleven months ago elsewhere, of which a year is the term. */
async function endsSoon(portal: Portal, { subjectId }: Learner) {
  const { system, services } = portal
  const givenAt = new Date(services.clock.now().getTime() - 345 * 86_400_000)
  const [result] = await recordForMany(system, [
    {
      person: { subjectId },
      givenAt,
      origin: 'import',
      policyVersion: await currentVersion(system),
      idempotencyKey: randomBytes(8).toString('hex'),
      choices: [{ purpose: 'improvement', topic: '', channel: '', decision: 'granted' }],
    },
  ])
  expect(result?.status).toBe('recorded')
}

/** Checks a receipt on the page for that; what the portal says of it. */
async function check(page: Page, text: string) {
  await page.goto('/ru/receipts')
  await page.getByLabel('Текст квитанции').fill(text)
  await page.getByRole('button', { name: 'Проверить' }).click()
  return page.locator('#check [role=status]')
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('a choice has a receipt that proves it, to be kept, checked, and out of force once it is withdrawn', async ({
      page,
      context,
      browser,
      portal,
      baseURL,
    }) => {
      const learner = await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      await turn(page, 'analytics', true)

      await page.goto('/ru/my/history')
      await page.getByRole('link', { name: 'Квитанция: Аналитика' }).first().click()
      await expect(page).toHaveURL(/\/receipts\/[0-9a-f-]{36}$/)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Аналитика')
      const document = page.getByRole('article')
      await expect(document).toContainText('Согласие дано')
      await expect(document).toContainText('Действует')
      await expect(document).toContainText('БИН 000000000000')
      await expect(document).toContainText('за границу не передаются')
      await expect(document).toContainText(learner.fullName ?? '')
      const address = page.url()

      const saving = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Скачать с подписью' }).click()
      const saved = await saving
      expect(saved.suggestedFilename()).toMatch(/^receipt-.*\.jsonld$/)
      const path = await saved.path()
      const text = await readFile(path, 'utf8')
      const headers = (await page.request.get(`${address}/file`)).headers()
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*; sandbox$/)

      // Somebody who was shown the file checks it, signed in to nothing.
      const stranger = await browser.newContext({
        javaScriptEnabled,
        locale: 'ru',
        ...(baseURL && { baseURL }),
      })
      const other = await stranger.newPage()
      await other.goto(address)
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Квитанция о согласии')
      await expect(other.getByText('Записанный в ней выбор действует.')).toBeVisible()
      await expect(other.getByText('Аналитика')).toHaveCount(0)
      await expect(other.getByRole('link', { name: 'Проверить квитанцию' })).toHaveAttribute(
        'href',
        '/ru/receipts',
      )
      await expect(await check(other, text)).toContainText('Подлинная')
      await expect(other.locator('#check [role=status]')).toContainText('Действует')
      await expect(await check(other, text.replace('"Аналитика"', '"Аналитикa"'))).toContainText(
        'Не подлинная',
      )
      await expect(await check(other, 'привет')).toContainText('Это не квитанция')
      await other.goto('/ru/receipts')
      await other.getByLabel('Или файл').setInputFiles(path)
      await other.getByRole('button', { name: 'Проверить' }).click()
      await expect(other.locator('#check [role=status]')).toContainText('Подлинная')

      await page.goto('/ru/my/choices')
      await turn(page, 'analytics', false)
      await expect(await check(other, text)).toContainText('Больше не действует')
      await other.goto(address)
      await expect(other.getByText('больше не действует:')).toBeVisible()
      await page.goto(address)
      await expect(page.getByRole('article')).toContainText('Согласие отозвано:')

      await page.goto('/ru/my/history')
      await page.getByRole('link', { name: 'Квитанция: Аналитика' }).first().click()
      await expect(page.getByRole('article')).toContainText('Отзыв действует')
      await expect(page.locator('article .border-kept')).toHaveCount(0)
      await stranger.close()
    })

    test('a receipt is read in another language, while the words stay those that were agreed to', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      await turn(page, 'analytics', true)
      const entry = await newestOf(portal, learner)
      await page.goto(`/receipts/${entry?.eventId}`)
      await page.getByRole('article').getByRole('link', { name: 'Қазақша' }).click()
      await expect(page.getByRole('article')).toHaveAttribute('lang', 'kk')
      await expect(page.getByRole('article')).toContainText('Келісім берілді')
      await expect(page.locator('article dd [lang=ru]').first()).toContainText('Собираем статистику')
    })

    test('the whole history is saved as one file', async ({ page, context, portal }) => {
      await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      await turn(page, 'analytics', true)
      await page.goto('/ru/my/history')
      const saving = page.waitForEvent('download')
      await page.locator('#file').getByRole('button', { name: 'Скачать' }).click()
      const { receipts, list } = JSON.parse(await readFile(await (await saving).path(), 'utf8'))
      expect(receipts).toHaveLength(2)
      expect(list).toMatchObject({ count: 2, proof: { type: 'jws' } })
    })

    test('a choice says until when it holds, and in its last days it is kept on in one press', async ({
      page,
      context,
      portal,
    }) => {
      const learner = await portal.signInNew(context)
      await page.goto('/ru/my/choices')
      await turn(page, 'improvement', true)
      await page.goto('/ru/my/choices')
      await expect(choiceOf(page, 'improvement')).toContainText(/До \d+ [а-я]+\.? 20\d\d/)
      await endsSoon(portal, learner)
      await page.goto('/ru/my')
      const ending = page.locator('#ending')
      await expect(ending).toContainText('Улучшение платформы')
      const [keep, off] = [/^Оставить включённым ещё на 12 месяцев/, /^Выключить сейчас/].map((name) =>
        ending.getByRole('button', { name }),
      )
      const looks = await Promise.all(
        [keep, off].map((one) =>
          one?.evaluate((button) =>
            [getComputedStyle(button).backgroundColor, getComputedStyle(button).borderColor].join(),
          ),
        ),
      )
      expect(looks[0]).toBe(looks[1])
      await keep?.click()
      await expect(page.locator('#ending')).toHaveCount(0)
      expect(await newestOf(portal, learner)).toMatchObject({ decision: 'granted', origin: 'renewal' })

      await endsSoon(portal, learner)
      await page.goto('/ru/my/choices')
      await page.getByRole('button', { name: /^Оставить включённым ещё на 12 месяцев: Улучшение/ }).click()
      await expect(choiceOf(page, 'improvement')).toContainText('Сохранено')
      await expect(page.getByRole('button', { name: /^Оставить включённым/ })).toHaveCount(0)
      await page.goto('/ru/my/history')
      await expect(page.locator('main ol > li').first()).toContainText('Кнопка «Оставить включённым»')
    })
  })
}

test('a receipt prints on one page, the longest as well', async ({ page, context, portal }) => {
  const learner = await portal.signInNew(context, { locale: 'kk' })
  await page.goto('/ru/my/choices')
  await turn(page, 'analytics', true)
  const events = (await readHistory(portal.as(learner.subjectId), learner.subjectId)).items
  expect(events.map(({ purpose }) => purpose)).toEqual(['analytics', 'service'])
  const pages: Record<string, number> = {}
  for (const { purpose, eventId } of events)
    for (const language of ['kk', 'ru', 'en']) {
      await page.goto(`/receipts/${eventId}?in=${language}`)
      const pdf = await page.pdf({ preferCSSPageSize: true })
      pages[`${purpose} ${language}`] = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
    }
  expect(new Set(Object.values(pages))).toEqual(new Set([1]))
})

test('the page on how to check receipts has the script and the names that receipts link to', async ({
  page,
}) => {
  for (const language of ['kk', 'ru', 'en']) {
    await page.goto(`/${language}/receipts`)
    await expect(page.locator('#script pre')).toContainText('createPublicKey')
    await expect(page.locator('#consent_text')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    await page.setViewportSize({ width: 320, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(321)
  }
  for (const file of ['/verify-receipt.mjs', '/receipt-vectors.json', '/receipt-shapes.ttl'])
    expect((await page.request.get(file)).status()).toBe(200)
})
