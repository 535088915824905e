import { requestSteps } from '#db/schema/request-codes.ts'
import type { Actor } from '#domain/access/actor.ts'
import { kinds } from './kinds.ts'
import { type StepName, steps, type Who } from './lifecycle.ts'
import type { RequestOutcome, RequestState, RequestStatus } from './request-state.ts'
import {
  type Given,
  type GivenCondition,
  givenConditions,
  type StateCondition,
  stateConditions,
} from './step-conditions.ts'

export type StepError = 'no-such-step' | 'not-yours' | 'not-from-here' | StateCondition | GivenCondition

export type StepResult = { status: 'taken'; request: RequestState } | { status: 'refused'; code: StepError }

/** The actor's relations to this request; none for somebody else's request. */
function standsAs(actor: Actor, subjectId: string | null): readonly Who[] {
  switch (actor.kind) {
    case 'subject':
    case 'representative':
      return subjectId && actor.subjectId === subjectId ? ['person'] : []
    case 'staff':
      return actor.roles
    default:
      return [actor.kind]
  }
}

const deskRoles: readonly Who[] = ['support', 'privacy-officer']

/**
 * The first status of a new request, or null when the actor may not file it. `proved`: staff have checked the
 * person's identity.
 */
export function firstStatus(
  actor: Actor,
  filing: { subjectId: string | null; proved: boolean },
): RequestStatus | null {
  const as = standsAs(actor, filing.subjectId)
  if (as.includes('visitor')) return 'awaiting-verification'
  if (!filing.subjectId) return null
  if (as.includes('person') || as.includes('program')) return 'received'
  if (as.some((who) => deskRoles.includes(who))) return filing.proved ? 'received' : 'awaiting-verification'
  return null
}

/** Why the step cannot be offered to the actor now, or null. */
function obstacle(
  request: RequestState,
  actor: Actor,
  name: StepName,
  now: Date,
): Exclude<StepError, GivenCondition> | null {
  const step = steps[name]
  const as = standsAs(actor, request.subjectId)
  if (!step.who.some((who) => as.includes(who))) return 'not-yours'
  if (!step.from.includes(request.status)) return 'not-from-here'
  return step.when.find((condition) => !stateConditions[condition]({ request, actor, now })) ?? null
}

/** The steps the actor can be offered now; each may still want something with it (`steps[name].needs`). */
export function nextSteps(request: RequestState, actor: Actor, now: Date): StepName[] {
  return requestSteps.filter((name) => obstacle(request, actor, name, now) === null)
}

const undecided = { decision: null, approved: false, approvalDelayEndsAt: null }

/** What a step does to a request, besides its status. */
function effectOf(name: StepName, { kind }: RequestState, actor: Actor, given: Given): Partial<RequestState> {
  switch (name) {
    case 'decide':
      // A decision that one person was allowed to make stays valid when the setting changes later.
      return given.decision ? { ...decidedBy(actor, given.decision), approved: kinds[kind].secondPerson } : {}
    case 'propose': {
      // What support proposes an officer must see: time alone never approves it.
      const alone = actor.kind === 'staff' && actor.roles.includes('privacy-officer')
      const approvalDelayEndsAt = alone ? (given.approvalDelayEndsAt ?? null) : null
      return given.decision ? { ...decidedBy(actor, given.decision), approvalDelayEndsAt } : {}
    }
    case 'refuse':
    case 'refuse-unverified':
      return decidedBy(actor, 'refuse')
    case 'approve':
    case 'approve-after-delay':
      return { approved: true }
    // A request that was sent back is decided again, with what is known then.
    case 'ask':
    case 'send-back':
      return undecided
    case 'execute':
      return { executing: true }
    case 'stop-executing':
      return { ...undecided, executing: false }
    default:
      return {}
  }
}

function decidedBy(actor: Actor, outcome: RequestOutcome): Partial<RequestState> {
  return actor.kind === 'staff' ? { ...undecided, decision: { outcome, by: actor.staffId } } : undecided
}

/** The request after the step, or why the step is not possible. The only way to change a status. Never throws. */
export function takeStep(
  request: RequestState,
  actor: Actor,
  name: string,
  given: Given,
  now: Date,
): StepResult {
  const known = requestSteps.find((one) => one === name)
  if (!known) return { status: 'refused', code: 'no-such-step' }
  const obstructed = obstacle(request, actor, known, now)
  if (obstructed) return { status: 'refused', code: obstructed }
  const missing = steps[known].needs.find((condition) => !givenConditions[condition](given, request))
  if (missing) return { status: 'refused', code: missing }
  const next = { ...request, ...effectOf(known, request, actor, given), status: steps[known].to }
  return { status: 'taken', request: next }
}
