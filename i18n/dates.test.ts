import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { longDate, longMoment, shortDate, shortMoment } from './dates.ts'

describe('a date as documents write it', () => {
  test('in each language, the day and its month on one line', () => {
    expect(longDate('kk', '2025-01-15')).toBe('2025 жылғы 15\u00a0қаңтар')
    expect(longDate('ru', '2025-01-15')).toBe('15\u00a0января 2025\u00a0года')
    expect(longDate('en', '2025-01-15')).toBe('15\u00a0January 2025')
  })

  test('Kazakh months are in lower case and whole', () => {
    const months = Array.from({ length: 12 }, (_, at) =>
      longDate('kk', `2025-${String(at + 1).padStart(2, '0')}-01`)
        .split(/\s/)
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
    expect(longDate('en', '2025-01-14T19:00:00Z')).toBe('15\u00a0January 2025')
    expect(longDate('en', new Date('2025-01-14T18:59:59Z'))).toBe('14\u00a0January 2025')
  })

  test('what is no date is refused', () => {
    expect(() => longDate('ru', 'yesterday')).toThrow(RangeError)
  })
})

describe('a date and a time in a sentence', () => {
  test('in each language, by the clocks of Kazakhstan', () => {
    expect(longMoment('kk', '2026-11-17T08:20:00Z')).toBe('2026 жылғы 17\u00a0қараша, 13:20')
    expect(longMoment('ru', '2026-11-17T08:20:00Z')).toBe('17\u00a0ноября 2026\u00a0года, 13:20')
    expect(longMoment('en', new Date('2026-11-17T19:05:00Z'))).toBe('18\u00a0November 2026, 00:05')
  })
})

describe('a date in a table', () => {
  const plain = (text: string) => text.replace(/\s/g, ' ')

  test('in each language, the day without a zero before it', () => {
    expect(plain(shortDate('kk', '2027-09-06'))).toBe('2027 ж. 6 қыр.')
    expect(plain(shortDate('ru', '2027-09-06'))).toBe('6 сент. 2027 г.')
    expect(plain(shortDate('en', '2027-02-06'))).toBe('6 Feb 2027')
  })

  test('with a time', () => {
    expect(plain(shortMoment('ru', '2027-09-05T20:30:00Z'))).toBe('6 сент. 2027 г., 01:30')
  })
})

test('no page, message or email writes a date in a style of its own', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'app', 'components', 'worker'],
    {
      encoding: 'utf8',
    },
  )
  const own = files
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
    .filter((file) => /dateStyle|timeStyle|toLocale(?:Date|Time)?String/.test(readFileSync(file, 'utf8')))
  expect(own).toEqual([])
})
