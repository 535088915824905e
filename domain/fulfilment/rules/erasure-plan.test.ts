import { expect, test } from 'vitest'
import type { EraseRule, MapItem } from './data-map.ts'
import { erasurePlan, type ItemCount } from './erasure-plan.ts'
import type { Counted, DataCategory } from './source.ts'

const item = (id: string, category: DataCategory, erase: EraseRule): MapItem => ({
  id,
  source: id.split('.')[0] ?? '',
  table: 'one',
  title: null,
  category,
  purpose: 'service',
  basis: 'consent',
  person: { column: 'subject_id' },
  order: ['one'],
  internal: [],
  restrictable: false,
  objectable: false,
  erase,
  fields: [],
})
const done = (rows: number, left = rows): Counted => ({ status: 'done', rows, left })
const keep: EraseRule = { how: 'keep', record: 'requests' }
const laws = { requests: { law: { kk: 'k', ru: 'r', en: 'e' }, months: 36 } }
const at = new Date('2026-11-29T00:00:00Z')

test.each<[string, ItemCount[], object[]]>([
  ['nothing is held', [{ item: item('portal.a', 'portal', keep), counted: done(0) }], []],
  [
    'rows add up by category, in the order of the policy',
    [
      { item: item('portal.a', 'portal', { how: 'delete' }), counted: done(2) },
      { item: item('platform.b', 'learning', { how: 'delete' }), counted: done(3) },
      { item: item('platform.c', 'learning', { how: 'anonymise', values: {} }), counted: done(5, 4) },
    ],
    [
      { category: 'learning', deleted: 3, anonymised: 4, kept: [] },
      { category: 'portal', deleted: 2, anonymised: 0, kept: [] },
    ],
  ],
  [
    'kept rows name their law and its end',
    [
      { item: item('portal.a', 'portal', keep), counted: done(1) },
      { item: item('portal.b', 'portal', keep), counted: done(2) },
    ],
    [
      {
        category: 'portal',
        deleted: 0,
        kept: [
          { record: 'requests', rows: 3, law: laws.requests.law, until: new Date('2029-11-29T00:00:00Z') },
        ],
      },
    ],
  ],
  [
    'a law that the operator has not named is null',
    [{ item: item('portal.a', 'portal', { how: 'keep', record: 'unknown' }), counted: done(1) }],
    [{ kept: [{ record: 'unknown', rows: 1, law: null, until: null }] }],
  ],
  [
    'what cannot be counted is named and is not zero',
    [
      {
        item: item('platform.a', 'learning', { how: 'delete' }),
        counted: { status: 'failed', failure: { code: 'unavailable' } },
      },
      { item: item('other.a', 'learning', { how: 'delete' }), counted: { status: 'unidentified' } },
    ],
    [{ category: 'learning', deleted: 0, failed: ['platform'], unidentified: ['other'] }],
  ],
])('%s', (_, counts, lines) => {
  const plan = erasurePlan(counts, laws, { from: at, keepsKey: false })
  expect(plan).toHaveLength(lines.length)
  expect(plan).toMatchObject(lines)
})

test('the key is deleted unless kept records are encrypted under it', () => {
  const counts = [
    { item: item('portal.subject-key', 'portal', { how: 'delete' }), counted: done(1) },
    { item: item('portal.request', 'portal', keep), counted: done(1) },
  ]
  const kept = [{ rows: 1 }]
  expect(erasurePlan(counts, laws, { from: at, keepsKey: false })).toMatchObject([{ deleted: 1, kept }])
  expect(erasurePlan(counts, laws, { from: at, keepsKey: true })).toMatchObject([{ deleted: 0, kept }])
})
