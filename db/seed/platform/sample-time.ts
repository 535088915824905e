import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays, daysBetween } from '#platform/time/local-date.ts'

// A sample asks for the same few hundred midnights a hundred thousand times.
const midnights = new Map<string, Date>()

function midnight(now: Date, daysAgo: number): Date {
  const key = `${now.getTime()} ${daysAgo}`
  const known = midnights.get(key) ?? almatyInstant(addDays(almatyDate(now), -daysAgo))
  midnights.set(key, known)
  return known
}

/** The moment `daysAgo` calendar days before `now` in Almaty, at that many minutes after midnight. */
export const timeDaysAgo = (now: Date, daysAgo: number, minutes: number, seconds = 0): Date =>
  after(midnight(now, daysAgo), minutes * 60 + seconds)

export const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/** Whole calendar days in Almaty from `at` to `now`. */
export const ageInDays = (at: Date, now: Date): number => daysBetween(almatyDate(at), almatyDate(now))
