import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { locales } from '#i18n/locales.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { fileWithinLimit, openedFile } from './file-within-limit.ts'

let portal: TestPortal
let second: TestPortal['services']
beforeAll(async () => {
  portal = await testPortal()
  second = { ...portal.services, database: openDatabase(portal.database.appUrl, { max: 2 }) }
})
afterAll(async () => {
  await second.database.close()
  await portal.close()
})

const page = '/kk/staff/requests'
const file = async () => new Response('a;b')
const ask = (ctx: Context, make = file) => fileWithinLimit(ctx, page, make)
const atSecond = ({ actor, locale }: Context) => contextFor(second, { actor, locale })

test('two instances together send a member forty files in a quarter of an hour, then answer 429', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  const places = [ctx, atSecond(ctx)]
  for (let n = 0; n < 40; n++) expect((await ask(places[n % 2] ?? ctx)).status).toBe(200)
  for (const place of places) expect((await ask(place)).status).toBe(429)
  const { ctx: another } = await staffContext(portal, ['auditor'])
  expect((await ask(another)).status).toBe(200)

  portal.passTime(900_000)
  expect((await ask(ctx)).status).toBe(200)
})

test('the refusal says in the reader’s language when to come back, and leads back to the page', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  for (let n = 0; n < 40; n++) await ask(ctx)
  const said = {
    kk: 'жүктеп алуға болатын уақыт',
    ru: 'Скачать следующий файл',
    en: 'download the next file',
  }
  for (const locale of locales) {
    const answer = await ask({ ...ctx, locale })
    expect(answer.status).toBe(429)
    const seconds = Number(answer.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(900)
    const text = await answer.text()
    expect(text).toContain(`<html lang="${locale}">`)
    expect(text.replaceAll('\u00a0', ' ')).toContain(said[locale])
    expect(text).toContain(`href="${page}"`)
    expect(text.replace(/<style>.*<\/style>/s, '')).not.toMatch(/[{}]|undefined/)
  }
})

test('what sends no file is not counted: a code that is asked for first, a redirect', async () => {
  const { ctx } = await staffContext(portal, ['auditor'])
  for (let n = 0; n < 45; n++)
    await expect(
      ask(ctx, async () => {
        throw new SudoNeeded()
      }),
    ).rejects.toThrow(SudoNeeded)
  for (let n = 0; n < 45; n++) await ask(ctx, async () => new Response(null, { status: 303 }))
  expect((await ask(ctx)).status).toBe(200)
})

test('a person’s history is counted by the person, and nobody’s file is an error', async () => {
  const { subjectId } = await portal.addPerson()
  for (let n = 0; n < 40; n++) await ask(portal.subject(subjectId))
  expect((await ask(portal.subject(subjectId))).status).toBe(429)
  await expect(ask(portal.visitor)).rejects.toThrow('without a budget')
})

test('two instances together open two hundred single files for a member, beside their exports, then answer 429', async () => {
  const { ctx } = await staffContext(portal, ['support'])
  const open = (place: Context) => openedFile(place, page, file)
  const places = [ctx, atSecond(ctx)]
  for (let n = 0; n < 200; n++) expect((await open(places[n % 2] ?? ctx)).status).toBe(200)
  for (const place of places) {
    const refused = await open(place)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    expect(await refused.text()).toContain(`href="${page}"`)
  }
  expect((await ask(ctx)).status).toBe(200)
  const { ctx: another } = await staffContext(portal, ['support'])
  expect((await open(another)).status).toBe(200)

  portal.passTime(900_000)
  expect((await open(ctx)).status).toBe(200)
}, 60_000)

test('a single file that is not there is not counted', async () => {
  const { ctx } = await staffContext(portal, ['support'])
  const missing = () => openedFile(ctx, page, async () => Promise.reject(new Error('not found')))
  for (let n = 0; n < 205; n++) await expect(missing()).rejects.toThrow('not found')
  expect((await openedFile(ctx, page, file)).status).toBe(200)
}, 60_000)

test('each route of the staff console that sends a file has a limit: exports the narrow one', () => {
  const routes = globSync('app/**/staff/**/route.ts').map((route) => ({
    route,
    text: readFileSync(route, 'utf8'),
  }))
  const without = (limit: RegExp, path: RegExp) =>
    routes.filter(({ route, text }) => path.test(route) && !limit.test(text)).map(({ route }) => route)
  expect(without(/return (fileOrConfirm|fileWithinLimit)\(/, /\/export\/route\.ts$/)).toEqual([])
  expect(routes.filter(({ route }) => route.endsWith('/export/route.ts')).length).toBeGreaterThanOrEqual(13)
  // Two lead to another address, one to what a search has found.
  expect(without(/return (fileOrConfirm|fileWithinLimit|openedFile)\(/, /./).sort()).toEqual([
    'app/[locale]/staff/audit-log/find/route.ts',
    'app/[locale]/staff/registers/backups/route.ts',
    'app/[locale]/staff/registers/incidents/route.ts',
  ])
})
