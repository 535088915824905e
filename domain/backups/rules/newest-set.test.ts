import { expect, test } from 'vitest'
import { archiveName } from './archive-name.ts'
import { changesSince, newestSet } from './newest-set.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 29, hour))
const portal = (hour: number) => archiveName('portal', at(hour))
const keystore = (hour: number) => archiveName('keystore', at(hour))
const changes = (hour: number) => archiveName('changes', at(hour))
const keychanges = (hour: number) => archiveName('keychanges', at(hour))

test.each([
  ['nothing', [], null],
  ['data without keys', [portal(1)], null],
  ['a backup', [portal(1), keystore(1)], { portal: portal(1), keystore: keystore(1), changes: null }],
  [
    'the newest of two, with the keys of its moment',
    [portal(2), portal(1), keystore(1), keystore(2), keystore(3)],
    { portal: portal(2), keystore: keystore(2), changes: null },
  ],
  [
    'data whose own keys are deleted, with the newest keys',
    [portal(2), keystore(1), keystore(3)],
    { portal: portal(2), keystore: keystore(3), changes: null },
  ],
  [
    'the newest changes of both kinds',
    [portal(1), keystore(1), changes(2), keychanges(2), changes(3), keychanges(3), changes(4), keychanges(5)],
    { portal: portal(1), keystore: keystore(1), changes: { changes: changes(3), keychanges: keychanges(3) } },
  ],
])('%s', (_name, names, set) => expect(newestSet(names)).toEqual(set))

test('changes belong to the backup before them', () => {
  const names = [portal(1), changes(2), keychanges(2), portal(3), changes(4), keychanges(4), 'notes.txt']
  expect(changesSince(names, at(1))).toEqual({ changes: changes(2), keychanges: keychanges(2) })
  expect(changesSince(names, at(3))).toEqual({ changes: changes(4), keychanges: keychanges(4) })
  expect(changesSince([portal(1), changes(1), keychanges(1)], at(1))).toBeNull()
})
