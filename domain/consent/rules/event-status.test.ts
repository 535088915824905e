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
  before: { decision: 'granted', expiresAt: null },
  ...given,
})

test.each<[string, Partial<PressChange>, boolean]>([
  ['a consent without an end', {}, true],
  [
    'a consent that would end later',
    { before: { decision: 'granted', expiresAt: new Date(+now + 1) } },
    true,
  ],
  ['a consent that has ended meanwhile', { before: { decision: 'granted', expiresAt: now } }, false],
  ['what was off before', { before: { decision: 'withdrawn', expiresAt: null } }, false],
  ['what was never decided', { before: null }, false],
  ['a grant', { decision: 'granted' }, false],
])('%s', (_, given, expected) => {
  expect(switchedOff(press(given), now)).toBe(expected)
})
