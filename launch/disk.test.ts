import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallDisk } from '#testing/small-disk.ts'
import { diskInWords, diskOf, isDiskFull } from './disk.mjs'
import { explain, Refusal } from './refusal.mjs'

const full = (path: string) => Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path })

test('knows a full disk and a full quota', () => {
  expect(isDiskFull(full('/x'))).toBe(true)
  expect(isDiskFull(Object.assign(new Error('quota'), { code: 'EDQUOT' }))).toBe(true)
  expect(isDiskFull(Object.assign(new Error('busy'), { code: 'EBUSY' }))).toBe(false)
  expect(isDiskFull('ENOSPC')).toBe(false)
})

test('says the disk in words', () => {
  const disk = { mountedOn: '/var/lib', freeBytes: 12_345_678, totalBytes: 512_000_000 }
  expect(diskInWords(disk)).toBe('the disk mounted on /var/lib (12 MB free of 512 MB)')
})

test('a folder that is not there yet is on the disk of the folder above it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-disk-'))
  try {
    expect(diskOf(join(folder, 'not', 'yet')).mountedOn).toBe(diskOf(folder).mountedOn)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a start on a full disk is explained, other errors are shown whole', () => {
  const path = join(tmpdir(), 'portal.json')
  expect(explain(full(path))).toMatch(/^No space left: the disk mounted on .* holds .*portal\.json\./)
  expect(explain(new Refusal('the port is taken'))).toBe('the port is taken')
  const error = new Error('unknown')
  expect(explain(error)).toBe(error)
})

const disk = smallDisk(1)
test.skipIf(!disk)('finds where a small disk is mounted, and that it is full', () => {
  if (!disk) return
  try {
    disk.fill()
    expect(diskOf(join(disk.folder, 'a', 'b'))).toMatchObject({ mountedOn: disk.folder, freeBytes: 0 })
  } finally {
    disk.remove()
  }
})
