import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter } from 'age-encryption'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { spend } from '#domain/access/limits.ts'
import { Denied } from '#domain/access/permissions.ts'
import * as ageLocks from '#platform/crypto/age-lock.ts'
import { openCopies } from '#testing/copies.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import { openPackageDownload } from './download-package.ts'
import { lockWithPassphrase } from './lock-with-passphrase.ts'
import { makePackageAgain } from './make-again.ts'

const DAY = 86_400_000
const {
  packagesDir,
  portal,
  first,
  support,
  decided,
  given,
  download,
  run,
  preview,
  stateOf,
  filesOf,
  dies,
  close,
} = await openCopies()
afterAll(close)

describe('a copy that its person locks to a passphrase', () => {
  const lock = ({ own, reference }: Awaited<ReturnType<typeof given>>, provedAt = own.clock.now()) =>
    lockWithPassphrase(own, { reference, provedAt })

  test('is encrypted by the worker, opens with it alone, and neither the portal’s tables nor its log have it', async () => {
    const person = await given()
    const before = await download(person)
    const expires = (await preview(person.reference))?.expiresAt
    const locked = await lock(person)
    if (locked.status !== 'done') throw new Error(locked.code)
    const { passphrase } = locked
    const open = { reference: person.reference, provedAt: person.own.clock.now() }
    expect(await openPackageDownload(person.own, open)).toMatchObject({ code: 'not-found' })
    expect(await lock(person)).toMatchObject({ code: 'moved-on' })
    expect(await run()).toEqual({ given: 1 })
    const { opened, bytes } = await download(person)
    expect(opened).toMatchObject({ locked: true, size: bytes.length })
    expect(opened.etag).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`)
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    expect(Buffer.from(await decrypter.decrypt(bytes)).equals(before.bytes)).toBe(true)
    const other = new Decrypter()
    other.addPassphrase(passphrase.replace(/.$/, (end) => (end === 'a' ? 'b' : 'a')))
    await expect(other.decrypt(bytes)).rejects.toThrow()
    // One file is left, for as long as before, and the person is told once.
    expect(await filesOf(person)).toHaveLength(1)
    expect(await preview(person.reference)).toMatchObject({ state: 'released', expiresAt: expires })
    expect((await person.letters()).filter((letter) => letter === 'package')).toHaveLength(1)
    expect(await person.audited()).toEqual(expect.arrayContaining(['package.lock', 'package.locked']))
    const { db } = portal.database.owner
    const [row] = await db.execute<{ all: string; lock_sealed: unknown }>(sql`
      SELECT lock_sealed, (SELECT string_agg(p::text, '') FROM data_package p) ||
        (SELECT string_agg(a::text, '') FROM audit_event a) ||
        (SELECT string_agg(j.payload::text, '') FROM graphile_worker._private_jobs j) AS all
      FROM data_package WHERE request_id = ${person.key.requestId}`)
    expect(row?.all.includes(passphrase)).toBe(false)
    expect(row?.lock_sealed).toBeNull()
    const hex = Buffer.from(passphrase).toString('hex')
    expect(row?.all.includes(hex)).toBe(false)
  })

  test('is made again without a lock', async () => {
    const person = await given()
    await lock(person)
    await run()
    portal.passTime(7 * DAY)
    await run()
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
    await run()
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(false)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
  })

  test('is made again when the passphrase is lost, and the locked file is deleted', async () => {
    const person = await given()
    await lock(person)
    await run()
    const before = await filesOf(person)
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
    const open = { reference: person.reference, provedAt: person.own.clock.now() }
    expect(await openPackageDownload(person.own, open)).toMatchObject({ code: 'not-found' })
    expect(await run()).toEqual({ given: 1 })
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(false)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    const files = await filesOf(person)
    expect([files.length, files[0] === before[0]]).toEqual([1, false])
    expect(await person.audited()).toContain('package.make-again')
    // One that opens without a passphrase is there, and is not made again.
    expect(await makePackageAgain(person.own, person.reference)).toMatchObject({ code: 'moved-on' })
  })

  test('needs a sign-in of the last 30 minutes, and is nobody else’s to lock', async () => {
    const person = await given()
    const old = new Date(person.own.clock.now().getTime() - 31 * 60_000)
    expect(await lock(person, old)).toEqual({ status: 'refused', code: 'stale' })
    const stranger = await decided()
    expect(await lock({ ...person, own: stranger.own })).toMatchObject({ code: 'not-found' })
    for (const own of [first, support, portal.visitor])
      await expect(lock({ ...person, own })).rejects.toThrow(Denied)
    await download(person)
  })

  test('derives no key for a person who may not lock the copy, or after ten attempts in a day', async () => {
    const person = await given()
    const stranger = await decided()
    const derive = vi.spyOn(ageLocks, 'ageLock')
    try {
      expect(await lock({ ...person, own: stranger.own })).toMatchObject({ code: 'not-found' })
      expect(await lock(stranger)).toMatchObject({ code: 'moved-on' })
      expect(await lock(person, new Date(0))).toMatchObject({ code: 'stale' })
      await expect(lock({ ...person, own: portal.visitor })).rejects.toThrow(Denied)
      await spend(portal.services, 'package-lock', { account: person.key.subjectId }, 10)
      expect(await lock(person)).toMatchObject({ code: 'too-often' })
      expect(derive).not.toHaveBeenCalled()
      portal.passTime(DAY)
      expect(await lock(person)).toMatchObject({ status: 'done' })
      // One for the file, and one in case that it has grown by a part.
      expect(derive).toHaveBeenCalledTimes(2)
    } finally {
      derive.mockRestore()
    }
    await run()
    expect((await download(person)).opened.locked).toBe(true)
  })

  test('is deleted after the seven days also where it could not be locked', async () => {
    const person = await given()
    await lock(person)
    const { db } = portal.database.owner
    await db.execute(
      sql`UPDATE data_package SET lock_sealed = '\\x00' WHERE request_id = ${person.key.requestId}`,
    )
    expect(await run()).toEqual({ given: 0 })
    expect(await preview(person.reference)).toMatchObject({ state: 'releasing', code: 'failed' })
    portal.passTime(7 * DAY)
    expect(await run()).toEqual({ given: 0 })
    expect(await stateOf(person.reference)).toBe('expired')
    expect(await filesOf(person)).toEqual([])
    expect(await person.audited()).toContain('package.expire')
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
  })

  test('is never given unlocked: one whose file is damaged is made again and opens with the same passphrase', async () => {
    const person = await given()
    portal.passTime(7 * DAY)
    await run()
    await makePackageAgain(person.own, person.reference)
    await run()
    const locked = await lock(person)
    const [name = ''] = await filesOf(person)
    await rm(join(packagesDir, name))
    await run()
    expect(await person.audited()).toContain('package.damaged')
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(true)
    const decrypter = new Decrypter()
    decrypter.addPassphrase(locked.status === 'done' ? locked.passphrase : '')
    const inside = await decrypter.decrypt(bytes)
    expect(Buffer.from(inside.subarray(0, 2)).toString()).toBe('PK')
  })

  test('is locked once when the worker is killed anywhere', async () => {
    for (let killedAt = 1; ; killedAt++) {
      const person = await given()
      const locked = await lock(person)
      const died = await dies(killedAfter(portal, killedAt))
      portal.passTime(11 * 60_000)
      await run()
      const { opened, bytes } = await download(person)
      expect(opened.locked, `killed at ${killedAt}`).toBe(true)
      const decrypter = new Decrypter()
      decrypter.addPassphrase(locked.status === 'done' ? locked.passphrase : '')
      const inside = await decrypter.decrypt(bytes)
      expect(Buffer.from(inside.subarray(0, 2)).toString()).toBe('PK')
      expect((await person.audited()).filter((action) => action === 'package.locked')).toHaveLength(1)
      expect(await filesOf(person)).toHaveLength(1)
      if (died) continue
      expect(killedAt).toBeGreaterThan(4)
      return
    }
  }, 120_000)
})
