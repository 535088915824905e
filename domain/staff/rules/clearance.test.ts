import { describe, expect, it } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { clearanceState, isCleared, reminderDays, trainingUntil } from './clearance.ts'

const today = '2026-11-23'

describe('clearance for personal data', () => {
  it.each([
    ['both, a month ago', '2026-10-23', '2026-10-23', 'valid'],
    ['an old agreement is good', '2019-01-01', '2026-10-23', 'valid'],
    ['trained a year ago to the day', '2025-01-01', '2025-11-23', 'soon'],
    ['30 days left', '2025-01-01', '2025-12-23', 'soon'],
    ['31 days left', '2025-01-01', '2025-12-24', 'valid'],
    ['trained a year and a day ago', '2025-01-01', '2025-11-22', 'training-over'],
    ['signed today, trained today', today, today, 'valid'],
    ['no agreement', null, '2026-10-23', 'no-agreement'],
    ['an agreement dated tomorrow', '2026-11-24', '2026-10-23', 'no-agreement'],
    ['no training', '2026-10-23', null, 'no-training'],
    ['a training dated tomorrow', '2026-10-23', '2026-11-24', 'no-training'],
    ['nothing at all', null, null, 'no-agreement'],
  ] as const)('%s', (_, ndaSignedOn, trainingDoneOn, state) => {
    const dates = { ndaSignedOn, trainingDoneOn }
    expect(clearanceState(dates, today)).toBe(state)
    expect(isCleared(dates, today)).toBe(state === 'valid' || state === 'soon')
  })

  it.each([
    ['2027-02-19', null],
    ['2027-02-20', 30],
    ['2027-03-14', 30],
    ['2027-03-15', 7],
    ['2027-03-22', 7],
    ['2027-03-23', null],
  ] as const)(
    'of a training until 22 March 2027 the reminder due on %s is that of %s days',
    (today, days) => {
      expect(reminderDays('2026-03-22', today)).toBe(days)
    },
  )

  it('a training on 29 February counts until the 28th', () => {
    expect(trainingUntil('2024-02-29')).toBe('2025-02-28')
    expect(trainingUntil('2023-02-28')).toBe('2024-02-28')
    expect(trainingUntil('2026-12-31')).toBe('2027-12-31')
  })

  it('the day is that of Kazakhstan, before and after its change of zone', () => {
    expect(almatyDate(new Date('2026-11-22T18:59:59Z'))).toBe('2026-11-22')
    expect(almatyDate(new Date('2026-11-22T19:00:00Z'))).toBe('2026-11-23')
    expect(almatyDate(new Date('2024-02-28T18:00:00Z'))).toBe('2024-02-29')
  })
})
