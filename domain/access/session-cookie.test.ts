import { expect, test } from 'vitest'
import { type SessionEnd, sessionEnd } from './session-cookie.ts'

const minute = 60_000
const now = new Date('2026-11-26T10:00:00Z')
const at = (minutes: number) => new Date(now.getTime() + minutes * minute)

test.each<[string, { expiresAt: Date; seenAt: Date } | undefined, SessionEnd]>([
  ['that was signed out', undefined, 'ended'],
  ['whose time has passed', { expiresAt: at(0), seenAt: at(-1) }, 'over'],
  ['whose time has passed, unused as well', { expiresAt: at(-1), seenAt: at(-40) }, 'over'],
  ['unused for half an hour', { expiresAt: at(60), seenAt: at(-30) }, 'idle'],
  ['of a member who may not sign in any more', { expiresAt: at(60), seenAt: at(-29) }, 'ended'],
])('a session %s', (_name, row, expected) => expect(sessionEnd(row, 30 * minute, now)).toBe(expected))
