import { expect, test } from 'vitest'
import { crmSettings } from '#testing/http-source.ts'
import { fitsKind, httpItems, httpSourcesSchema, itemName, neededTypes } from './http-protocol.ts'

const key = Buffer.alloc(32, 1)
const parse = (more: object, url = 'https://crm.example.kz/privacy') =>
  httpSourcesSchema.safeParse({ sources: [crmSettings(url, key, more)] })
const first = (more: object = {}) => {
  const parsed = parse(more)
  const source = parsed.data?.sources[0]
  if (!source) throw new Error(parsed.error?.message)
  return source
}

test('takes what the documentation describes', () => {
  const source = first()
  expect(source.key).toEqual(key)
  const items = httpItems(source)
  expect(items.map(({ id }) => id)).toEqual(['crm.contacts', 'crm.calls', 'crm.invoices'])
  expect(items.map(itemName)).toEqual(['contacts', 'calls', 'invoices'])
  expect(items[0]).toMatchObject({ restrictable: true, system: { country: 'KZ', title: { en: 'CRM' } } })
})

test.each<[string, object, string?]>([
  ['an address without TLS', {}, 'http://crm.example.kz'],
  ['an address that only looks local', {}, 'http://localhost.example.kz'],
  ['a slash at the end', {}, 'https://crm.example.kz/'],
  ['a user in the address', {}, 'https://a:b@crm.example.kz'],
  ['a query in the address', {}, 'https://crm.example.kz/a?b=1'],
  ['another protocol', {}, 'ftp://crm.example.kz'],
  ['a short key', { key: Buffer.alloc(31).toString('base64') }],
  ['a key that is no base64', { key: 'пароль' }],
  ['the name of another source', { name: 'platform' }],
  ['a name with capitals', { name: 'CRM' }],
  ['a country in words', { country: 'Kazakhstan' }],
  ['no items', { items: [] }],
  ['an unknown field', { secret: 'x' }],
])('refuses %s', (_name, more, url) => {
  expect(parse(more, url).success).toBe(false)
})

test.each(['http://localhost:8080/a', 'http://127.0.0.1', 'http://[::1]:9', 'https://crm.example.kz:8443'])(
  'takes %s',
  (url) => {
    expect(parse({}, url).success).toBe(true)
  },
)

test('refuses two sources or two items of one name', () => {
  const one = crmSettings('https://crm.example.kz', key)
  expect(httpSourcesSchema.safeParse({ sources: [one, one] }).success).toBe(false)
  expect(parse({ items: [one.items[0], one.items[0]] }).success).toBe(false)
})

test('needs of a system only what its settings say that it can', () => {
  expect(neededTypes(first())).toEqual(['access', 'erasure', 'rectification', 'restriction', 'objection'])
  expect(neededTypes(first({ restrict: false, object: false, canary: 'c' }))).toEqual([
    'access',
    'erasure',
    'rectification',
    'canary',
  ])
  const [, , invoices] = crmSettings('https://crm.example.kz', key).items
  expect(neededTypes(first({ restrict: false, object: false, items: [invoices] }))).toEqual(['access'])
})

test.each<[Parameters<typeof fitsKind>[0], unknown[], unknown[]]>([
  ['text', ['', '31.12.2025', 7, ['a', 'b']], [true, { a: 1 }]],
  ['number', [0, -1.5, '1200.50'], ['', 'seven', '1,5', true, [1]]],
  ['yes-no', [true, false], ['true', 1]],
  [
    'moment',
    ['2026-11-29T08:00:00.125Z', '2026-11-29T13:00:00+05:00'],
    [1700000000, '1700000000', '2026-11-29', '2026-11-29T08:00:00', '2026-13-01T08:00:00Z', ''],
  ],
  ['date', ['2025-12-31', '2024-02-29'], ['31.12.2025', '12.11.2025', '2025-02-29', '2025-12', 20251231, '']],
  ['json', [{ a: [1] }, [], 'a', 1, false], []],
  ['file', ['0YTQsNC50Ls='], [1, {}]],
])('a field of kind %s takes only what its schema says, and null', (kind, fitting, others) => {
  for (const value of [null, ...fitting])
    expect([value, fitsKind(kind, value as never)]).toEqual([value, true])
  for (const value of others) expect([value, fitsKind(kind, value as never)]).toEqual([value, false])
})
