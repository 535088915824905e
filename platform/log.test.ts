import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallDisk } from '#testing/small-disk.ts'
import { openLog } from './log.ts'

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; lines?: number })

test('writes a JSON line without fields that could be personal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-log-'))
  const file = join(folder, 'log')
  const descriptor = openSync(file, 'a')
  try {
    openLog('info', 'test', descriptor).info({ route: '/my', email: 'aigerim@sample.test' }, 'request')
    expect(linesOf(file)).toMatchObject([{ name: 'test', route: '/my', email: '[cut]', msg: 'request' }])
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

const disk = smallDisk(1)
test.skipIf(!disk)(
  'throws nothing on a full disk, goes on when there is space and says what was lost',
  async () => {
    if (!disk) return
    const file = join(disk.folder, 'log')
    const descriptor = openSync(file, 'a')
    try {
      const log = openLog('info', 'test', descriptor)
      log.info('before')
      disk.fill()
      for (let i = 0; i < 3000; i++) log.error({ filler: 'x'.repeat(400) }, 'while full')
      disk.makeRoom()
      log.info('after')
      await new Promise(setImmediate)
      log.info('later')
      const lines = linesOf(file)
      expect(lines.map(({ msg }) => msg)).toContain('later')
      const written = lines.filter(({ msg }) => msg === 'while full' || msg === 'after').length
      const lost = lines.find(({ msg }) => msg.startsWith('lines of this log were lost'))
      expect(lost?.lines).toBeGreaterThan(1000)
      expect(written + (lost?.lines ?? 0)).toBe(3001)
    } finally {
      closeSync(descriptor)
      disk.remove()
    }
  },
)
