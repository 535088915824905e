import { execFile } from 'node:child_process'
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyFileError } from './key-files.ts'
import { WrappedKeyDamaged } from './key-wrap.ts'
import { MasterKeyMissing, openMasterKeys } from './master-keys.ts'

let dir = ''
let keys = ''
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'master-keys-'))
  keys = path.join(dir, 'keys')
})
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }))

const at = (name: string) => path.join(keys, name)
const subjectKey = randomBytes(32)

describe('opening', () => {
  it('makes the whole set on first use and finds it again', () => {
    const first = openMasterKeys(keys)
    const { version, wrapped } = first.wrap(subjectKey)
    const second = openMasterKeys(keys)
    expect(second.inventory()).toEqual(first.inventory())
    expect(second.unwrap(version, wrapped)).toEqual(subjectKey)
    expect(first.inventory().map(({ kind, version, current }) => [kind, version, current])).toEqual([
      ['index', 1, true],
      ['master', 1, true],
      ['signing', 1, true],
    ])
    expect(fs.statSync(keys).mode & 0o777).toBe(0o700)
  })

  it('processes that start at once end with the same keys', async () => {
    const script = `
      import { openMasterKeys } from ${JSON.stringify(path.join(import.meta.dirname, 'master-keys.ts'))}
      while (Date.now() < Number(process.argv[2])) {}
      const keys = openMasterKeys(process.argv[1])
      console.log(JSON.stringify([keys.inventory(), keys.blindIndex('a@b.kz').toString('hex')]))`
    const run = promisify(execFile)
    const args = ['--input-type=module', '-e', script, keys, String(Date.now() + 1500)]
    const outputs = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, args)))
    expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1)
    expect(JSON.parse(outputs[0]?.stdout ?? '')[0]).toEqual(
      openMasterKeys(keys, { create: false }).inventory(),
    )
    expect(fs.readdirSync(keys, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual(
      [],
    )
  })

  it('finishes a first start that died half-way, keeping what it had made', () => {
    const before = openMasterKeys(keys).inventory()
    fs.rmSync(at('complete'))
    fs.rmSync(at('master'), { recursive: true })
    const after = openMasterKeys(keys).inventory()
    expect(after.filter(({ kind }) => kind !== 'master')).toEqual(
      before.filter(({ kind }) => kind !== 'master'),
    )
    expect(after.find(({ kind }) => kind === 'master')?.id).not.toBe(
      before.find(({ kind }) => kind === 'master')?.id,
    )
  })

  it.each(['index.key', 'master', 'signing'])('never makes a second %s in place of a lost one', (name) => {
    openMasterKeys(keys)
    fs.rmSync(at(name), { recursive: true })
    expect(() => openMasterKeys(keys)).toThrow(MasterKeyMissing)
    expect(() => openMasterKeys(keys)).toThrow(at(name))
    expect(fs.existsSync(at(name))).toBe(false)
  })

  it('makes nothing when told that data exist already', () => {
    expect(() => openMasterKeys(keys, { create: false })).toThrow(MasterKeyMissing)
    expect(fs.existsSync(keys)).toBe(false)
  })

  it.each(['index.key', 'master/v1.key', 'signing/v1.key'])(
    'refuses %s when the group can read it',
    (name) => {
      openMasterKeys(keys)
      fs.chmodSync(at(name), 0o640)
      expect(() => openMasterKeys(keys)).toThrow(KeyFileError)
      expect(() => openMasterKeys(keys)).toThrow(at(name))
    },
  )

  it.each(['.', 'master', 'signing'])('refuses when others can write to the folder %s', (name) => {
    openMasterKeys(keys)
    fs.chmodSync(at(name), 0o770)
    expect(() => openMasterKeys(keys)).toThrow(/can be written to by others/)
  })
})

describe('wrapping', () => {
  it('two wraps of one key differ, and both open', () => {
    const opened = openMasterKeys(keys)
    const [a, b] = [opened.wrap(subjectKey), opened.wrap(subjectKey)]
    expect(a.wrapped.equals(b.wrapped)).toBe(false)
    expect(a.wrapped.includes(subjectKey)).toBe(false)
    expect([opened.unwrap(1, a.wrapped), opened.unwrap(1, b.wrapped)]).toEqual([subjectKey, subjectKey])
  })

  it('any flipped bit, any cut and any other key id is found', () => {
    const opened = openMasterKeys(keys)
    const { wrapped } = opened.wrap(subjectKey, 'key-1')
    fc.assert(
      fc.property(fc.nat(wrapped.length * 8 - 1), (bit) => {
        const bad = Buffer.from(wrapped)
        bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(() => opened.unwrap(1, bad, 'key-1')).toThrow()
      }),
    )
    for (let end = 0; end < wrapped.length; end++) {
      expect(() => opened.unwrap(1, wrapped.subarray(0, end), 'key-1')).toThrow(WrappedKeyDamaged)
    }
    expect(() => opened.unwrap(1, wrapped, 'key-2')).toThrow(WrappedKeyDamaged)
    expect(() => opened.unwrap(1, wrapped)).toThrow(WrappedKeyDamaged)
    expect(opened.unwrap(1, wrapped, 'key-1')).toEqual(subjectKey)
  })

  it('only keys of 32 bytes are wrapped', () => {
    expect(() => openMasterKeys(keys).wrap(randomBytes(31))).toThrow(RangeError)
  })
})

