import { addDays, type LocalDate } from '#platform/time/local-date.ts'

/** By age, as the Civil Code divides minors: under 14 the representative acts, from 14 the minor acts with their consent. */
export type AgeBand = 'under-14' | '14-17' | 'adult'

/**
 * The day on which somebody born on this day is 18: the birthday, from midnight in Almaty. In a year without 29 February it is
 * 1 March, since the 18th year is complete only then. 18 years after a leap year there is never a 29 February.
 */
export const adultDay = (bornOn: LocalDate): LocalDate => yearsAfter(bornOn, 18)

/** Follows from the day on which the person turns 18: of 14 to 18 it is four years, and both fall into years without 29 February. */
export function ageBand(adultOn: LocalDate, today: LocalDate): AgeBand {
  if (today >= adultOn) return 'adult'
  return today >= yearsAfter(adultOn, -4) ? '14-17' : 'under-14'
}

/** Whether somebody born on that day is under 18 today. */
export const isMinorsBirthday = (bornOn: LocalDate, today: LocalDate): boolean =>
  bornOn <= today && adultDay(bornOn) > today

/** The first and the last birthday of somebody who is under 18 today. */
export function birthdaysOfMinors(today: LocalDate) {
  const ofAdult = yearsAfter(today, -18)
  return { min: isMinorsBirthday(ofAdult, today) ? ofAdult : addDays(ofAdult, 1), max: today }
}

/** The same day some years later; 1 March for a 29 February that does not exist. */
function yearsAfter(date: LocalDate, years: number): LocalDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0')
  return addDays(`${year}-${date.slice(5, 7)}-01`, Number(date.slice(8)) - 1)
}
