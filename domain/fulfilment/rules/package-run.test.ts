import { expect, test } from 'vitest'
import { portalItems } from '../map/portal-items.ts'
import { isFreshProof, isNeeded, nextPackageTry, ownValues, packageExpiry } from './package-run.ts'

const now = new Date('2026-11-29T08:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

test('a package is there for seven times 24 hours', () => {
  expect(packageExpiry(now)).toEqual(new Date('2026-12-06T08:00:00Z'))
})

test.each([
  [0, true],
  [30, true],
  [30.001, false],
  [24 * 60, false],
])('a proof of %f minutes ago is fresh: %s', (minutes, fresh) => {
  expect(isFreshProof(now, later(minutes))).toBe(fresh)
})

test.each([
  [0, 1],
  [1, 2],
  [6, 64],
  [7, 120],
  [1000, 120],
])('after %i tries the next one is %i minutes later', (tries, minutes) => {
  expect(nextPackageTry(tries, now)).toEqual(later(minutes))
})

test.each([
  ['collecting', false, 'decided', true],
  ['ready', false, 'decided', true],
  ['collecting', false, 'given', false],
  ['stuck', false, 'given', false],
  ['ready', false, 'given', false],
  ['collecting', true, 'given', true],
  ['stuck', true, 'given', true],
  ['releasing', false, 'given', true],
  ['releasing', true, 'other', false],
  ['ready', false, 'other', false],
] as const)(
  '%s, asked for again: %s, request %s: is needed: %s',
  (state, releaseWhenReady, stands, needed) => {
    expect(isNeeded({ state, releaseWhenReady }, { stands })).toBe(needed)
    expect(isNeeded({ state, releaseWhenReady }, null)).toBe(false)
  },
)

test('a field about others is absent, unless it names the person', () => {
  const item = portalItems.find(({ id }) => id === 'portal.request-step')
  if (!item) throw new Error('no such item')
  const values = { request_id: 'r', seq: 1, step: 'file', actor_id: 'staff', at: null }
  expect(ownValues({ item, key: [], values }, 'me')).toEqual({
    request_id: 'r',
    seq: 1,
    step: 'file',
    from_status: null,
    to_status: null,
    actor_kind: null,
    at: null,
  })
  const own = ownValues({ item, key: [], values: { ...values, actor_id: 'me' } }, 'me')
  expect(own.actor_id).toBe('me')
})
