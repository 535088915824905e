import { AxeBuilder } from '@axe-core/playwright'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import type { Locale } from '../i18n/locales.ts'
import { choiceOf, expect, type Portal, switchOf, test } from './people.ts'

/** Somebody who granted these before they ever came with the signal. */
async function learnerWith(
  portal: Portal,
  purposes: readonly ('analytics' | 'improvement')[],
  locale: Locale = 'ru',
) {
  const learner = await portal.mint({ locale })
  const ctx = portal.as(learner.subjectId, locale)
  if (purposes.length > 0)
    await recordChoices(ctx, learner.subjectId, {
      policyVersion: 1,
      origin: 'choices',
      idempotencyKey: 'before-the-signal',
      choices: purposes.map((purpose) => ({ purpose, topic: '', channel: '', decision: 'granted' })),
    })
  const events = async () => (await readHistory(ctx, learner.subjectId)).items
  return { learner, events }
}

const question = 'Выключить?'

test('what the portal says of the signal is where programs look for it', async ({ request }) => {
  const answer = await request.get('/.well-known/gpc.json')
  expect(answer.headers()['content-type']).toContain('application/json')
  const said = await answer.json()
  expect(said).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
})

test('another value of the header is no signal', async ({ page, context, portal }) => {
  const { learner } = await learnerWith(portal, ['analytics'])
  await portal.signIn(context, learner)
  for (const value of ['0', 'true', '1, 1']) {
    await context.setExtraHTTPHeaders({ 'Sec-GPC': value })
    await page.goto('/ru/my')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByText('Global Privacy Control')).toHaveCount(0)
  }
})

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled, extraHTTPHeaders: { 'Sec-GPC': '1' } })

    test('who lets the signal be recorded finds both off, and is not asked again', async ({
      page,
      context,
      portal,
    }) => {
      const { learner, events } = await learnerWith(portal, ['analytics', 'improvement'])
      await portal.signIn(context, learner)
      await page.goto('/ru/my')
      await expect(page.getByText(question)).toBeVisible()
      await expect(page.getByText('улучшение платформы, аналитика. Выключить?')).toBeVisible()
      const [off, keep] = [
        page.getByRole('button', { name: 'Выключить', exact: true }),
        page.getByRole('button', { name: 'Оставить', exact: true }),
      ]
      const looks = [off, keep].map((one) => one.getAttribute('class'))
      expect(await looks[0]).toBe(await looks[1])
      await off.click()
      await expect(page.getByText('Он учтён')).toBeVisible()
      await expect(page).toHaveURL(/\/ru\/my(#signal)?$/)
      await page.goto('/ru/my/choices')
      await expect(page.getByText(question)).toHaveCount(0)
      await expect(switchOf(page, 'analytics')).toHaveAttribute('aria-checked', 'false')
      expect((await events()).slice(0, 2).map((one) => [one.decision, one.origin, one.signal])).toEqual([
        ['withdrawn', 'gpc', 'gpc'],
        ['withdrawn', 'gpc', 'gpc'],
      ])
      await page.goto('/ru/my/history')
      await expect(page.locator('main ol > li').first()).toContainText('Сигнал GPC браузера')
      await expect(page.locator('main ol > li').first()).toContainText('Global Privacy Control')
    })

    test('who keeps the choice is not asked again; a later choice is recorded with the signal', async ({
      page,
      context,
      portal,
    }) => {
      const { learner, events } = await learnerWith(portal, ['analytics'])
      await portal.signIn(context, learner)
      await page.goto('/ru/my/choices')
      await page.getByRole('button', { name: 'Оставить', exact: true }).click()
      await expect(page.getByText('Вы сами включили: аналитика.')).toBeVisible()
      await page.goto('/ru/my')
      await expect(page.getByText(question)).toHaveCount(0)
      await page.goto('/ru/my/choices')
      await switchOf(page, 'improvement').click()
      await expect(choiceOf(page, 'improvement')).toContainText('Сохранено')
      await page.goto('/ru/my/choices')
      await expect(page.getByText('вы сами включили: аналитика, улучшение платформы.')).toBeVisible()
      expect((await events()).slice(0, 2).map((one) => [one.name, one.origin, one.signal])).toEqual([
        ['improvement', 'choices', 'gpc'],
        ['analytics', 'gpc', 'gpc'],
      ])
    })

    test('who has nothing on reads one quiet line', async ({ page, context, portal }) => {
      const { learner, events } = await learnerWith(portal, [])
      await portal.signIn(context, learner)
      for (const path of ['/ru/my', '/ru/my/choices']) {
        await page.goto(path)
        await expect(page.getByText('Он учтён')).toBeVisible()
      }
      expect(await events()).toHaveLength(1)
    })
  })

test.describe('the question', () => {
  test.use({ extraHTTPHeaders: { 'Sec-GPC': '1' } })

  test('leaves nothing to find for axe and fits a phone', async ({ page, context, portal }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const { learner } = await learnerWith(portal, ['analytics', 'improvement'], 'kk')
    await portal.signIn(context, learner)
    for (const path of ['/my', '/my/choices']) {
      await page.goto(`/kk${path}`)
      await page.locator('#signal summary').click()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    }
  })
})
