import { describe, expect, test } from 'vitest'
import type { Actor } from '#domain/access/actor.ts'
import {
  actors,
  everything,
  now,
  officer,
  owner,
  refusal,
  request,
  support,
  system,
} from '#testing/request-states.ts'
import type { StepName } from './lifecycle.ts'
import { lapseOf, type RequestState, type RequestStatus } from './request-state.ts'
import type { Given } from './step-conditions.ts'
import { firstStatus, takeStep } from './take-step.ts'

test.each<[string, string | null, boolean, RequestStatus | null]>([
  ['visitor', null, false, 'awaiting-verification'],
  ['visitor', null, true, 'awaiting-verification'],
  ['visitor', 'owner', true, 'awaiting-verification'],
  ['owner', 'owner', false, 'received'],
  ['stranger', 'owner', true, null],
  ['nobody', '', true, null],
  ['program', 'owner', false, 'received'],
  ['program', null, false, null],
  ['support', 'owner', true, 'received'],
  ['support', 'owner', false, 'awaiting-verification'],
  ['privacy-officer', 'owner', true, 'received'],
  ['privacy-officer', null, true, null],
  ['auditor', 'owner', true, null],
  ['security-officer', 'owner', true, null],
  ['administrator', 'owner', true, null],
  ['system', 'owner', true, null],
])('%s files for %s (proved: %s): %s', (who, subjectId, proved, expected) => {
  expect(firstStatus(actors[who] ?? owner, { subjectId, proved })).toBe(expected)
})

describe('what a step wants with it', () => {
  const codeOf = (before: RequestState, actor: Actor, step: StepName, given: Given) => {
    const result = takeStep(before, actor, step, given, now)
    return result.status === 'taken' ? result.request.status : result.code
  }

  test.each<[string, RequestState, Actor, StepName, Given, string]>([
    ['no proof', request({ status: 'awaiting-verification' }), support, 'verify', {}, 'proof'],
    ['no message', request({ status: 'in-progress' }), support, 'ask', {}, 'message'],
    ['no note', request({ status: 'awaiting-person' }), support, 'resume', {}, 'note'],
    ['no decision', request({ status: 'in-progress' }), support, 'propose', {}, 'decision'],
    [
      'a proposal to refuse without ground and text',
      request({ status: 'in-progress' }),
      support,
      'propose',
      { decision: 'refuse' },
      'drafted-refusal',
    ],
    [
      'a proposal to refuse on a ground of another kind',
      request({ status: 'in-progress' }),
      support,
      'propose',
      { decision: 'refuse', refusal: { ...refusal, code: 'NotAutomated' } },
      'drafted-refusal',
    ],
    [
      'a proposal to refuse with ground and text',
      request({ status: 'in-progress' }),
      support,
      'propose',
      { decision: 'refuse', refusal },
      'awaiting-approval',
    ],
    [
      'an approval of a refusal without ground and text',
      request({ status: 'awaiting-approval', decision: { outcome: 'refuse', by: 'other' } }),
      officer,
      'approve',
      {},
      'drafted-refusal',
    ],
    [
      'an approval of a refusal with ground and text',
      request({ status: 'awaiting-approval', decision: { outcome: 'refuse', by: 'other' } }),
      officer,
      'approve',
      { refusal },
      'in-progress',
    ],
    [
      'an approval of a fulfilment',
      request({ status: 'awaiting-approval', decision: { outcome: 'fulfil', by: 'other' } }),
      officer,
      'approve',
      {},
      'in-progress',
    ],
    ['no refusal', request({ status: 'in-progress' }), officer, 'refuse', {}, 'refusal'],
    [
      'a refusal in another language',
      request({ status: 'in-progress' }),
      officer,
      'refuse',
      { refusal: { ...refusal, locale: 'en' } },
      'refusal',
    ],
    [
      'a refusal with the code of another right',
      request({ status: 'in-progress', kind: 'access' }),
      officer,
      'refuse',
      { refusal: { ...refusal, code: 'UnfulfilledObligation' } },
      'refusal',
    ],
    [
      'unverified, but refused for another reason',
      request({ status: 'awaiting-verification', channel: 'letter' }),
      officer,
      'refuse-unverified',
      { refusal: { ...refusal, code: 'NotOurs' } },
      'refusal-for-identity',
    ],
    [
      'a decision to refuse without its reasons',
      request({ status: 'in-progress', kind: 'rectification' }),
      officer,
      'decide',
      { decision: 'refuse' },
      'decision-to-fulfil',
    ],
  ])('%s: %5$s', (_name, before, actor, step, given, expected) => {
    expect(codeOf(before, actor, step, given)).toBe(expected)
  })

  test('a question is answered by support, a right never in that way', () => {
    const question = request({ status: 'in-progress', kind: 'question' })
    expect(codeOf(question, support, 'answer-question', { message: true })).toBe('fulfilled')
    const right = request({ status: 'in-progress', kind: 'access' })
    expect(codeOf(right, officer, 'answer-question', { message: true })).toBe('is-question')
    expect(codeOf(question, officer, 'refuse', everything)).toBe('is-right')
  })

  test('what a visitor did not prove lapses after seven days, not before, and cannot be proven after', () => {
    const filed = new Date('2026-11-15T07:00:00Z')
    const before = request({ status: 'awaiting-verification', subjectId: null, lapsesAt: lapseOf(filed) })
    const at = (time: string, actor: Actor, step: StepName) => {
      const result = takeStep(before, actor, step, { proof: true }, new Date(time))
      return result.status === 'taken' ? result.request.status : result.code
    }
    const visitor: Actor = { kind: 'visitor' }
    expect(at('2026-11-22T06:59:59.999Z', system, 'lapse')).toBe('unproved-too-long')
    expect(at('2026-11-22T06:59:59.999Z', visitor, 'verify')).toBe('received')
    expect(at('2026-11-22T07:00:00Z', system, 'lapse')).toBe('lapsed')
    expect(at('2026-11-22T07:00:00Z', visitor, 'verify')).toBe('not-lapsed')
  })

  test('what staff filed from a letter never lapses: it is refused with reasons or proven', () => {
    const letter = request({ status: 'awaiting-verification', channel: 'letter' })
    expect(codeOf(letter, system, 'lapse', {})).toBe('unproved-too-long')
    expect(codeOf(letter, officer, 'refuse-unverified', { refusal })).toBe('refused')
  })

  test('staff cannot cancel what a person filed on a screen', () => {
    expect(codeOf(request(), officer, 'cancel-on-behalf', { note: true })).toBe('not-from-a-screen')
    expect(codeOf(request({ channel: 'phone' }), officer, 'cancel-on-behalf', { note: true })).toBe(
      'cancelled',
    )
  })
})
