import { describe, expect, it } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { clearanceState, countsUntil, isCleared, reminderDays, trainingUntil } from './clearance.ts'

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
    const dates = { ndaSignedOn, ndaEndsOn: null, trainingDoneOn }
    expect(clearanceState(dates, today)).toBe(state)
    expect(isCleared(dates, today)).toBe(state === 'valid' || state === 'soon')
  })

  it.each([
    ['without an end', null, '2026-10-23', 'valid'],
    ['31 days left', '2026-12-24', '2026-10-23', 'valid'],
    ['30 days left', '2026-12-23', '2026-10-23', 'soon'],
    ['its last day', today, '2026-10-23', 'soon'],
    ['over since yesterday', '2026-11-22', '2026-10-23', 'agreement-over'],
    ['over, and no training', '2026-11-22', null, 'agreement-over'],
    ['in force, and no training', '2027-11-22', null, 'no-training'],
    ['near its end, and the training is over', '2026-12-01', '2025-11-22', 'training-over'],
    ['in force, and the training is near its end', '2027-11-22', '2025-12-01', 'soon'],
  ] as const)('an agreement %s', (_, ndaEndsOn, trainingDoneOn, state) => {
    const dates = { ndaSignedOn: '2025-01-01', ndaEndsOn, trainingDoneOn }
    expect(clearanceState(dates, today)).toBe(state)
    expect(isCleared(dates, today)).toBe(state === 'valid' || state === 'soon')
  })

  it.each([
    ['training', '2026-03-22', null, '2027-03-22'],
    ['training', null, null, null],
    ['agreement', '2026-03-22', '2028-01-31', '2028-01-31'],
    ['agreement', '2026-03-22', null, null],
    ['agreement', null, null, null],
  ] as const)(
    'a record of the kind %s of %s with the end %s counts until %s',
    (kind, doneOn, endsOn, until) => {
      expect(countsUntil({ kind, doneOn, endsOn })).toBe(until)
    },
  )

  it.each([
    ['2027-02-19', null],
    ['2027-02-20', 30],
    ['2027-03-14', 30],
    ['2027-03-15', 7],
    ['2027-03-22', 7],
    ['2027-03-23', null],
  ] as const)(
    'of what counts until 22 March 2027 the reminder due on %s is that of %s days',
    (today, days) => {
      expect(reminderDays('2027-03-22', today)).toBe(days)
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
