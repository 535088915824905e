import { request as http } from 'node:http'
import { AxeBuilder } from '@axe-core/playwright'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import type { Locale } from '../i18n/locales.ts'
import { checkPage } from './check-page.ts'
import { origin } from './origin.ts'
import { expect, type Portal, test } from './people.ts'

const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const

/** A person who gets emails about new materials, and the path of the link in each. */
async function reader(portal: Portal, locale: Locale = 'ru') {
  const learner = await portal.mint({ locale })
  const ctx = portal.as(learner.subjectId, locale)
  await recordChoices(ctx, learner.subjectId, {
    policyVersion: 1,
    origin: 'choices',
    idempotencyKey: 'before-the-journey',
    choices: (['email', 'sms'] as const).map((channel) => ({ ...news, channel, decision: 'granted' })),
  })
  const made = await makeUnsubscribeLink(portal.system, learner, news)
  const path = new URL(made?.link ?? '').pathname
  const events = async () => (await readHistory(ctx, learner.subjectId)).items
  return { learner, path, events }
}

/** A mail program: plain HTTP, no cookies, any Origin. */
function ask(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((done, fail) => {
    const asked = http(new URL(path, origin), { method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asked.on('error', fail).end(body)
  })
}

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const multipart = { 'content-type': 'multipart/form-data; boundary=x' }
const oneClick = 'List-Unsubscribe=One-Click'
const oneClickParts =
  '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'

test.describe('a mail program', () => {
  test.use({ javaScriptEnabled: false })

  for (const [name, body, headers] of [
    ['without an Origin', oneClick, urlencoded],
    ['with a foreign Origin', oneClick, { ...urlencoded, origin: 'https://mail.example.com' }],
    ['in parts', oneClickParts, { ...multipart, origin: 'null' }],
  ] as const)
    test(`unsubscribes at once by one POST, ${name}; repeated it is answered the same`, async ({
      portal,
    }) => {
      const { path, events } = await reader(portal)
      for (let n = 0; n < 2; n++) {
        const { status, headers: got, text } = await ask('POST', path, body, headers)
        expect(status).toBe(200)
        expect(got).toMatchObject({ 'cache-control': 'no-store', 'content-language': 'ru' })
        expect(got['set-cookie']).toBeUndefined()
        expect(text).toContain('Вы отписаны')
      }
      const [last, ...before] = await events()
      expect(last).toMatchObject({
        decision: 'withdrawn',
        origin: 'unsubscribe',
        actorKind: 'visitor',
        ...news,
      })
      expect(before.filter((one) => one.origin === 'choices')).toHaveLength(2)
    })

  test('that looks at every link five times switches nothing off', async ({ portal }) => {
    const { path, events } = await reader(portal)
    const before = (await events()).length
    for (let n = 0; n < 5; n++) expect((await ask(n % 2 ? 'HEAD' : 'GET', path)).status).toBe(200)
    expect(await events()).toHaveLength(before)
  })

  test('with a token that is none gets one answer, whatever it is and however it is asked', async ({
    portal,
  }) => {
    const { path } = await reader(portal)
    const answers = [
      await ask('GET', `/u/${'a'.repeat(43)}`),
      await ask('GET', '/u/garbled'),
      await ask('GET', `${path}x`),
      await ask('GET', `/kk/u/garbled`),
      await ask('POST', '/u/garbled', oneClick, urlencoded),
    ]
    expect(answers.map((one) => one.status)).toEqual([404, 404, 404, 404, 404])
    const told = answers.map((one) => one.text.replace(/<small>.*<\/small>/, ''))
    expect(new Set([...told.slice(0, 3), told[4]]).size).toBe(1)
    expect(told[3]).toContain('Сілтеме жарамсыз')
  })

  test('cannot press the button that undoes', async ({ portal }) => {
    const { path, events } = await reader(portal)
    await ask('POST', path, oneClick, urlencoded)
    const before = (await events()).length
    const forged = '--x\r\nContent-Disposition: form-data; name="$ACTION_ID_0"\r\n\r\n\r\n--x--\r\n'
    const { status } = await ask('POST', path, forged, { ...multipart, origin: 'https://evil.example' })
    expect(status).toBe(403)
    expect(await events()).toHaveLength(before)
  })
})

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled })

    test('a reader of a letter looks, presses once, presses undo, and finds all of it in the history', async ({
      page,
      context,
      portal,
    }) => {
      const { learner, path, events } = await reader(portal)
      const answer = await page.goto(path)
      expect(answer?.status()).toBe(200)
      expect(answer?.headers()).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
      })
      await expect(page.getByText('Новые материалы', { exact: true })).toBeVisible()
      await expect(page.getByText('Считается рекламой', { exact: true })).toBeVisible()
      const before = (await events()).length
      await page.getByRole('button', { name: 'Отписаться' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Вы отписаны')
      expect(await page.content()).not.toMatch(new RegExp(`${learner.fullName}|${learner.email}`))
      await page.getByRole('button', { name: 'Вернуть' }).click()
      await expect(page.getByText('Снова включено')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Отписаться' })).toBeVisible()
      expect(await events()).toHaveLength(before + 2)
      await portal.signIn(context, learner)
      await page.goto('/ru/my/history')
      const entries = page.locator('main ol > li')
      await expect(entries.nth(0)).toContainText('Кнопка «Вернуть»')
      await expect(entries.nth(1)).toContainText('Ссылка отписки в письме')
      await expect(entries.nth(1)).toContainText('Владелец ссылки из письма')
    })

    for (const [locale, why, place, off] of [
      ['kk', 'Бұл маған неге келді?', 'Таңдау беті', 'Жазылымнан бас тарту'],
      ['ru', 'Почему мне это пришло?', 'Страница выбора', 'Отписаться'],
      ['en', 'Why did I get this?', 'Choices page', 'Unsubscribe'],
    ] as const)
      test(`a reader of a message sees why it came, and switches it off there: ${locale}`, async ({
        page,
        portal,
      }) => {
        const { learner, path, events } = await reader(portal, locale)
        await page.setViewportSize({ width: 360, height: 800 })
        await page.goto(`${path}#why`)
        await expect(page).toHaveURL(/\/u\/.*#why$/)
        const section = page.getByRole('region', { name: why })
        await expect(section).toBeInViewport()
        await expect(section).toContainText(place)
        await expect(section).toContainText(String(new Date().getFullYear()))
        expect(await page.content()).not.toMatch(
          new RegExp(`${learner.fullName}|${learner.email}|${learner.subjectId}`),
        )
        if (javaScriptEnabled) await checkPage(page, `why-${locale}`)
        await page.getByRole('button', { name: off }).click()
        await expect(section).toHaveCount(0)
        expect((await events())[0]).toMatchObject({ decision: 'withdrawn', origin: 'unsubscribe' })
      })

    test('the page is in the language of the letters, changes it in place, and nothing that was off can be undone', async ({
      page,
      portal,
    }) => {
      const { learner, path } = await reader(portal, 'kk')
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Жазылымнан бас тарту')
      await page.locator('header').getByRole('link', { name: 'English' }).click()
      await expect(page.getByRole('button', { name: 'Unsubscribe' })).toBeVisible()
      await recordChoices(portal.as(learner.subjectId), learner.subjectId, {
        policyVersion: 1,
        origin: 'choices',
        idempotencyKey: 'meanwhile-by-themselves',
        choices: [{ ...news, decision: 'withdrawn' }],
      })
      await page.getByRole('button', { name: 'Unsubscribe' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are unsubscribed')
      await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
    })
  })

test('nothing to find for axe, nothing wider than a phone, before and after', async ({ page, portal }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const { path } = await reader(portal, 'kk')
  for (const _state of ['on', 'off']) {
    await page.goto(path)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await ask('POST', path, oneClick, urlencoded)
  }
})
