import { addDays, type LocalDate } from '#platform/time/local-date.ts'

/** By age, as the Civil Code divides minors: under 14 the representative acts, from 14 the minor acts with their consent. */
export type AgeBand = 'under-14' | '14-17' | 'adult'

/** Follows from the day on which the person turns 18. */
export function ageBand(adultOn: LocalDate, today: LocalDate): AgeBand {
  if (today >= adultOn) return 'adult'
  return today >= yearsBefore(adultOn, 4) ? '14-17' : 'under-14'
}

/** Whether somebody who is under 18 today can turn 18 on that day. */
export const isMinorsDay = (adultOn: LocalDate, today: LocalDate): boolean =>
  adultOn > today && yearsBefore(adultOn, 18) <= today

/** The first and the last day on which somebody who is under 18 today can turn 18. */
export const daysOfMinors = (today: LocalDate) => ({ min: addDays(today, 1), max: yearsBefore(today, -18) })

/** The same day some years earlier; 1 March for a 29 February that does not exist. */
function yearsBefore(date: LocalDate, years: number): LocalDate {
  const year = String(Number(date.slice(0, 4)) - years).padStart(4, '0')
  return addDays(`${year}-${date.slice(5, 7)}-01`, Number(date.slice(8)) - 1)
}
