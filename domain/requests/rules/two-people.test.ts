import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestSteps } from '#db/schema/request-codes.ts'
import type { Actor } from '#domain/access/actor.ts'
import {
  actors,
  now,
  officer,
  owner,
  refusal,
  request,
  staff,
  support,
  system,
} from '#testing/request-states.ts'
import { kindNames, kinds } from './kinds.ts'
import { type StepName, transitions } from './lifecycle.ts'
import { approvalDelayEnd, isClosed, type RequestState, type RequestStatus } from './request-state.ts'
import type { Given } from './step-conditions.ts'
import { nextSteps, takeStep } from './take-step.ts'

/** Takes steps one after the other; throws at the first that is refused. */
function walk(first: RequestState, path: [Actor, StepName, Given?][], at = now): RequestState {
  return path.reduce((state, [actor, step, given]) => {
    const result = takeStep(state, actor, step, given ?? {}, at)
    if (result.status === 'refused') throw new Error(`${step}: ${result.code}`)
    return result.request
  }, first)
}

describe('two people', () => {
  const fulfil: Given = { decision: 'fulfil' }
  const proposed = walk(request(), [
    [officer, 'take'],
    [officer, 'propose', fulfil],
  ])

  test('who proposed cannot approve; another officer can, and only then is it done', () => {
    expect(takeStep(proposed, officer, 'approve', {}, now)).toMatchObject({ code: 'second-person' })
    const second = staff('privacy-officer')
    if (second.kind === 'staff') second.staffId = 'second'
    const done = walk(proposed, [
      [second, 'approve'],
      [system, 'execute'],
      [system, 'fulfil'],
    ])
    expect(done.status).toBe('fulfilled')
  })

  test('erasure is never decided by one, nor fulfilled undecided; a correction can be', () => {
    const mine = walk(request(), [[officer, 'take']])
    expect(takeStep(mine, officer, 'decide', fulfil, now)).toMatchObject({ code: 'one-suffices' })
    expect(takeStep(mine, officer, 'fulfil', {}, now)).toMatchObject({ code: 'fulfilment-stands' })
    const fix = walk(request({ kind: 'rectification' }), [
      [officer, 'take'],
      [officer, 'decide', fulfil],
      [system, 'fulfil'],
    ])
    expect(fix.status).toBe('fulfilled')
  })

  test('a decision that stands without its approval is not carried out, however it came to be so', () => {
    const decided = { status: 'in-progress', decision: { outcome: 'fulfil', by: 'other' } } as const
    for (const step of ['execute', 'fulfil'] as const) {
      const erasure = takeStep(request(decided), system, step, {}, now)
      expect(erasure).toMatchObject({ code: 'fulfilment-stands' })
      const fix = takeStep(request({ ...decided, kind: 'rectification' }), system, step, {}, now)
      expect(fix.status).toBe('taken')
    }
  })

  test('where the setting lets one decide, one does, and it stands when the setting is back', () => {
    const off = { oneMayDecide: true }
    const decided = walk(request(off), [
      [officer, 'take'],
      [officer, 'decide', fulfil],
    ])
    expect(decided).toMatchObject({ approved: true, decision: { outcome: 'fulfil', by: 'privacy-officer' } })
    expect(walk({ ...decided, oneMayDecide: false }, [[system, 'execute']]).executing).toBe(true)
    // One officer may now decide alone; support still may not decide.
    const waiting = { ...proposed, ...off }
    expect(takeStep(waiting, officer, 'approve', {}, now)).toMatchObject({ status: 'taken' })
    expect(takeStep(waiting, support, 'approve', {}, now)).toMatchObject({ code: 'not-yours' })
    expect(takeStep(walk(request(off), [[support, 'take']]), support, 'decide', fulfil, now)).toMatchObject({
      code: 'not-yours',
    })
  })

  test('an officer alone waits; what support proposed is never approved by time', () => {
    const until = new Date(now.getTime() + 86_400_000)
    const alone: Given = { ...fulfil, approvalDelayEndsAt: until }
    const waiting = (who: Actor) =>
      walk(request(), [
        [who, 'take'],
        [who, 'propose', alone],
      ])
    expect(takeStep(waiting(officer), system, 'approve-after-delay', {}, now)).toMatchObject({
      code: 'delay-passed',
    })
    expect(takeStep(waiting(officer), system, 'approve-after-delay', {}, until)).toMatchObject({
      status: 'taken',
    })
    expect(takeStep(waiting(support), system, 'approve-after-delay', {}, until)).toMatchObject({
      code: 'delay-passed',
    })
  })

  test('asking the person, sending back and proposing again undo an approval', () => {
    const approved = { ...proposed, status: 'in-progress', approved: true } as const
    expect(walk(approved, [[support, 'ask', { message: true }]])).toMatchObject({
      decision: null,
      approved: false,
    })
    expect(walk(approved, [[support, 'propose', fulfil]])).toMatchObject({ approved: false })
    expect(walk(proposed, [[officer, 'send-back', { note: true }]])).toMatchObject({
      decision: null,
      approvalDelayEndsAt: null,
    })
  })

  test('once carried out there is no way back, for anybody', () => {
    const executing = request({
      status: 'in-progress',
      executing: true,
      approved: true,
      decision: { outcome: 'fulfil', by: 'other' },
    })
    const offered = Object.values(actors).flatMap((actor) => nextSteps(executing, actor, now))
    expect([...new Set(offered)]).toEqual(['fulfil'])
  })

  test.each<[string, string | null, string]>([
    ['a day where there is time', '2026-12-07T18:59:59Z', '2026-11-23T07:00:00.000Z'],
    ['three quarters of what is left where there is not', '2026-11-22T19:00:00Z', '2026-11-22T16:00:00.000Z'],
    ['nothing when it is late already', '2026-11-21T18:59:59Z', '2026-11-22T07:00:00.000Z'],
    ['a day without a deadline', null, '2026-11-23T07:00:00.000Z'],
  ])('the delay is %s', (_name, dueAt, expected) => {
    expect(approvalDelayEnd(now, dueAt ? new Date(dueAt) : null).toISOString()).toBe(expected)
  })
})

