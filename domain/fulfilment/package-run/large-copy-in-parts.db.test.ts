import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter } from 'age-encryption'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCopies } from '#testing/copies.ts'
import { bytesOf, filesIn, toolIn, unpack } from '#testing/packages.ts'
import { lockWithPassphrase } from '../package/lock-with-passphrase.ts'
import { openSources } from '../sources/open-sources.ts'
import { beginPackage } from './begin-package.ts'

const partLimit = 2 * 2 ** 20
const rows = 6_000
const { packagesDir, portal, platform, decided, download, run, preview, release, filesOf, close } =
  await openCopies()
afterAll(close)

type Item = {
  item: string
  category: string
  records: number
  parts: number[]
  files: { json: string } | null
}

/** Random text, which does not compress. */
async function addRows({ userId }: { userId: string }, count: number) {
  await platform.owner.db.execute(sql`
    INSERT INTO interactions (user_id, session_id, page, action, at)
    SELECT ${userId}, (SELECT min(id) FROM web_sessions WHERE user_id = ${userId}),
      md5(random()::text) || md5(random()::text) || md5(random()::text) || md5(random()::text) ||
        md5(random()::text) || md5(random()::text) || md5(random()::text) || md5(random()::text), 'view',
      '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
    FROM generate_series(1, ${count}::int) n`)
}

/** A person whose copy has to be divided. */
async function large() {
  const person = await decided('access', true)
  await addRows(person, rows)
  await beginPackage(portal.system, person.key)
  await run(portal.system, { partLimit })
  expect(await release(person.reference)).toEqual({ status: 'done' })
  expect(await run(portal.system, { partLimit })).toEqual({ given: 1 })
  return { ...person, parts: (await preview(person.reference))?.parts ?? [] }
}

