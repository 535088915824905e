import { describe, expect, test } from 'vitest'
import { maskedContact } from '../queue/mask-contact.ts'
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
