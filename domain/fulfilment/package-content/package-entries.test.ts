import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { crmSettings } from '#testing/http-source.ts'
import type { retentionOf } from '../map/retention.ts'
import { httpItems, httpSourcesSchema } from '../rules/http-protocol.ts'
import { packageEntries } from './package-entries.ts'
import { packagePaths } from './package-paths.ts'
import type { OwnRecord, PackageTexts, PackageView } from './package-view.ts'

const title = { kk: 'Scan', ru: 'Scan', en: 'Scan' }
const field = (column: string, kind: string) => ({ column, kind, title })
const fields = [field('id', 'number'), field('name', 'text'), field('front', 'file'), field('back', 'file')]
const settings = crmSettings('https://crm.example.kz', Buffer.alloc(32, 1))
const [contacts, calls, invoices] = settings.items.map((item) => ({ ...item, title, fields }))
const parsed = httpSourcesSchema.parse({ sources: [{ ...settings, items: [contacts, calls, invoices] }] })
const items = parsed.sources.flatMap(httpItems)

const texts: PackageTexts = {
  itemTitle: () => 'Scans',
  fieldTitle: (_, { column }) => column,
  categoryTitle: (_, category) => category,
  filesTitle: () => 'Files',
  certificate: () => ({ name: 'N', description: 'D', criteria: 'C', score: 'S' }),
  page: async function* () {},
}

/** The paths and contents of a package with these records of every item. */
async function entriesOf(recordsOf: (item: string) => OwnRecord[]) {
  const paths = packagePaths(items, 'en', texts)
  const shown = items.map((item) => ({
    item,
    state: 'included' as const,
    records: recordsOf(item.id).length,
    code: null,
    note: null,
    withheld: [],
    facts: { period: null, keeping: null, recipients: null, countries: null } as ReturnType<
      typeof retentionOf
    >,
    files: paths.get(item.id) ?? null,
    read: async function* () {
      yield* recordsOf(item.id)
    },
  }))
  const view = {
    locale: 'en',
    categories: null,
    items: shown,
    card: null,
    learner: null,
    madeAt: new Date(),
    operator: {},
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const signer = { publicKey, sign: (data: Uint8Array) => sign(null, data, privateKey) }
  const entries: [string, string][] = []
  for await (const { path, content } of packageEntries(view as unknown as PackageView, texts, [], signer)) {
    let all = ''
    for await (const part of content) all += Buffer.from(part).toString()
    entries.push([path, all])
  }
  return entries
}

test('every file of every record and item has a path of its own, which the record names', async () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const entries = await entriesOf((item) =>
    [1, 2].map((id) => ({
      id,
      name: 'Passport.pdf',
      front: base64(`${item} ${id} front`),
      back: id === 1 ? base64(`${item} ${id} back`) : null,
    })),
  )
  const files = new Map(entries)
  expect(files.size).toBe(entries.length)
  expect([...files.keys()].filter((path) => path.startsWith('Files/registration'))).toEqual([
    'Files/registration/Scans/1-Passport.pdf',
    'Files/registration/Scans/2-Passport.pdf',
    'Files/registration/Scans/3-Passport.pdf',
  ])
  for (const { id, category } of items) {
    const { records } = JSON.parse(files.get(`${category}/Scans.json`) ?? '')
    expect(records).toHaveLength(2)
    for (const record of records)
      for (const column of ['front', 'back'])
        expect(record[column] && files.get(record[column])).toBe(
          column === 'back' && record.id === 2 ? null : `${id} ${record.id} ${column}`,
        )
    expect(files.get(`${category}/Scans.csv`)).toContain(records[0].front)
  }
})