describe('rotation', () => {
  it('new wraps use version 2, old ones still open, and a running process sees it', () => {
    const web = openMasterKeys(keys)
    const worker = openMasterKeys(keys)
    const old = web.wrap(subjectKey)
    expect(worker.addMaster()).toBe(2)
    expect(web.current).toBe(2)
    const fresh = web.wrap(subjectKey)
    expect([old.version, fresh.version]).toEqual([1, 2])
    expect(worker.unwrap(1, old.wrapped)).toEqual(subjectKey)
    expect(worker.unwrap(2, fresh.wrapped)).toEqual(subjectKey)
    expect(() => worker.unwrap(1, fresh.wrapped)).toThrow(MasterKeyMissing)
  })

  it('a process that has not looked since opens what another wrapped under the new version', () => {
    const [web, worker] = [openMasterKeys(keys), openMasterKeys(keys)]
    worker.addMaster()
    const { version, wrapped } = worker.wrap(subjectKey)
    expect(web.unwrap(version, wrapped)).toEqual(subjectKey)
  })

  it('a removed version is named, and the current one cannot be removed', () => {
    const opened = openMasterKeys(keys)
    const { version, wrapped } = opened.wrap(subjectKey)
    expect(() => opened.destroyMaster(1)).toThrow(RangeError)
    opened.addMaster()
    opened.destroyMaster(1)
    expect(() => opened.unwrap(version, wrapped)).toThrow(MasterKeyMissing)
    expect(() => opened.requireVersions([2, 1])).toThrow(at('master/v1.key'))
    expect(() => opened.requireVersions([2])).not.toThrow()
    expect(openMasterKeys(keys).current).toBe(2)
  })

  it('a destroyed file is overwritten before it goes, also after a crash in between', () => {
    const opened = openMasterKeys(keys)
    opened.addMaster()
    // A second name of the same file, as what a disk keeps.
    fs.linkSync(at('master/v1.key'), path.join(dir, 'kept'))
    const before = fs.readFileSync(path.join(dir, 'kept'))
    fs.renameSync(at('master/v1.key'), at('master/.v1.key.destroyed'))
    expect(
      openMasterKeys(keys)
        .inventory()
        .filter(({ kind }) => kind === 'master'),
    ).toHaveLength(1)
    opened.destroyMaster(1)
    opened.destroyMaster(1)
    const after = fs.readFileSync(path.join(dir, 'kept'))
    expect(after).toHaveLength(before.length)
    expect(after.subarray(0, 20).equals(before.subarray(0, 20))).toBe(false)
    expect(fs.readdirSync(at('master'))).toEqual(['v2.key'])
  })

  it('another process forgets a destroyed key without a restart, and keeps none that is merely unreadable', () => {
    const [web, worker] = [openMasterKeys(keys), openMasterKeys(keys)]
    const { version, wrapped } = web.wrap(subjectKey, 'key-1')
    const to = worker.addMaster()
    const again = worker.rewrap({ version, wrapped, keyId: 'key-1' }, to)
    expect(web.unwrap(to, again, 'key-1')).toEqual(subjectKey)
    worker.destroyMaster(version)
    expect(web.current).toBe(to)
    expect(() => web.unwrap(version, wrapped, 'key-1')).toThrow(MasterKeyMissing)
    expect(web.unwrap(to, again, 'key-1')).toEqual(subjectKey)
  })

  it('another key in the place of a lost one is told from it', () => {
    const { version, wrapped } = openMasterKeys(keys).wrap(subjectKey)
    fs.rmSync(keys, { recursive: true })
    expect(() => openMasterKeys(keys).unwrap(version, wrapped)).toThrow(MasterKeyMissing)
    expect(() => openMasterKeys(keys).unwrap(version, wrapped)).toThrow(
      /is key [0-9a-f]{16}, but [0-9a-f]{16} is needed/,
    )
  })

  it('work goes on with the keys held while the folder cannot be read', () => {
    const opened = openMasterKeys(keys)
    fs.renameSync(keys, path.join(dir, 'away'))
    const { version, wrapped } = opened.wrap(subjectKey)
    expect(opened.unwrap(version, wrapped)).toEqual(subjectKey)
  })

  it('a new key that others can read stops new wraps, by its name', () => {
    const opened = openMasterKeys(keys)
    openMasterKeys(keys).addMaster()
    fs.chmodSync(at('master/v2.key'), 0o644)
    expect(() => opened.wrap(subjectKey)).toThrow(at('master/v2.key'))
  })
})

