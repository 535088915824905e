import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'

/**
 * How many days back a day of receipt may lie. The longest term is 30 days, and a slip of the year is 365 days away: what is
 * in between was found in a drawer.
 */
export const RECEIPT_DAYS_BACK = 180

/** The first day that staff may enter as the day of receipt. */
export const firstReceiptDay = (now: Date): LocalDate => addDays(almatyDate(now), -RECEIPT_DAYS_BACK)

/** What is wrong with a day of receipt, or null. */
export function receiptFault(receivedOn: LocalDate, now: Date): 'in-the-future' | 'long-ago' | null {
  if (receivedOn > almatyDate(now)) return 'in-the-future'
  return receivedOn < firstReceiptDay(now) ? 'long-ago' : null
}

/** The moment of receipt of which only the day is known: the end of that day, or now. */
export const receiptMoment = (receivedOn: LocalDate, now: Date): Date =>
  new Date(Math.min(now.getTime(), endOfAlmatyDay(receivedOn).getTime()))
