import { expect, test } from 'vitest'
import { type PressChange, switchedOff } from './event-status.ts'

const now = new Date('2026-11-29T10:00:00Z')
const press = (given: Partial<PressChange>): PressChange => ({
  name: 'communication/new-materials/email',
  purpose: 'communication',
  topic: 'new-materials',
  channel: 'email',
  decision: 'withdrawn',
  seq: 7,
  recordedAt: new Date('2026-11-29T09:00:00Z'),
  before: { decision: 'granted', expiresAt: null, policyVersion: 3 },
  ...given,
})

test.each<[string, Partial<PressChange>, boolean]>([
  ['a consent without an end', {}, true],
  [
    'a consent that would end later',
    { before: { decision: 'granted', expiresAt: new Date(+now + 1), policyVersion: 3 } },
    true,
  ],
  [
    'a consent that has ended meanwhile',
    { before: { decision: 'granted', expiresAt: now, policyVersion: 3 } },
    false,
  ],
  ['what was off before', { before: { decision: 'withdrawn', expiresAt: null, policyVersion: 3 } }, false],
  ['what was never decided', { before: null }, false],
  [
    'a consent below a version that changed its purpose',
    { before: { decision: 'granted', expiresAt: null, policyVersion: 2 } },
    false,
  ],
  ['a grant', { decision: 'granted' }, false],
])('%s', (_, given, expected) => {
  expect(
    switchedOff(press(given), {
      now,
      changedIn: new Map([
        ['communication', 3],
        ['analytics', 9],
      ]),
    }),
  ).toBe(expected)
})
