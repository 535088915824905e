import { describe, expect, test } from 'vitest'
import { longDate } from './dates.ts'

describe('a date as documents write it', () => {
  test('in each language', () => {
    expect(longDate('kk', '2025-01-15')).toBe('2025 жылғы 15 қаңтар')
    expect(longDate('ru', '2025-01-15')).toBe('15 января 2025 года')
    expect(longDate('en', '2025-01-15')).toBe('15 January 2025')
  })

  test('Kazakh months are in lower case and whole', () => {
    const months = Array.from({ length: 12 }, (_, at) =>
      longDate('kk', `2025-${String(at + 1).padStart(2, '0')}-01`)
        .split(' ')
        .at(-1),
    )
    expect(months).toStrictEqual([
      'қаңтар',
      'ақпан',
      'наурыз',
      'сәуір',
      'мамыр',
      'маусым',
      'шілде',
      'тамыз',
      'қыркүйек',
      'қазан',
      'қараша',
      'желтоқсан',
    ])
  })

  test('a moment has the day of Kazakhstan', () => {
    expect(longDate('en', '2025-01-14T19:00:00Z')).toBe('15 January 2025')
    expect(longDate('en', new Date('2025-01-14T18:59:59Z'))).toBe('14 January 2025')
  })

  test('what is no date is refused', () => {
    expect(() => longDate('ru', 'yesterday')).toThrow(RangeError)
  })
})
