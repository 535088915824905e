import { changesPatienceHours, patienceHours } from '#domain/backups/rules/backup-findings.ts'
import { archiveLateMinutes, archiveLostMinutes } from '#domain/backups/rules/log-archive.ts'
import { SOON_DAYS, TEST_DAYS } from './audit-terms.ts'
import type { EvidenceKind } from './evidence.ts'
import { type Figures, readFigures } from './figures.ts'

/**
 * `kept`, `due`: kept, but something runs out soon. `broken`. `unknown`: not measured, or too long ago. `neutral`: measured,
 * with nothing to hold it against.
 */
export const evidenceStates = ['kept', 'due', 'broken', 'unknown', 'neutral'] as const
export type EvidenceState = (typeof evidenceStates)[number]

type Judge = { [K in EvidenceKind]: (figures: Figures[K]) => EvidenceState }

/** Broken where it is, due where it soon could be, kept where there was something to keep. */
const stateOf = (broken: boolean, due: boolean, measured: boolean): EvidenceState => {
  if (broken) return 'broken'
  if (due) return 'due'
  return measured ? 'kept' : 'neutral'
}

/** A night was missed, with two hours for the trials themselves; then two. */
const TRIAL_LATE_HOURS = 26
const TRIAL_MISSED_HOURS = 50

/** A record is sealed within seconds. One that waited for a day could have been changed without a trace. */
const SEALED_MINUTES = 10
const SEALED_LOST_MINUTES = 1440
/** How long ago a witness may have looked: who was asked to, and has not for a month, guards nothing. */
const COSIGNED_LATE_DAYS = 7
const COSIGNED_LOST_DAYS = 31

/** A certificate of 90 days is renewed when 30 are left: with fewer than 14, renewing it has failed. */
const RENEW_DAYS = 14

/** A review of access is due at the end of the quarter. */
const REVIEW_SOON_DAYS = 30

