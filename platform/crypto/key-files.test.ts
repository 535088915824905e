import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyFileError, listVersions, makeKeyFile, readKeyFile, writeOnce } from './key-files.ts'

let dir = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'key-files-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

it('a key is made once and read the same ever after', () => {
  const first = makeKeyFile(dir, 'master', 1)
  expect(makeKeyFile(dir, 'master', 1)).toEqual(first)
  expect(readKeyFile(dir, 'master', 1)).toEqual(first)
  expect(first.secret).toHaveLength(32)
})

it('only the owner can enter the folders and read the files, whatever the umask', () => {
  const umask = process.umask(0)
  try {
    makeKeyFile(path.join(dir, 'new'), 'signing', 1)
  } finally {
    process.umask(umask)
  }
  const mode = (name: string) => fs.statSync(path.join(dir, 'new', name)).mode & 0o777
  expect([mode('.'), mode('signing'), mode('signing/v1.key')]).toEqual([0o700, 0o700, 0o600])
})

it.each([0o640, 0o604, 0o620, 0o610])('a file of mode %o is refused by its name', (mode) => {
  makeKeyFile(dir, 'index', 1)
  fs.chmodSync(path.join(dir, 'index.key'), mode)
  expect(() => readKeyFile(dir, 'index', 1)).toThrow(KeyFileError)
  expect(() => readKeyFile(dir, 'index', 1)).toThrow(/^\S+\/index\.key is open to others.*chmod 600[^\n]*$/)
})

it.runIf(process.getuid?.() === 0)('a file of another user is refused', () => {
  makeKeyFile(dir, 'index', 1)
  fs.chownSync(path.join(dir, 'index.key'), 12_345, 12_345)
  expect(() => readKeyFile(dir, 'index', 1)).toThrow('belongs to another user')
})

describe('a folder that is shared with a group (2750)', () => {
  const share = (name: string) => {
    const folder = path.join(dir, name)
    fs.mkdirSync(folder, { recursive: true })
    fs.chmodSync(folder, 0o2750)
    return folder
  }

  it('lets the group read keys that the app needs, whatever the umask', () => {
    share('master')
    const umask = process.umask(0o077)
    try {
      makeKeyFile(dir, 'master', 1)
    } finally {
      process.umask(umask)
    }
    expect(fs.statSync(path.join(dir, 'master/v1.key')).mode & 0o777).toBe(0o640)
    expect(readKeyFile(dir, 'master', 1)?.version).toBe(1)
  })

  it.each(['log', 'backup'] as const)('never a key of the worker: %s', (kind) => {
    makeKeyFile(dir, kind, 1)
    share(kind)
    expect(readKeyFile(dir, kind, 1)?.version).toBe(1)
    fs.chmodSync(path.join(dir, kind, 'v1.key'), 0o640)
    expect(() => readKeyFile(dir, kind, 1)).toThrow(/is open to others/)
  })

  it.each([0o660, 0o644, 0o641])('does not let others in, nor the group write: mode %o', (mode) => {
    share('master')
    makeKeyFile(dir, 'master', 1)
    fs.chmodSync(path.join(dir, 'master/v1.key'), mode)
    expect(() => readKeyFile(dir, 'master', 1)).toThrow(/is open to others/)
  })

  it.runIf(process.getuid?.() === 0)('a file of another group, or of a third user, is refused', () => {
    const folder = share('master')
    fs.chownSync(folder, 12_345, 12_345)
    fs.chmodSync(folder, 0o2750)
    makeKeyFile(dir, 'master', 1)
    const file = path.join(folder, 'v1.key')
    fs.chownSync(file, 12_345, 12_345)
    fs.chmodSync(file, 0o640)
    expect(readKeyFile(dir, 'master', 1)?.version).toBe(1)
    fs.chownSync(file, 12_346, 12_345)
    expect(() => readKeyFile(dir, 'master', 1)).toThrow(/belongs to another user/)
    fs.chownSync(file, 12_345, 12_346)
    expect(() => readKeyFile(dir, 'master', 1)).toThrow(/is open to others/)
  })
})

it('a folder that others can write to is refused', () => {
  fs.chmodSync(dir, 0o777)
  expect(() => writeOnce(path.join(dir, 'file'), '')).toThrow(/can be written to by others/)
})

it('a damaged, cut, exchanged or foreign file is refused, and the message keeps the secret', () => {
  const made = makeKeyFile(dir, 'master', 1)
  const file = path.join(dir, 'master', 'v1.key')
  const line = fs.readFileSync(file, 'utf8')
  const secret = made.secret.toString('base64url')
  const flipped = secret.startsWith('A') ? `B${secret.slice(1)}` : `A${secret.slice(1)}`
  const bad = [
    line.slice(0, 60),
    '',
    line.replace(secret, flipped),
    line.replace(' 1 ', ' 2 '),
    `${line}${line}`,
  ]
  for (const content of [...bad, line.replace('master', 'index'), 'x'.repeat(5000)]) {
    fs.writeFileSync(file, content)
    expect(() => readKeyFile(dir, 'master', 1)).toThrow(KeyFileError)
    expect(() => readKeyFile(dir, 'master', 1)).not.toThrow(secret.slice(1))
  }
  fs.writeFileSync(file, line)
  expect(readKeyFile(dir, 'master', 1)?.id).toBe(made.id)
  fs.copyFileSync(file, path.join(dir, 'master', 'v2.key'))
  expect(() => readKeyFile(dir, 'master', 2)).toThrow(KeyFileError)
})

it('versions are numbers in order; half-written and foreign files are not versions', () => {
  for (const version of [10, 2, 1]) makeKeyFile(dir, 'master', version)
  for (const name of ['.v3.key.abc.tmp', 'v0.key', 'v4.key.bak', 'v05.key']) {
    fs.writeFileSync(path.join(dir, 'master', name), '')
  }
  expect(listVersions(dir, 'master')).toEqual([1, 2, 10])
  expect(listVersions(dir, 'signing')).toEqual([])
  expect(fs.readdirSync(path.join(dir, 'master')).filter((name) => name.endsWith('.tmp'))).toHaveLength(1)
})
