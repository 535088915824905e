import { describe, expect, test } from 'vitest'
import { calendarOf } from '#domain/requests/deadlines/calendar.ts'
import { deadlinesFor } from '#domain/requests/deadlines/deadlines.ts'
import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { daysInWords, standing, termWords } from './clock-texts.ts'

const calendar = calendarOf([
  { date: '2026-12-16', kind: 'off', source: 'law', state: 'official' },
  { date: '2025-01-05', kind: 'worked', source: 'order', state: 'official' },
])

function deadline(kind: KindName, received: string): DeadlineView {
  const [one] = deadlinesFor(kind, new Date(`${received}T10:00:00Z`), calendar).deadlines
  if (!one) throw new Error('no deadline')
  const { term, dueAt, days, provisional, source, basis } = one
  return {
    source,
    basis,
    provisional,
    days,
    binding: true,
    receivedOn: received,
    amount: term.amount,
    unit: term.unit,
    reading: term.reading,
    dueOn: almatyDate(dueAt),
    dueAt: dueAt.toISOString(),
  }
}

describe('the reckoning in words', () => {
  test('days in a row with one reason stand together, with the reason', () => {
    const { days } = deadline('withdrawal/optional', '2026-12-10')
    const out = days.slice(1).filter(({ counted }) => counted === null)
    expect(daysInWords('en', out)).toBe(
      '12–13 December (weekend), 16 December (public holiday or day off), 19–20 December (weekend), 26–27 December (weekend)',
    )
    expect(daysInWords('ru', out)).toMatch(/^12–13 декабря \(выходные\), 16 декабря \(праздничный/)
    expect(daysInWords('kk', out)).toMatch(/^12–13 желтоқсан \(демалыс\)/)
  })

  test('a worked weekend is named, an ordinary working day is not', () => {
    const { days } = deadline('rectification', '2025-01-04')
    expect(
      daysInWords(
        'ru',
        days.filter(({ counted }) => counted !== null),
      ),
    ).toBe('5 января (перенесённый рабочий день)')
    expect(daysInWords('en', deadline('rectification', '2026-11-23').days.slice(1))).toBe('')
  })
})

/** A number stays on the line of what it counts. */
const bound = (words: string) => words.replace(/(\d) /, '$1\u00A0')

describe('how much is left', () => {
  test('in whole days that are still to come, in the forms of each language', () => {
    const three = deadline('access', '2026-11-20')
    expect(standing('ru', three, '2026-11-20')).toEqual({
      state: 'running',
      words: bound('осталось 3 рабочих дня'),
    })
    expect(standing('ru', three, '2026-11-24').words).toBe(bound('остался 1 рабочий день'))
    expect(standing('kk', three, '2026-11-20').words).toBe(bound('3 жұмыс күні қалды'))
    expect(standing('en', three, '2026-11-24').words).toBe(bound('1 working day left'))
  })

  test('the last day is still within the term, the next one is not', () => {
    const three = deadline('access', '2026-11-20')
    expect(standing('ru', three, '2026-11-25').state).toBe('last-day')
    expect(standing('ru', three, '2026-11-26')).toEqual({
      state: 'over',
      words: bound('просрочен на 1 день'),
    })
    expect(standing('kk', three, '2026-11-30').words).toBe(bound('мерзімі 5 күн бұрын өтті'))
  })

  test('a term has the unit of its law', () => {
    expect(termWords('ru', deadline('withdrawal/optional', '2026-11-20'))).toBe(bound('15 рабочих дней'))
    expect(termWords('ru', deadline('erasure/wish', '2026-11-20'))).toBe(bound('15 дней'))
    expect(termWords('kk', deadline('access', '2026-11-20'))).toBe(bound('3 жұмыс күні'))
  })
})
