import { describe, expect, test } from 'vitest'
import { requestStatuses, requestSteps } from '#db/schema/request-codes.ts'
import { actors, everything, now, owner, request } from '#testing/request-states.ts'
import type { KindName } from './kinds.ts'
import { type StepName, steps, transitions } from './lifecycle.ts'
import {
  closedStatuses,
  isClosed,
  openStatuses,
  type RequestState,
  type RequestStatus,
} from './request-state.ts'
import { nextSteps, takeStep } from './take-step.ts'

/** A request of that status in which only actor and status can prevent the step. */
function ready(status: RequestStatus, step: StepName): RequestState {
  const kinds: Partial<Record<StepName, KindName>> = {
    'answer-question': 'question',
    decide: 'rectification',
    fulfil: 'access',
  }
  const kind = kinds[step] ?? 'erasure/wish'
  return request({
    status,
    kind,
    channel: step === 'cancel-on-behalf' || step === 'fulfil' ? 'letter' : 'portal',
    lapsesAt: step === 'lapse' ? now : null,
    decision: { outcome: 'fulfil', by: 'somebody-else' },
    approved: true,
    approvalDelayEndsAt: now,
  })
}

// The table written down a second time: status, step, who; a change of the rules has to be made in both.
const allowed = new Set(
  `awaiting-verification verify visitor owner support privacy-officer
   awaiting-verification lapse system
   awaiting-verification refuse-unverified privacy-officer
   awaiting-verification cancel owner system
   awaiting-verification cancel-on-behalf support privacy-officer
   received take support privacy-officer
   received cancel owner system
   received cancel-on-behalf support privacy-officer
   in-progress ask support privacy-officer
   in-progress decide privacy-officer
   in-progress propose support privacy-officer
   in-progress execute system
   in-progress fulfil system privacy-officer
   in-progress answer-question support privacy-officer
   in-progress refuse privacy-officer
   in-progress cancel owner system
   in-progress cancel-on-behalf support privacy-officer
   awaiting-person answer owner
   awaiting-person resume support privacy-officer
   awaiting-person cancel owner system
   awaiting-person cancel-on-behalf support privacy-officer
   awaiting-approval approve privacy-officer
   awaiting-approval approve-after-delay system
   awaiting-approval send-back privacy-officer
   awaiting-approval cancel owner system
   awaiting-approval cancel-on-behalf support privacy-officer`
    .split('\n')
    .flatMap((line) => {
      const [status, step, ...who] = line.trim().split(' ')
      return who.map((one) => `${status} ${step} ${one}`)
    }),
)

describe('every status x step x actor', () => {
  const all = requestStatuses.flatMap((status) =>
    requestSteps.flatMap((step) => Object.keys(actors).map((who) => ({ status, step, who }))),
  )

  test(`the ${all.length} combinations: those of the table are taken, all others refused`, () => {
    const taken = all.filter(({ status, step, who }) => {
      const actor = actors[who]
      if (!actor) return false
      const before = ready(status, step)
      const result = takeStep(before, actor, step, everything, now)
      expect(nextSteps(before, actor, now).includes(step)).toBe(result.status === 'taken')
      return result.status === 'taken'
    })
    expect(new Set(taken.map(({ status, step, who }) => `${status} ${step} ${who}`))).toEqual(allowed)
  })

  test.each([
    ['privacy-officer', false, 'refused'],
    ['privacy-officer', true, 'refused'],
    ['system', false, 'refused'],
    ['system', true, 'taken'],
  ] as const)(
    'an erasure, and a copy asked for on a screen, is closed by the portal alone, and only while it is carried out: %s, %s',
    (who, executing, status) => {
      for (const kind of ['erasure/wish', 'access', 'portability'] as const) {
        const before = { ...ready('in-progress', 'fulfil'), channel: 'portal' as const, kind, executing }
        expect(takeStep(before, actors[who] ?? owner, 'fulfil', everything, now).status, kind).toBe(status)
      }
    },
  )

  test('a refused step says whether it is the actor or the status', () => {
    expect(takeStep(request(), actors.stranger ?? owner, 'cancel', everything, now)).toEqual({
      status: 'refused',
      code: 'not-yours',
    })
    expect(takeStep(request({ status: 'fulfilled' }), owner, 'cancel', everything, now)).toEqual({
      status: 'refused',
      code: 'not-from-here',
    })
  })

  test.each(['', 'constructor', '__proto__', 'toString', 'Cancel', 'file'])('"%s" is no step', (name) => {
    expect(takeStep(request(), owner, name, everything, now)).toEqual({
      status: 'refused',
      code: 'no-such-step',
    })
  })
})

describe('the table is closed', () => {
  test('open and closed statuses are all there are; a closed one has no step out', () => {
    expect([...openStatuses, ...closedStatuses].sort()).toEqual([...requestStatuses].sort())
    expect(transitions.filter(([from]) => isClosed(from))).toEqual([])
  })

  const reachable = (from: readonly RequestStatus[]) => {
    const seen = new Set<RequestStatus>(from)
    for (const status of seen) for (const [a, b] of transitions) if (a === status) seen.add(b)
    return seen
  }

  test('every status can be reached from the two with which a request begins', () => {
    expect([...reachable(['awaiting-verification', 'received'])].sort()).toEqual([...requestStatuses].sort())
  })

  test.each(openStatuses)('from %s one can come to an answer, a refusal and a cancellation', (status) => {
    const seen = reachable([status])
    expect([seen.has('fulfilled'), seen.has('refused'), seen.has('cancelled')]).toEqual([true, true, true])
  })

  test('nobody but support, officer, person, visitor and system has a step', () => {
    const who = new Set(Object.values(steps).flatMap((step) => step.who))
    expect([...who].sort()).toEqual(['person', 'privacy-officer', 'support', 'system', 'visitor'])
  })
})
