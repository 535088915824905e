import { expect, test } from 'vitest'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { adultDay, ageBand, birthdaysOfMinors, isMinorsBirthday } from './minor-age.ts'

test.each([
  ['an ordinary day', '2008-05-10', '2026-05-10'],
  ['the first day of a year', '2009-01-01', '2027-01-01'],
  ['the last day of a year', '2008-12-31', '2026-12-31'],
  ['28 February', '2008-02-28', '2026-02-28'],
  ['29 February, which is never there 18 years later', '2008-02-29', '2026-03-01'],
  ['29 February of a year divided by 400', '2000-02-29', '2018-03-01'],
  ['1 March of a leap year', '2008-03-01', '2026-03-01'],
  ['28 February, into a leap year', '2010-02-28', '2028-02-28'],
  ['1 March, into a leap year', '2010-03-01', '2028-03-01'],
])('who was born on %s is 18 on the birthday', (_, bornOn, day) => {
  expect(adultDay(bornOn)).toBe(day)
})

test.each([
  ['the day before 14', '2012-05-10', '2026-05-09', 'under-14'],
  ['the day of 14', '2012-05-10', '2026-05-10', '14-17'],
  ['the day before 18', '2012-05-10', '2030-05-09', '14-17'],
  ['the day of 18', '2012-05-10', '2030-05-10', 'adult'],
  ['born on 29 February, the day before 14', '2012-02-29', '2026-02-28', 'under-14'],
  ['born on 29 February, the day of 14', '2012-02-29', '2026-03-01', '14-17'],
  ['born on 29 February, the day before 18', '2012-02-29', '2030-02-28', '14-17'],
  ['born on 29 February, the day of 18', '2012-02-29', '2030-03-01', 'adult'],
  ['born on 1 March, on 29 February of the year of 18', '2010-03-01', '2028-02-29', '14-17'],
] as const)('%s', (_, bornOn, today, band) => {
  expect(ageBand(adultDay(bornOn), today)).toBe(band)
})

test('the day begins at midnight in Almaty, not in UTC', () => {
  const adultOn = adultDay('2008-11-30')
  const midnight = almatyInstant(adultOn)
  expect(midnight.toISOString()).toBe('2026-11-29T19:00:00.000Z')
  expect(ageBand(adultOn, almatyDate(new Date(midnight.getTime() - 1)))).toBe('14-17')
  expect(ageBand(adultOn, almatyDate(midnight))).toBe('adult')
})

test.each([
  ['today', '2026-11-29', true],
  ['tomorrow', '2026-11-30', false],
  ['so that 18 is tomorrow', '2008-11-30', true],
  ['so that 18 is today', '2008-11-29', false],
  ['in a year with five digits', '9999-01-01', false],
])('a minor was born %s: %s', (_, bornOn, isPossible) => {
  expect(isMinorsBirthday(bornOn, '2026-11-29')).toBe(isPossible)
})

test.each(['2026-11-29', '2026-02-28', '2026-03-01', '2028-02-29', '2028-03-01'])(
  'the field offers on %s exactly the birthdays of minors',
  (today) => {
    const { min, max } = birthdaysOfMinors(today)
    expect(isMinorsBirthday(min, today)).toBe(true)
    expect(isMinorsBirthday(dayBefore(min), today)).toBe(false)
    expect(max).toBe(today)
  },
)

const dayBefore = (date: string) =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
