import type { clearanceKinds } from '#db/schema/staff-codes.ts'
import { daysBetween } from '#platform/time/local-date.ts'

/** The two things that open personal data to staff; plain dates, `2026-11-23`. */
export type ClearanceDates = {
  ndaSignedOn: string | null
  /** The last day of the agreement; null: it has no end. */
  ndaEndsOn: string | null
  trainingDoneOn: string | null
}

/** How far a clearance carries: `soon` still opens, but the training or the agreement ends within 30 days. */
export type ClearanceState =
  | 'valid'
  | 'soon'
  | 'no-agreement'
  | 'agreement-over'
  | 'no-training'
  | 'training-over'

/** The state of an agreement or a training; `soon` when at most 30 days are left. */
type RecordState = 'none' | 'over' | 'soon' | 'valid'

const SOON_DAYS = 30

/** The last day on which a training counts: the same date a year later; of 29 February, the 28th. */
export function trainingUntil(doneOn: string): string {
  const [year = 0, month = 1, day = 1] = doneOn.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year + 1, month, 0)).getUTCDate()
  return new Date(Date.UTC(year + 1, month - 1, Math.min(day, lastOfMonth))).toISOString().slice(0, 10)
}

/** The last day on which a record counts; null for an agreement without an end, and for what counts no more. */
export function countsUntil({ kind, doneOn, endsOn }: DatedRecord): string | null {
  if (doneOn === null) return null
  return kind === 'training' ? trainingUntil(doneOn) : endsOn
}

type DatedRecord = {
  kind: (typeof clearanceKinds)[number]
  doneOn: string | null
  endsOn: string | null
}

export function trainingState(doneOn: string | null, today: string): RecordState {
  if (!doneOn || doneOn > today) return 'none'
  return stateUntil(trainingUntil(doneOn), today)
}

export function agreementState(
  { ndaSignedOn, ndaEndsOn }: Pick<ClearanceDates, 'ndaSignedOn' | 'ndaEndsOn'>,
  today: string,
): RecordState {
  if (!ndaSignedOn || ndaSignedOn > today) return 'none'
  return ndaEndsOn === null ? 'valid' : stateUntil(ndaEndsOn, today)
}

function stateUntil(until: string, today: string): RecordState {
  if (until < today) return 'over'
  return daysBetween(today, until) <= SOON_DAYS ? 'soon' : 'valid'
}

/** Days before the end of a training or an agreement at which its member and the administrators are reminded, the nearest first. */
const REMIND_DAYS = [7, 30] as const

/** Which reminder is due of what counts until this day: the nearest that has been reached; null before the first and once it is over. */
export function reminderDays(until: string, today: string): (typeof REMIND_DAYS)[number] | null {
  const left = daysBetween(today, until)
  return left < 0 ? null : (REMIND_DAYS.find((days) => left <= days) ?? null)
}

/** Security.md 1, "Training and NDA". `today` is the date in Almaty. */
export function clearanceState(dates: ClearanceDates, today: string): ClearanceState {
  const agreement = agreementState(dates, today)
  if (agreement === 'none') return 'no-agreement'
  if (agreement === 'over') return 'agreement-over'
  const training = trainingState(dates.trainingDoneOn, today)
  if (training === 'none') return 'no-training'
  if (training === 'over') return 'training-over'
  return agreement === 'soon' ? agreement : training
}

/** Whether personal data may be opened. */
export function isCleared(dates: ClearanceDates, today: string): boolean {
  const state = clearanceState(dates, today)
  return state === 'valid' || state === 'soon'
}