/** What counts as kept. Nothing but figures goes in. */
const judges: Judge = {
  'columns-mapped': ({ columns, undeclared, missing }) =>
    stateOf(undeclared + missing > 0, false, columns > 0),
  'system-trials': ({ allowed, failed, untried, oldestHours }) => {
    const age = oldestHours ?? 0
    const isLate = untried > 0 || age >= TRIAL_LATE_HOURS
    return stateOf(failed > 0 || age >= TRIAL_MISSED_HOURS, isLate, allowed > 0)
  },
  'requests-in-time': ({ due, inTime, overdue, dueSoon }) =>
    stateOf(overdue > 0 || inTime < due, dueSoon > 0, due > 0),
  'first-answers': () => 'neutral',
  // Who never answered is asked at the next sign-in; until then nothing new may begin. Who withdrew is to be deleted in time.
  'service-consent': ({ people, without, overdue }) => stateOf(overdue > 0, without !== 0, people > 0),
  'counted-with-consent': ({ people, without, exposed, hoursSince }) =>
    stateOf(
      without + exposed > 0 || hoursSince >= TRIAL_MISSED_HOURS,
      hoursSince >= TRIAL_LATE_HOURS,
      people > 0,
    ),
  'answers-supported': ({ people, different }) => stateOf(different > 0, false, people > 0),
  'withdrawals-obeyed': ({ asked, allowed, stillAllowed, trials, refusedAfterMs }) =>
    stateOf(allowed + stillAllowed > 0 || (trials > 0 && refusedAfterMs === null), false, asked + trials > 0),
  'messages-delivered': ({ messages, messagesGivenUp, letters, lettersGivenUp, late }) =>
    stateOf(messagesGivenUp + lettersGivenUp > 0, late > 0, messages + letters > 0),
  'erasures-read-back': ({ ended, recordsLeft, incomplete, stuck, drifted }) =>
    stateOf(recordsLeft + incomplete + stuck > 0, drifted > 0, ended > 0),
  'keys-current': ({ keys, current, unreadable }) => stateOf(unreadable > 0, current < keys, keys > 0),
  // While keys are moved to a new master key, for some minutes a week, some are old.
  'fields-current': ({ keys, old, stray, unknown, overdue }) =>
    stateOf(stray + unknown + overdue > 0, old > 0, keys > 0),
  connections: ({ newest, older, distrusted, daysLeft, hsts }) =>
    stateOf(
      newest === 0 || older + distrusted > 0 || daysLeft === 0 || hsts === 0,
      daysLeft < RENEW_DAYS,
      true,
    ),
  'actions-recorded': ({ actions, missing }) => stateOf(missing > 0, false, actions > 0),
  'audit-log': ({ records, faults, waitingMinutes }) =>
    stateOf(
      faults > 0 || waitingMinutes >= SEALED_LOST_MINUTES,
      waitingMinutes >= SEALED_MINUTES,
      records > 0,
    ),
  // Nobody outside was asked to look.
  cosignatures: ({ witnesses, daysSince }) => {
    const days = daysSince ?? 0
    return stateOf(days >= COSIGNED_LOST_DAYS, days >= COSIGNED_LATE_DAYS, witnesses > 0)
  },
  clearances: ({ members, lacking, soon }) => stateOf(lacking > 0, soon > 0, members > 0),
  trainings: ({ members, current, soon }) => stateOf(current < members, soon > 0, members > 0),
  'access-reviews': ({ reviews, pending, daysLeft, overdue }) =>
    stateOf(overdue > 0, pending > 0 && daysLeft <= REVIEW_SOON_DAYS, reviews > 0),
  // On the day of installation there is none yet, and none was missed.
  backups: ({ kept, hoursSince, hoursUnsaved, missing, abroad }) =>
    stateOf(
      hoursSince >= patienceHours || missing + abroad > 0,
      kept > 0 && hoursUnsaved >= changesPatienceHours,
      kept > 0,
    ),
  'backup-drills': ({ passed, hoursSince, failed }) =>
    stateOf(hoursSince >= patienceHours || failed > 0, false, passed > 0),
  // The portal's own database is covered by the hourly archives.
  'log-archiving': ({ external, on, failing, minutesSince }) => {
    const minutes = minutesSince ?? 0
    if (external === 0) return 'neutral'
    if (on === 0) return 'due'
    return stateOf(minutes >= archiveLostMinutes, failing > 0 || minutes >= archiveLateMinutes, true)
  },
  'incident-notices': ({ notices, inTime, soon, overdue }) =>
    stateOf(overdue > 0 || inTime < notices, soon > 0, notices > 0),
  audits: ({ audits, thisQuarter, missed, daysLeft }) =>
    stateOf(missed > 0, thisQuarter === 0 && daysLeft <= SOON_DAYS, audits > 0),
  'penetration-tests': ({ tests, daysSince }) =>
    stateOf(daysSince > TEST_DAYS, daysSince > TEST_DAYS - SOON_DAYS, tests > 0),
  agreements: ({ subprocessors, missing, over, soon }) =>
    stateOf(missing + over > 0, soon > 0, subprocessors > 0),
  findings: ({ found, overdue, dueSoon }) => stateOf(overdue > 0, dueSoon > 0, found > 0),
}

/** Figures that nothing is promised about: shown, and never called kept or broken. */
export const unjudged: readonly EvidenceKind[] = ['first-answers']

/** What is kept or not, with nothing between: these are never `due`. */
export const neverDue: readonly EvidenceKind[] = [
  ...unjudged,
  'columns-mapped',
  'answers-supported',
  'withdrawals-obeyed',
  'actions-recorded',
  'backup-drills',
]

/** The state that figures show at the time of their measurement. */
export const judge = <K extends EvidenceKind>(kind: K, figures: Figures[K]): EvidenceState =>
  judges[kind](figures)

/** The state at a moment. A value that has expired, is missing or unreadable says nothing: `unknown`. */
export function stateAt(
  kind: EvidenceKind,
  measured: { figures: unknown; expiresAt: Date } | undefined,
  now: Date,
): EvidenceState {
  if (!measured || measured.expiresAt <= now) return 'unknown'
  const figures = readFigures(kind, measured.figures)
  return figures ? judge(kind, figures) : 'unknown'
}

const gravest: readonly EvidenceState[] = ['broken', 'unknown', 'due', 'kept', 'neutral']

/** The state of several together: the gravest. Null without any. */
export const gravestOf = (states: readonly EvidenceState[]): EvidenceState | null =>
  gravest.find((state) => states.includes(state)) ?? null