describe('index and derived keys', () => {
  it('the index is the same in every process, differs by text, kind and set of keys', () => {
    const opened = openMasterKeys(keys)
    const index = opened.blindIndex('a@b.kz')
    expect(index).toHaveLength(32)
    expect(openMasterKeys(keys).blindIndex('a@b.kz')).toEqual(index)
    opened.addMaster()
    expect(opened.blindIndex('a@b.kz')).toEqual(index)
    const others = [opened.blindIndex('a@b.k'), opened.blindIndex('a@b.kz', 'phone'), opened.derive('email')]
    others.push(openMasterKeys(path.join(dir, 'other')).blindIndex('a@b.kz'))
    expect(new Set([index, ...others].map((bytes) => bytes.toString('hex'))).size).toBe(5)
  })

  it('a lone surrogate is refused, not folded into another text', () => {
    expect(() => openMasterKeys(keys).blindIndex('a\ud800')).toThrow(TypeError)
  })

  it('each purpose has a key of its own', () => {
    const opened = openMasterKeys(keys)
    expect(opened.derive('a')).toHaveLength(32)
    expect(opened.derive('a')).toEqual(openMasterKeys(keys).derive('a'))
    expect(opened.derive('a')).not.toEqual(opened.derive('b'))
  })
})

describe('signatures', () => {
  const text = Buffer.from('checkpoint\n7\n')

  it('verify with the published key alone, whose id can be computed from it', () => {
    const opened = openMasterKeys(keys)
    const { keyId, signature } = opened.sign(text)
    const published = opened.publicKeys().at(-1)
    const publicKey = createPublicKey(published?.pem ?? '')
    expect(verify(null, text, publicKey, signature)).toBe(true)
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    expect(createHash('sha256').update(spki).digest('hex').slice(0, 16)).toBe(keyId)
    expect(published).toMatchObject({ id: keyId, current: true })
  })

  it('a changed text, signature or key id is false, never an error', () => {
    const opened = openMasterKeys(keys)
    const { keyId, signature } = opened.sign(text)
    expect(opened.verify(keyId, text, signature)).toBe(true)
    expect(opened.verify(keyId, Buffer.from('checkpoint\n8\n'), signature)).toBe(false)
    expect(opened.verify(keyId, text, signature.subarray(1))).toBe(false)
    expect(opened.verify(keyId, text, Buffer.alloc(64))).toBe(false)
    expect(opened.verify('0'.repeat(16), text, signature)).toBe(false)
  })

  it('a new key signs from then on; what the old one signed still verifies, in running processes too', () => {
    const [web, worker] = [openMasterKeys(keys), openMasterKeys(keys)]
    const old = web.sign(text)
    const id = worker.addSigning()
    const fresh = worker.sign(text)
    expect(fresh.keyId).toBe(id)
    expect(id).not.toBe(old.keyId)
    expect(web.verify(id, text, fresh.signature)).toBe(true)
    expect(web.verify(old.keyId, text, old.signature)).toBe(true)
    expect(web.sign(text).keyId).toBe(id)
    expect(web.publicKeys().map(({ current }) => current)).toEqual([false, true])
  })
})

describe('the signer of a moment', () => {
  it('is the key that was current then, the oldest for what was before any, whatever is rotated since', async () => {
    const held = openMasterKeys(keys)
    const [first] = held.publicKeys()
    const between = new Date(Date.parse(first?.createdAt ?? '') + 1)
    await new Promise((done) => setTimeout(done, 5))
    const second = held.addSigning()
    const signerOf = held.signers()
    expect([new Date(0), between, new Date()].map((at) => signerOf(at).keyId)).toEqual([
      first?.id,
      first?.id,
      second,
    ])
    const data = Buffer.from('data')
    expect(held.verify(first?.id ?? '', data, signerOf(between).sign(data))).toBe(true)
    expect(signerOf(between).sign(data)).toEqual(openMasterKeys(keys).signers()(between).sign(data))
  })
})
