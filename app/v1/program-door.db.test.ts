import { afterAll, describe, expect, test } from 'vitest'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { readColumns } from '#domain/consent/import/import-columns.ts'
import { readRow } from '#domain/consent/import/import-row.ts'
import { builtInCatalogue } from '#domain/consent/rules/catalogue.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { choices, letters, openPrograms, system } from '#testing/programs.ts'
import { apiRoutes } from './api-routes.ts'

const { services, call, put, decide, keyFor, close } = await openPrograms()
afterAll(close)

describe('an external id', () => {
  const wrong = [
    ['a/b', 'malformed'],
    ['a\\b', 'malformed'],
    ['.', 'malformed'],
    ['..', 'malformed'],
    ['a b', 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['+77011234567', 'looks-like-phone'],
    ['87011234567', 'looks-like-phone'],
  ] as const

  test.each(wrong)('%j is refused at every entrance: %s', async (id, code) => {
    const place = encodeURIComponent(id).replaceAll('.', '%2e')
    const calls: [string, string, object?][] = [
      ['PUT', `/subjects/${place}/choices`, choices('withdrawn')],
      ['GET', `/subjects/${place}/choices`],
      ['GET', `/subjects/${place}/history`],
      ['POST', '/decisions', { subject: id, ...letters }],
      ['POST', '/unsubscribe-links', { subject: id, ...letters }],
      ['POST', '/requests', { subject: id, right: 'access', locale: 'ru' }],
    ]
    for (const [method, address, body] of calls) {
      const { status, said } = await call(method, address, body && { body })
      const parameter = address.startsWith('/subjects') ? 'externalId' : 'subject'
      expect([method, address, status, said.errors]).toEqual([method, address, 400, [{ parameter, code }]])
    }
    const items = [{ ...choices('withdrawn'), subject: id }]
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items).toMatchObject([{ code: 'invalid-item', errors: [{ parameter: 'subject', code }] }])
    const columns = readColumns(['external_id'], builtInCatalogue)
    if ('code' in columns) throw new Error(columns.code)
    const given = { wordsFor: () => undefined, now: new Date(), defaultLocale: 'ru' } as const
    expect(readRow([id], columns, given)).toEqual({ faults: [{ column: 'external_id', code }] })
  })
})

describe('the door', () => {
  const calls = apiRoutes.filter(({ scope }) => scope !== null)
  const addressOf = (route: string) =>
    route.replace(':externalId', 'x').replace(':id', 'x').replace(':reference', 'CX-0000-00')

  test.each(calls)(
    '$method $route asks for a key, for one that works, and for $scope',
    async ({ method, route, scope }) => {
      const address = addressOf(route)
      const none = await call(method, address, { key: null })
      expect(none).toMatchObject({ status: 401, said: { code: 'key-needed' } })
      expect(none.headers['www-authenticate']).toContain('Bearer')
      expect(await call(method, address, { key: `cxk_${'x'.repeat(43)}` })).toMatchObject({ status: 401 })
      const others = apiScopes.filter((one) => one !== scope)
      const lacking = await call(method, address, { key: await keyFor(...others), body: {} })
      expect(lacking).toMatchObject({ status: 403, said: { code: 'insufficient-scope', scope } })
      expect(lacking.headers['ratelimit-policy']).toBe('"calls";q=100000;w=60')
    },
  )

  test('refuses a program that calls too often, and says for how long', async () => {
    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    const { key: slow } = await createApiKey(ctx, {
      name: 'Slow',
      scopes: ['decisions:read'],
      callsPerMinute: 2,
    })
    const ask = () => call('POST', '/decisions', { key: slow, body: { subject: 'x', ...letters } })
    expect((await ask()).headers.ratelimit).toMatch(/^"calls";r=1;t=\d+$/)
    await ask()
    const third = await ask()
    expect(third).toMatchObject({ status: 429, said: { code: 'too-often' } })
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
  })

  test.each<[string, unknown, string]>([
    ['no JSON', Buffer.from('{'), 'body'],
    ['half a letter', Buffer.from([0x22, 0xc3, 0x22]), 'body'],
    [
      'an unknown purpose',
      { ...choices('granted'), choices: [{ purpose: 'x', decision: 'granted' }] },
      'choices.0.purpose',
    ],
    [
      'a topic without a channel',
      { ...choices('granted'), choices: [{ ...letters, channel: undefined, decision: 'granted' }] },
      'choices.0.channel',
    ],
    ['a field of another', { ...choices('granted'), role: 'administrator' }, 'role'],
    [
      'a prototype',
      JSON.parse('{"__proto__":{"x":1},"policyVersion":1,"locale":"ru","origin":"x","choices":[]}'),
      'choices',
    ],
    [
      'a text that says by itself how it is compared',
      { ...choices('granted'), origin: { length: { toString: 1, valueOf: 1 } } },
      'body',
    ],
    ['no choice', { ...choices('granted'), choices: [] }, 'choices'],
    ['a NUL', { ...choices('granted'), origin: 'a\0b' }, 'origin'],
    ['a number as text', { ...choices('granted'), policyVersion: '1' }, 'policyVersion'],
  ])('names what is wrong: %s', async (_name, body, parameter) => {
    const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const { status, said } = await call('PUT', '/subjects/x/choices', { raw })
    expect(status).toBe(400)
    if (said.code === 'malformed') expect(parameter).toBe('body')
    else expect(said.errors.map((one: { parameter: string }) => one.parameter)).toContain(parameter)
  })

  test.each([
    ['a b', 'malformed'],
    ['.', 'malformed'],
    ['..', 'malformed'],
    ['a/b', 'malformed'],
    ['a\\b', 'malformed'],
    ['ә-1', 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['+77011234567', 'looks-like-phone'],
    ['8-701-123-45-67', 'looks-like-phone'],
  ])('takes no person named %j at any entrance: %s', async (subject, code) => {
    const wrong = (parameter: string) => ({ status: 400, said: { errors: [{ parameter, code }] } })
    const path = encodeURIComponent(subject)
    expect(await put(path, choices('granted'))).toMatchObject(wrong('externalId'))
    expect(await call('GET', `/subjects/${path}/choices`)).toMatchObject(wrong('externalId'))
    expect(await call('GET', `/subjects/${path}/history`)).toMatchObject(wrong('externalId'))
    expect(await decide(subject)).toMatchObject(wrong('subject'))
    const post = (address: string, body: object) => call('POST', address, { body: { ...body, subject } })
    expect(await post('/unsubscribe-links', letters)).toMatchObject(wrong('subject'))
    expect(await post('/requests', { right: 'access', locale: 'ru' })).toMatchObject(wrong('subject'))
  })
})