describe('whatever is tried in whatever order', () => {
  const given = fc.record<Given>(
    {
      proof: fc.boolean(),
      message: fc.boolean(),
      note: fc.boolean(),
      decision: fc.constantFrom('fulfil', 'refuse'),
      refusal: fc.constant(refusal),
    },
    { requiredKeys: ['message', 'note', 'decision'] },
  )
  const second = staff('privacy-officer', 'second', ['support', 'privacy-officer'])
  const everybody = [...Object.values(actors), second]
  // Mostly possible steps, so that a random walk advances; sometimes an impossible one.
  const tries = fc.record({ pick: fc.nat(), wild: fc.nat(9), step: fc.constantFrom(...requestSteps), given })
  const fulfilledKinds = new Set<string>()

  test('closed stays closed, and two agree where two must', () => {
    const walks = fc.array(tries, { minLength: 10, maxLength: 60, size: 'max' })
    const starts = fc.constantFrom<RequestStatus>('received', 'awaiting-verification')
    fc.assert(
      fc.property(fc.constantFrom(...kindNames), starts, walks, (kind, status, path) => {
        let state = request({ kind, status, channel: 'phone' })
        let approver: string | null = null
        for (const { pick, wild, step, given: with_ } of path) {
          const offers = everybody.flatMap((actor) =>
            nextSteps(state, actor, now)
              .filter((name) => !name.startsWith('cancel') && !name.startsWith('refuse'))
              .map((name) => ({ actor, name })),
          )
          const offered = wild > 0 ? offers[pick % Math.max(1, offers.length)] : undefined
          const actor = offered?.actor ?? everybody[pick % everybody.length] ?? owner
          const name = offered?.name ?? step
          const before = state
          const result = takeStep(before, actor, name, with_, now)
          if (result.status === 'refused') continue
          state = result.request
          expect(isClosed(before.status)).toBe(false)
          expect(transitions).toContainEqual([before.status, state.status])
          if (name === 'approve' && actor.kind === 'staff') approver = actor.staffId
          if (name === 'propose' || name === 'ask' || name === 'send-back') approver = null
          if (state.status !== 'fulfilled') continue
          fulfilledKinds.add(kind)
          if (!kinds[kind].secondPerson) continue
          expect(approver).not.toBeNull()
          expect(before.decision?.by).not.toBe(approver)
        }
      }),
      { numRuns: 400 },
    )
    // The walks are worth something only if they arrive.
    expect([...fulfilledKinds].sort()).toEqual([...kindNames].sort())
  })
})
