import { expect, test } from 'vitest'
import { findBackupFaults } from './backup-findings.ts'

const now = new Date('2026-11-29T12:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const good = {
  backup: { madeAt: hoursAgo(17), recipients: 2 },
  changes: { madeAt: hoursAgo(1) },
  drill: { at: hoursAgo(15), result: 'passed' },
  bucket: undefined,
  country: 'KZ',
  allowed: ['KZ'],
}

const copied = { succeededAt: hoursAgo(2), failure: null, drilledAt: hoursAgo(1), drillResult: 'passed' }

test.each([
  ['in order', good, []],
  ['no backup', { ...good, backup: null, drill: null }, ['none']],
  ['a backup of yesterday', { ...good, backup: { madeAt: hoursAgo(26), recipients: 2 } }, ['late']],
  ['changes of three hours ago', { ...good, changes: { madeAt: hoursAgo(3) } }, ['changes-late']],
  ['no changes since yesterday’s backup', { ...good, changes: null }, ['changes-late']],
  ['a backup of this hour', { ...good, backup: { madeAt: hoursAgo(2), recipients: 2 }, changes: null }, []],
  ['never restored', { ...good, drill: null }, ['no-drill']],
  [
    'not restored since yesterday',
    { ...good, drill: { at: hoursAgo(26), result: 'passed' } },
    ['drill-late'],
  ],
  ['a failed drill', { ...good, drill: { at: hoursAgo(1), result: 'damaged' } }, ['drill-failed']],
  ['without an offline key', { ...good, backup: { madeAt: hoursAgo(1), recipients: 1 } }, ['only-own-key']],
  ['a bucket that was never used', { ...good, bucket: null }, ['bucket-late']],
  ['a bucket in order', { ...good, bucket: { ...copied, drilledAt: hoursAgo(25) } }, []],
  [
    'copies of three hours ago',
    { ...good, bucket: { ...copied, succeededAt: hoursAgo(3) } },
    ['bucket-late'],
  ],
  ['a copy that failed', { ...good, bucket: { ...copied, failure: 'refused' } }, ['bucket-failed']],
  [
    'a copy that does not restore',
    { ...good, bucket: { ...copied, drillResult: 'damaged' } },
    ['bucket-drill-failed'],
  ],
  [
    'a copy that was last restored the day before yesterday',
    { ...good, bucket: { ...copied, drilledAt: hoursAgo(26) } },
    ['bucket-drill-failed'],
  ],
  ['no country', { ...good, country: undefined }, ['country']],
  ['another country', { ...good, country: 'DE' }, ['country']],
  ['a country that was allowed', { ...good, country: 'DE', allowed: ['KZ', 'DE'] }, []],
])('%s', (_name, latest, faults) => expect(findBackupFaults(latest, now)).toEqual(faults))
