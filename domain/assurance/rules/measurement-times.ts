import { almatyInstant } from '#platform/time/almaty-time.ts'
import type { Evidence } from './evidence.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Spans begin at midnight in Almaty, when the terms of a day have just ended. */
const midnight = almatyInstant('2026-01-01').getTime()

const spanOf = (at: Date, { everyHours }: Pick<Evidence, 'everyHours'>) =>
  Math.floor((at.getTime() - midnight) / (everyHours * HOUR))

/** Whether it is time to measure: none yet in this span of six or twenty-four hours. */
export const isDue = (evidence: Pick<Evidence, 'everyHours'>, last: Date | null, now: Date): boolean =>
  last === null || spanOf(last, evidence) !== spanOf(now, evidence)

/** When a value measured now expires: two measurements later, and an hour for the measuring. */
export const expiryOf = ({ everyHours }: Pick<Evidence, 'everyHours'>, now: Date): Date =>
  new Date(now.getTime() + (2 * everyHours + 1) * HOUR)

/** The beginning of the period that is looked at; null for a state at a moment. */
export const periodFrom = ({ days }: Pick<Evidence, 'days'>, now: Date): Date | null =>
  days === null ? null : new Date(now.getTime() - days * DAY)
