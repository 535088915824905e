import {
  appendFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallDisk } from '#testing/small-disk.ts'
import { closeLog, openLog, trimLog } from './log-file.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a log past its limit is set aside while its program goes on writing', () => {
  const file = join(folder, 'server.log')
  const log = openSync(file, 'a')
  writeSync(log, 'old words\n')
  trimLog(file, 100)
  expect(readFileSync(file, 'utf8')).toBe('old words\n')
  trimLog(file, 5)
  writeSync(log, 'new words\n')
  closeLog(log)
  expect(readFileSync(file, 'utf8')).toBe('new words\n')
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('old words\n')
})

test('a log that cannot be opened is said and left out', () => {
  writeFileSync(join(folder, 'taken'), '')
  const reasons: string[] = []
  expect(openLog(join(folder, 'taken', 'server.log'), (reason) => reasons.push(reason))).toBe('ignore')
  expect(reasons).toHaveLength(1)
})

const disk = smallDisk(1)
test.skipIf(!disk)('on a full disk the log makes room instead of being copied', () => {
  if (!disk) return
  const file = join(disk.folder, 'server.log')
  try {
    appendFileSync(file, Buffer.alloc(100_000, 'a'))
    disk.fill()
    trimLog(file, 50_000)
    writeFileSync(file, 'new words\n')
    expect(readFileSync(file, 'utf8')).toBe('new words\n')
  } finally {
    disk.remove()
  }
})
