import type { dutyStates, incidentStatuses, incidentSteps, noticeDuties } from '#db/schema/incidents-codes.ts'

export type StepName = (typeof incidentSteps)[number]
export type Duty = (typeof noticeDuties)[number]
export type DutyState = (typeof dutyStates)[number]
export type IncidentStatus = (typeof incidentStatuses)[number]

export type LadderStep = { step: StepName; duty: Duty | null; staffId: string }

/** Where an incident stands: what has become of each duty, and what notices need. */
export type Ladder = {
  authority: DutyState
  subjects: DutyState
  closed: boolean
  /** Who proposed that a notice is not needed, while nobody has decided about it. */
  proposedBy: string | null
  hasList: boolean
  hasNotice: boolean
}

export const newLadder: Ladder = {
  authority: 'waiting',
  subjects: 'waiting',
  closed: false,
  proposedBy: null,
  hasList: false,
  hasNotice: false,
}

/** `not-now`: the ladder has no such step here. `second-person`: who proposed it may not confirm it. */
export type LadderFault = 'not-now' | 'second-person' | 'no-list' | 'no-notice'

const isOpen = (state: DutyState) => state === 'waiting' || state === 'proposed'

/** The duty that comes next; null when both are settled. Persons are told after the authority. */
export function nextDuty({ authority, subjects }: Pick<Ladder, Duty>): Duty | null {
  if (isOpen(authority)) return 'authority'
  return isOpen(subjects) ? 'subjects' : null
}

export function statusOf({ authority, subjects, closed }: Pick<Ladder, Duty | 'closed'>): IncidentStatus {
  if (closed) return 'closed'
  if (!isOpen(subjects)) return 'subjects-notified'
  return isOpen(authority) ? 'open' : 'authority-notified'
}

/** What a step makes of an incident, or why it cannot be taken. */
export function afterStep(
  ladder: Ladder,
  { step, duty, staffId }: LadderStep,
  { twoDecide }: { twoDecide: boolean },
): Ladder | LadderFault {
  if (ladder.closed || step === 'open') return 'not-now'
  const next = nextDuty(ladder)
  switch (step) {
    case 'amend':
      return ladder
    case 'list-people':
      // The list is frozen: it says who was concerned when people were told.
      return ladder.hasList || !isOpen(ladder.subjects) ? 'not-now' : { ...ladder, hasList: true }
    case 'write-notice':
      return isOpen(ladder.subjects) ? { ...ladder, hasNotice: true } : 'not-now'
    case 'notify-authority':
      return next === 'authority' ? settled(ladder, next, 'told') : 'not-now'
    case 'notify-subjects':
      if (next !== 'subjects') return 'not-now'
      if (!ladder.hasList) return 'no-list'
      return ladder.hasNotice ? settled(ladder, next, 'told') : 'no-notice'
    case 'propose-no-notice':
      if (next === null || duty !== next || ladder[next] !== 'waiting') return 'not-now'
      return { ...ladder, [next]: 'proposed', proposedBy: staffId }
    case 'confirm-no-notice':
      if (next === null || duty !== next || ladder[next] !== 'proposed') return 'not-now'
      if (twoDecide && ladder.proposedBy === staffId) return 'second-person'
      return settled(ladder, next, 'not-needed')
    case 'reject-no-notice':
      if (next === null || duty !== next || ladder[next] !== 'proposed') return 'not-now'
      return settled(ladder, next, 'waiting')
    case 'close':
      return next === null ? { ...ladder, closed: true } : 'not-now'
  }
}

const settled = (ladder: Ladder, duty: Duty, state: DutyState): Ladder => ({
  ...ladder,
  [duty]: state,
  proposedBy: null,
})

/** Where the steps of an incident lead: they were allowed when they were taken. */
export function ladderOf(steps: readonly LadderStep[]): Ladder {
  return steps.reduce<Ladder>((ladder, one) => {
    if (one.step === 'open') return ladder
    const after = afterStep(ladder, one, { twoDecide: false })
    if (typeof after === 'string') throw new Error(`the step ${one.step} does not follow: ${after}`)
    return after
  }, newLadder)
}
