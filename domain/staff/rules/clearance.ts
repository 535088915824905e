import { daysBetween } from '#platform/time/local-date.ts'

/** The two things that open personal data to staff; plain dates, `2026-11-23`. */
export type ClearanceDates = { ndaSignedOn: string | null; trainingDoneOn: string | null }

/** How far a clearance carries: `soon` still opens, but the training runs out within 30 days. */
export type ClearanceState = 'valid' | 'soon' | 'no-agreement' | 'no-training' | 'training-over'

const SOON_DAYS = 30

/** The last day on which a training counts: the same date a year later; of 29 February, the 28th. */
export function trainingUntil(doneOn: string): string {
  const [year = 0, month = 1, day = 1] = doneOn.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year + 1, month, 0)).getUTCDate()
  return new Date(Date.UTC(year + 1, month - 1, Math.min(day, lastOfMonth))).toISOString().slice(0, 10)
}

/** The state of a training; `soon` when at most 30 days are left. */
export function trainingState(doneOn: string | null, today: string): 'none' | 'over' | 'soon' | 'valid' {
  if (!doneOn || doneOn > today) return 'none'
  const until = trainingUntil(doneOn)
  if (until < today) return 'over'
  return daysBetween(today, until) <= SOON_DAYS ? 'soon' : 'valid'
}

/** Days before the end of a training at which its member and the administrators are reminded, the nearest first. */
const REMIND_DAYS = [7, 30] as const

/** Which reminder is due of a training: the nearest that has been reached; null before the first and once it is over. */
export function reminderDays(doneOn: string, today: string): (typeof REMIND_DAYS)[number] | null {
  const left = daysBetween(today, trainingUntil(doneOn))
  return left < 0 ? null : (REMIND_DAYS.find((days) => left <= days) ?? null)
}

/** Security.md 1, "Training and NDA". `today` is the date in Almaty. */
export function clearanceState(dates: ClearanceDates, today: string): ClearanceState {
  const { ndaSignedOn, trainingDoneOn } = dates
  if (!ndaSignedOn || ndaSignedOn > today) return 'no-agreement'
  const training = trainingState(trainingDoneOn, today)
  if (training === 'none') return 'no-training'
  return training === 'over' ? 'training-over' : training
}

/** Whether personal data may be opened. */
export function isCleared(dates: ClearanceDates, today: string): boolean {
  const state = clearanceState(dates, today)
  return state === 'valid' || state === 'soon'
}
