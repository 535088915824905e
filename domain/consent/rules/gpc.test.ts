import { describe, expect, test } from 'vitest'
import type { Decision, PurposeCode, Signal } from './catalogue.ts'
import { againstSignal, signalOf } from './gpc.ts'

describe('the signal is on only when the header is exactly 1', () => {
  test.each([
    ['1', 'gpc'],
    ['0', ''],
    ['', ''],
    ['true', ''],
    ['11', ''],
    ['1, 1', ''],
    [' 1', ''],
    ['1;a', ''],
    ['?1', ''],
    [null, ''],
    [undefined, ''],
  ])('%j is %j', (header, signal) => expect(signalOf(header)).toBe(signal))
})

const standing = (purpose: PurposeCode, decision: Decision, signal: Signal) => ({
  purpose,
  decision,
  signal,
  topic: '' as const,
  channel: '' as const,
  name: purpose,
  seq: 1,
  recordedAt: null,
  expiresAt: null,
})

describe('a person is asked about what is on and was not chosen under the signal', () => {
  test.each([
    ['analytics', 'granted', '', true],
    ['improvement', 'granted', '', true],
    ['analytics', 'granted', 'gpc', false],
    ['analytics', 'withdrawn', '', false],
    ['improvement', 'withdrawn', 'gpc', false],
    ['personalisation', 'granted', '', false],
    ['service', 'granted', '', false],
  ] as const)('%s, %s under signal "%s": %s', (purpose, decision, signal, asked) => {
    expect(againstSignal([standing(purpose, decision, signal)])).toHaveLength(asked ? 1 : 0)
  })
})
