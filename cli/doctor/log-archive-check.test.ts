import { expect, test } from 'vitest'
import { logArchiveFinding } from './log-archive-check.ts'

const since = new Date('2026-11-30T00:00:00Z')
const failed = { wal: '000000010000000000000007', at: new Date('2026-11-30T00:01:00Z') }

test.each([
  ['ok', 4, {}, '4 min ago, 12 copied'],
  ['warn', 5, {}, '5 min ago, 12 copied: look at the log of PostgreSQL'],
  ['fail', 15, {}, '15 min ago, 12 copied: look at the log of PostgreSQL'],
  [
    'warn',
    0,
    { failed },
    '0 min ago, 12 copied; the last try failed: 000000010000000000000007 at 2026-11-30T00:01:00.000Z: look at the log of PostgreSQL',
  ],
  ['ok', 4, { copied: 0 }, 'nothing copied for 4 min'],
  ['fail', 15, { copied: 0 }, 'nothing copied for 15 min: look at the log of PostgreSQL'],
  ['warn', 0, { on: false }, 'archive_mode is off: up to an hour is lost; see docs/wal-archiving.md'],
])('%s after %d minutes with %j', (state, minutes, differs, says) => {
  const now = new Date(since.getTime() + minutes * 60_000 + 59_000)
  expect(logArchiveFinding({ on: true, copied: 12, since, failed: null, ...differs }, now)).toEqual({
    state,
    says,
  })
})
