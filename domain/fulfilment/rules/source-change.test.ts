import { describe, expect, test } from 'vitest'
import { portalItems } from '../map/portal-items.ts'
import { itemsOf, readPlatformMap } from '../map/read-data-map.ts'
import type { MapItem } from './data-map.ts'
import type { Outcome, RecordValue } from './source.ts'
import {
  changeCode,
  correctableField,
  fieldsWith,
  isPending,
  linkedFields,
  searchedText,
  stateAfterChange,
} from './source-change.ts'

const map = [...itemsOf('platform', readPlatformMap({})), ...portalItems]

test.each<[Outcome, string, string | null]>([
  [{ status: 'done', matched: 1, changed: 1, left: 0 }, 'done', null],
  [{ status: 'done', matched: 1, changed: 0, left: 0 }, 'done', null],
  [{ status: 'done', matched: 0, changed: 0, left: 0 }, 'nothing', null],
  [{ status: 'done', matched: 1, changed: 0, left: 1 }, 'failed', 'left-over'],
  [{ status: 'failed', failure: { code: 'refused' } }, 'failed', 'refused'],
  [{ status: 'unknown', detail: 'commit' }, 'failed', 'unknown'],
  [{ status: 'pending', reference: 'r' }, 'failed', 'pending'],
  [{ status: 'unidentified' }, 'unidentified', null],
  [{ status: 'failed', failure: { code: 'pending' } }, 'failed', 'pending'],
])('%j becomes %s', (outcome, state, code) => {
  expect([stateAfterChange(outcome), changeCode(outcome)]).toEqual([state, code])
  expect(isPending(outcome)).toBe(code === 'pending')
})

describe('fields', () => {
  test('that can be corrected are found by their item and column, others are not', () => {
    expect(correctableField(map, 'platform.users', 'full_name')?.field.profile).toBe('fullName')
    expect(correctableField(map, 'platform.users', 'email')).toBeNull()
    expect(correctableField(map, 'platform.none', 'full_name')).toBeNull()
  })

  test('that repeat one of the profile are linked both ways, and never to themselves', () => {
    const names = (id: string, column: string) => {
      const place = correctableField(map, id, column)
      return linkedFields(map, place?.field).map(({ item, field }) => `${item.id}/${field.column}`)
    }
    expect(names('platform.users', 'full_name')).toEqual(['portal.subject/name_sealed'])
    expect(names('portal.subject', 'phone_sealed')).toEqual(['platform.users/phone'])
    expect(names('platform.test-results', 'score')).toEqual([])
    expect(linkedFields(map, 'locale').map(({ item }) => item.id)).toEqual([
      'platform.users',
      'portal.subject',
    ])
  })

  test('of the profile that the map lets be corrected are those that the portal can correct', () => {
    const own = portalItems.flatMap(({ fields }) => fields.filter(({ correctable }) => correctable))
    expect(own.map(({ profile }) => profile)).toEqual(['fullName', 'phone', 'locale'])
  })
})

test.each<[RecordValue, string | null]>([
  ['  Дана Ұлық ', 'дана ұлық'],
  ['И\u0306ван', 'йван'],
  ['kk', null],
  ['abc', null],
  ['abcd', 'abcd'],
  [12345, null],
  [true, null],
  [null, null],
])('%j is looked for as %j', (from, text) => expect(searchedText(from)).toBe(text))

test('the old value is found in any field of a record, whatever the case', () => {
  const field = (column: string, kind: 'text' | 'json' | 'file') => ({
    column,
    kind,
    title: null,
    correctable: false,
    aboutOthers: false,
  })
  const item = {
    id: 'a.b',
    fields: [field('x', 'text'), field('y', 'json'), field('z', 'file'), field('n', 'text')],
  } as unknown as MapItem
  const values = { x: 'To DANA ҰЛЫҚ.', y: { deep: ['дана ұлық'] }, z: 'Дана Ұлық', n: null }
  expect(fieldsWith({ item, key: [1], values }, 'дана ұлық')).toEqual(['a.b/y'])
  expect(fieldsWith({ item, key: [1], values }, 'dana ұлық')).toEqual(['a.b/x'])
})
