import { expect, test } from 'vitest'
import { withChoiceTitles } from './choice-titles.ts'
import type { MapItem } from './data-map.ts'

const item = (source: string, ...columns: string[]) =>
  ({ source, fields: columns.map((column) => ({ column })) }) as unknown as MapItem
const titles = new Map([
  ['alumni-club', 'Клуб'],
  ['communication', 'Уведомления'],
  ['communication/homework', 'Задания'],
])
const consents = item('portal', 'purpose', 'topic')

test.each([
  ['a purpose', { purpose: 'alumni-club', topic: '' }, { purpose_title: 'Клуб' }],
  [
    'a topic',
    { purpose: 'communication', topic: 'homework' },
    { purpose_title: 'Уведомления', topic_title: 'Задания' },
  ],
  ['a code without a title', { purpose: 'gone', topic: '' }, {}],
])('%s is named beside its code', (_, record, added) => {
  expect(withChoiceTitles(consents, record, titles)).toEqual({ ...record, ...added })
})

test.each([
  ['another system', item('platform', 'purpose', 'topic')],
  ['a table whose purpose is something else', item('portal', 'purpose', 'address')],
])('records of %s stay as they are', (_, other) => {
  const record = { purpose: 'alumni-club', topic: '' }
  expect(withChoiceTitles(other, record, titles)).toEqual(record)
})
