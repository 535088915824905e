import { expect, test } from 'vitest'
import { archiveName } from './archive-name.ts'
import { isKeystoreOf, overdueArchives, overdueKeystores } from './kept-archives.ts'

const now = new Date('2026-11-29T19:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const portal = (days: number) => archiveName('portal', daysAgo(days))
const keystore = (days: number) => archiveName('keystore', daysAgo(days))
const none = { now, proven: null }

test('data is kept for thirty days and the keystore for seven', () => {
  const names = [portal(0), portal(30), portal(31), keystore(0), keystore(7), keystore(8)]
  expect(overdueArchives(names, none)).toEqual([portal(31), keystore(8)])
})

test('the newest archive of data stays however old it is, the newest keystore does not', () => {
  expect(overdueArchives([portal(90), portal(80), keystore(90), keystore(80)], none)).toEqual([
    portal(90),
    keystore(90),
    keystore(80),
  ])
})

test('keystores are overdue by their age alone, other files never', () => {
  const names = [portal(90), keystore(7), keystore(7.1), keystore(8.1), `${keystore(90)}.part`, 'notes.txt']
  expect(overdueKeystores(names, { now })).toEqual([keystore(7.1), keystore(8.1)])
  expect(overdueKeystores(names, { now, patienceMs: 86_400_000 })).toEqual([keystore(8.1)])
})

test('changes and their keys are kept for two days, the keys never longer', () => {
  const names = (['changes', 'keychanges'] as const).flatMap((kind) =>
    [1.9, 2.1].map((days) => archiveName(kind, daysAgo(days))),
  )
  const [, changes, , keychanges] = names
  expect(overdueArchives(names, none)).toEqual([changes, keychanges])
  expect(overdueKeystores(names, { now })).toEqual([keychanges])
})

test('the newest archive of data that a drill restored stays, its keystore does not', () => {
  const names = [portal(50), portal(40), portal(0), keystore(40), keystore(0)]
  expect(overdueArchives(names, { now, proven: daysAgo(40) })).toEqual([portal(50), keystore(40)])
})

test.each([
  ['of the same snapshot', 0, 0, true],
  ['of the same snapshot, long ago', 20, 20, true],
  ['of the night before', 0, 1, false],
  ['of the night after', 1, 0, false],
  ['of a later night, when its own is deleted', 8, 0, true],
  ['of an earlier night, when its own is deleted', 8, 9, false],
])('a trial with a keystore %s', (_name, data, keys, isAllowed) =>
  expect(isKeystoreOf(daysAgo(data), daysAgo(keys), now)).toBe(isAllowed),
)

test('other files are left alone', () => {
  expect(overdueArchives(['notes.txt', `${portal(99)}.part`, portal(0)], none)).toEqual([])
})