describe('a copy that is too large for one archive', () => {
  let person: Awaited<ReturnType<typeof large>>
  const unpacked: { file: string; folder: string; bytes: Buffer; files: Map<string, Buffer> }[] = []
  const manifests = () =>
    unpacked.map(({ files }) => JSON.parse(files.get('manifest.json')?.toString() ?? ''))

  beforeAll(async () => {
    person = await large()
    for (const part of person.parts.keys()) {
      const { bytes } = await download(person, part + 1)
      const { file, folder } = await unpack(bytes)
      unpacked.push({ file, folder, bytes, files: await filesIn(folder) })
    }
  }, 60_000)
  afterAll(async () => {
    for (const { file, folder } of unpacked) await Promise.all([rm(folder, { recursive: true }), rm(file)])
  })

  test('has archives that are all below the limit, also unpacked', () => {
    expect(person.parts.length).toBeGreaterThan(2)
    for (const [index, { bytes, files }] of unpacked.entries()) {
      const content = [...files.values()].reduce((sum, { length }) => sum + length, 0)
      expect([bytes.length <= partLimit, content <= partLimit], `${index}: ${content}`).toEqual([true, true])
      expect(person.parts[index]?.size).toBe(bytes.length)
    }
    // Most of them are well filled.
    const sizes = unpacked.map(({ files }) =>
      [...files.values()].reduce((sum, { length }) => sum + length, 0),
    )
    expect(Math.max(...sizes)).toBeGreaterThan(partLimit / 2)
  })

  test('has archives each of which unzip, 7z, Python, sha256sum and ssh-keygen accept alone', async () => {
    for (const { file, folder, files } of unpacked) {
      expect(await toolIn(folder, 'unzip', ['-t', file])).toContain('No errors detected')
      expect(await toolIn(folder, '7z', ['t', file])).toContain('Everything is Ok')
      const python = 'import sys,zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())'
      expect((await toolIn(folder, 'python3', ['-c', python, file])).trim()).toBe('None')
      const checked = await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])
      expect(checked.split('\n').filter((line) => line.endsWith(': OK'))).toHaveLength(files.size - 3)
      const verify = [
        '-Y',
        'verify',
        '-f',
        'allowed_signers',
        '-I',
        'privacy-portal',
        '-n',
        'privacy-portal-package',
      ]
      const sums = files.get('SHA256SUMS') ?? ''
      expect(await toolIn(folder, 'ssh-keygen', [...verify, '-s', 'SHA256SUMS.sig'], sums)).toContain('Good')
    }
  })

  test('has every record exactly once in all archives together', () => {
    const { map } = openSources(portal.system)
    const perItem = new Map<string, string[]>()
    for (const [index, manifest] of manifests().entries()) {
      expect(manifest.items.map(({ item }: Item) => item)).toEqual(map.map(({ id }) => id))
      for (const { item, files, parts } of manifest.items as Item[]) {
        expect(parts.includes(index + 1), item).toBe(files !== null)
        if (!files) continue
        const { records } = JSON.parse(unpacked[index]?.files.get(files.json)?.toString() ?? '')
        perItem.set(item, [
          ...(perItem.get(item) ?? []),
          ...records.map((one: unknown) => JSON.stringify(one)),
        ])
      }
    }
    for (const { item, records } of manifests()[0].items as Item[])
      expect(perItem.get(item)?.length ?? 0, item).toBe(records)
    const interactions = perItem.get('platform.interactions') ?? []
    expect(interactions.length).toBeGreaterThanOrEqual(rows)
    expect(new Set(interactions).size).toBe(interactions.length)
  })

  test('keeps a category whole that fits, and divides by records what does not', () => {
    const items = manifests()[0].items as Item[]
    const partsOf = (category: string) =>
      new Set(items.filter((one) => one.category === category).flatMap(({ parts }) => parts))
    for (const category of ['registration', 'learning']) expect(partsOf(category).size, category).toBe(1)
    const split = items.filter(({ parts }) => parts.length > 1)
    expect(split.map(({ item }) => item)).toEqual(['platform.interactions'])
  })

  test('has a page in each archive that names the others and links to nothing that is not there', () => {
    const names = person.parts.map(({ name }) => name)
    for (const [index, { files }] of unpacked.entries()) {
      const page = files.get('index.html')?.toString() ?? ''
      for (const name of names) expect(page.includes(name), `${index} ${name}`).toBe(name !== names[index])
      for (const [, path = ''] of page.matchAll(/href="([^"#]+)"/g))
        expect(files.has(decodeURIComponent(path)), path).toBe(true)
      expect(manifests()[index].part).toEqual({ number: index + 1, of: names.length, archives: names })
    }
    expect(unpacked.filter(({ files }) => files.has('contact.vcf'))).toHaveLength(1)
    expect(unpacked.filter(({ files }) => files.has('learning.xapi.jsonl'))).toHaveLength(1)
  })

  test('is downloaded in ranges, each archive under a tag of its own, and has no other', async () => {
    const tags = new Set<string>()
    for (const [index, { bytes }] of unpacked.entries()) {
      const { opened } = await download(person, index + 1)
      tags.add(opened.etag)
      expect(opened.name).toBe(person.parts[index]?.name)
      for (let n = 0; n < 10; n++) {
        const first = randomInt(bytes.length)
        const rest = await bytesOf(opened.read({ first, last: bytes.length - 1 }))
        expect(rest.equals(bytes.subarray(first)), `${index} from ${first}`).toBe(true)
      }
    }
    expect(tags.size).toBe(unpacked.length)
    for (const part of [0, -1, 1.5, Number.NaN, unpacked.length + 1])
      await expect(download(person, part)).rejects.toThrow('not-found')
  })

  test('is locked in every archive with one passphrase, and each has a salt of its own', async () => {
    const locked = await lockWithPassphrase(person.own, {
      reference: person.reference,
      provedAt: person.own.clock.now(),
    })
    if (locked.status !== 'done') throw new Error(locked.code)
    expect(await run(portal.system, { partLimit })).toEqual({ given: 1 })
    const salts = new Set<string>()
    for (const [index, { bytes }] of unpacked.entries()) {
      const { bytes: encrypted } = await download(person, index + 1)
      salts.add(encrypted.toString('latin1').split('\n')[1] ?? '')
      const decrypter = new Decrypter()
      decrypter.addPassphrase(locked.passphrase)
      expect(Buffer.from(await decrypter.decrypt(encrypted)).equals(bytes), `${index}`).toBe(true)
    }
    expect(salts.size).toBe(unpacked.length)
    expect(await filesOf(person)).toHaveLength(unpacked.length)
  })
})

test('a copy of which one archive is damaged is made again, and after seven days no archive is left', async () => {
  const person = await decided('access', true)
  await beginPackage(portal.system, person.key)
  await addRows(person, 4_000)
  const limit = { partLimit }
  await run(portal.system, limit)
  const before = await filesOf(person)
  expect(before.length).toBeGreaterThan(1)
  await release(person.reference)
  await rm(join(packagesDir, before.sort().at(-1) ?? ''))
  expect(await run(portal.system, limit)).toEqual({ given: 0 })
  expect(await person.audited()).toContain('package.damaged')
  await release(person.reference)
  expect(await run(portal.system, limit)).toEqual({ given: 1 })
  const after = await filesOf(person)
  const { parts = [] } = (await preview(person.reference)) ?? {}
  expect([after.length, parts.length > 1]).toEqual([parts.length, true])
  expect(after.some((name) => before.includes(name))).toBe(false)
  portal.passTime(7 * 86_400_000)
  await run(portal.system, limit)
  expect(await filesOf(person)).toEqual([])
})
