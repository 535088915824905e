import type { requestSteps } from '#db/schema/request-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { openStatuses, type RequestStatus } from './request-state.ts'
import type { GivenCondition, StateCondition } from './step-conditions.ts'

export type StepName = (typeof requestSteps)[number]

/** `person`: the data subject whose request it is. */
export type Who = 'visitor' | 'person' | 'program' | 'system' | StaffRole

export type Step = {
  from: readonly RequestStatus[]
  to: RequestStatus
  who: readonly Who[]
  /** What must be true of the request before the step is offered at all. */
  when: readonly StateCondition[]
  /** What must come with the step. */
  needs: readonly GivenCondition[]
}

const desk = ['support', 'privacy-officer'] as const
const officer = ['privacy-officer'] as const

/**
 * All steps that can happen. Closed statuses have no way out: a new request or a complaint follows. Nothing pauses
 * the deadline: the law has no extension.
 */
export const steps: Record<StepName, Step> = {
  verify: {
    from: ['awaiting-verification'],
    to: 'received',
    who: ['visitor', 'person', ...desk],
    when: ['not-lapsed'],
    needs: ['proof'],
  },
  lapse: {
    from: ['awaiting-verification'],
    to: 'lapsed',
    who: ['system'],
    when: ['unproved-too-long'],
    needs: [],
  },
  'refuse-unverified': {
    from: ['awaiting-verification'],
    to: 'refused',
    who: officer,
    when: ['is-right', 'never-lapses'],
    needs: ['refusal', 'refusal-for-identity'],
  },
  take: { from: ['received'], to: 'in-progress', who: desk, when: [], needs: [] },
  ask: {
    from: ['in-progress'],
    to: 'awaiting-person',
    who: desk,
    when: ['not-executing', 'consent-stands'],
    needs: ['message'],
  },
  answer: { from: ['awaiting-person'], to: 'in-progress', who: ['person'], when: [], needs: ['message'] },
  resume: { from: ['awaiting-person'], to: 'in-progress', who: desk, when: [], needs: ['note'] },
  // One officer suffices; the system then carries it out.
  decide: {
    from: ['in-progress'],
    to: 'in-progress',
    who: officer,
    when: ['is-right', 'one-suffices', 'not-executing', 'consent-stands'],
    needs: ['decision-to-fulfil'],
  },
  // Two must agree, or support leaves the decision to the officer.
  propose: {
    from: ['in-progress'],
    to: 'awaiting-approval',
    who: desk,
    when: ['is-right', 'not-executing', 'consent-stands'],
    needs: ['decision', 'drafted-refusal'],
  },
  approve: {
    from: ['awaiting-approval'],
    to: 'in-progress',
    who: officer,
    when: ['second-person'],
    needs: ['drafted-refusal'],
  },
  'approve-after-delay': {
    from: ['awaiting-approval'],
    to: 'in-progress',
    who: ['system'],
    when: ['delay-passed'],
    needs: [],
  },
  'send-back': { from: ['awaiting-approval'], to: 'in-progress', who: officer, when: [], needs: ['note'] },
  // The point of no return: afterwards nobody can cancel, ask, refuse or decide again.
  execute: {
    from: ['in-progress'],
    to: 'in-progress',
    who: ['system'],
    when: ['is-right', 'fulfilment-stands', 'not-executing'],
    needs: [],
  },
  // Nothing was changed and staff have given up: it is decided again, or refused. The portal does when the person was erased.
  'stop-executing': {
    from: ['in-progress'],
    to: 'in-progress',
    who: ['system', ...officer],
    when: ['is-correction', 'executing'],
    needs: ['note'],
  },
  fulfil: {
    from: ['in-progress'],
    to: 'fulfilled',
    who: ['system', ...officer],
    when: ['is-right', 'fulfilment-stands', 'not-before-it-is-carried-out'],
    needs: [],
  },
  'answer-question': {
    from: ['in-progress'],
    to: 'fulfilled',
    who: desk,
    when: ['is-question'],
    needs: ['message'],
  },
  refuse: {
    from: ['in-progress'],
    to: 'refused',
    who: officer,
    when: ['is-right', 'not-executing', 'consent-stands'],
    needs: ['refusal'],
  },
  // The portal does when the person was erased by another request.
  cancel: {
    from: openStatuses,
    to: 'cancelled',
    who: ['person', 'system'],
    when: ['not-executing'],
    needs: [],
  },
  // For people who asked by telephone or letter and cannot use the site.
  'cancel-on-behalf': {
    from: openStatuses,
    to: 'cancelled',
    who: desk,
    when: ['not-from-a-screen', 'not-executing'],
    needs: ['note'],
  },
}

/** Every possible change of status; the database has a trigger with the same list. */
export const transitions: readonly (readonly [RequestStatus, RequestStatus])[] = [
  ...new Map(
    Object.values(steps)
      .flatMap((step) => step.from.map((from) => [from, step.to] as const))
      .map((pair) => [pair.join(' '), pair]),
  ).values(),
]
