import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { maskedContact } from '../queue/mask-contact.ts'
import { cursorOf, momentOf } from './cursor.ts'
import { queueFiltersOf, queueGroups, queueParams } from './queue-filters.ts'

describe('a masked contact', () => {
  test.each([
    ['Әлия Серікқызы', 'aliya@example.kz', '+77011234567', 'Ә… С…', 'a…@example.kz', '+7…67'],
    ['Мадонна', 'x@y.kz', '+15551234', 'М…', 'x…@y.kz', '+1…34'],
  ])('of %s tells two people apart and names neither', (fullName, email, phone, name, address, number) => {
    expect(maskedContact({ fullName, email, phone })).toEqual({
      masked: true,
      fullName: name,
      email: address,
      phone: number,
      revealedUntil: null,
    })
  })

  test('keeps what is not known unknown', () => {
    expect(maskedContact({ fullName: null, email: null, phone: null })).toMatchObject({ email: null })
  })
})

describe('the end of a page', () => {
  test('comes back as it was, to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (at) => {
        const id = newId()
        expect(momentOf(cursorOf(at, id))).toEqual({ at, id })
      }),
    )
  })

  test.each(['', 'x', 'zzzzzzzzzz.', `${'z'.repeat(20)}.${newId()}`, "1.' OR 1=1", `1.${newId()}x`])(
    '%j begins at the beginning',
    (cursor) => expect(momentOf(cursor)).toBeNull(),
  )
})

describe('the filters of the queue', () => {
  test('come back from the address as they were', () => {
    for (const group of queueGroups) {
      const filters = { group, right: 'erasure', assigned: 'me', due: 'overdue' } as const
      expect(queueFiltersOf(queueParams(filters))).toEqual(filters)
    }
    expect(queueParams({ group: 'open' })).toEqual({})
  })

  test('forget what they do not know', () => {
    const odd = { group: 'everything', right: ['access', 'erasure'], assigned: 'a@b.kz', due: '1', x: 'y' }
    expect(queueFiltersOf(odd)).toEqual({ group: 'open' })
  })
})
