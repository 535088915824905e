import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { ArchiveUnreadable, readArchive } from './read-archive.ts'
import { type AddFile, writeArchive } from './write-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const identity = await generateX25519Identity()
const recipient = await identityToRecipient(identity)
const modifiedAt = new Date('2026-11-29T19:00:00Z')
const file = join(folder, 'archive')
beforeEach(() => rmSync(file, { force: true }))

const write = (add: (add: AddFile) => Promise<void>, recipients: readonly string[] = [recipient]) =>
  writeArchive(file, { recipients, modifiedAt }, add)
const read = async (identities: readonly string[] = [identity]) => {
  const found: [string, number][] = []
  for await (const { name, bytes } of readArchive(file, identities)) found.push([name, bytes.length])
  return found
}
const codeOf = (error: unknown) => (error instanceof ArchiveUnreadable ? error.code : String(error))

test('what was added comes back in order, an empty file too', async () => {
  const bytes = await write(async (add) => {
    await add('a/first', Buffer.from('one'))
    await add('a/empty', Buffer.alloc(0))
    await add('a/large', Buffer.alloc(3_000_000, 7))
  })
  expect(statSync(file)).toMatchObject({ size: bytes })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await read()).toEqual([
    ['a/first', 3],
    ['a/empty', 0],
    ['a/large', 3_000_000],
  ])
})

// In a process of its own: what other tests left in memory does not count.
const writesMuch = `
  import { randomBytes } from 'node:crypto'
  import { writeArchive } from './platform/archives/write-archive.ts'
  const [file, recipient] = process.argv.slice(1)
  const piece = randomBytes(1_000_000)
  let most = 0
  await writeArchive(file, { recipients: [recipient], modifiedAt: new Date(0) }, async (add) => {
    for (let at = 0; at < 100; at += 1) {
      await add('piece-' + at, piece)
      most = Math.max(most, process.memoryUsage().arrayBuffers)
    }
  })
  console.log(most)`

test('memory stays flat: what does not compress waits for the disk', async () => {
  const root = join(import.meta.dirname, '../..')
  const args = ['--input-type=module', '--eval', writesMuch, '--', file, recipient]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
  expect(statSync(file).size).toBeGreaterThan(50_000_000)
  expect(Number(stdout)).toBeGreaterThan(0)
  expect(Number(stdout)).toBeLessThan(60_000_000)
})

test('a file of that name is whole: a failure leaves nothing', async () => {
  await expect(
    write(async (add) => {
      await add('first', Buffer.alloc(2_000_000, 1))
      throw new Error('the table is gone')
    }),
  ).rejects.toThrow('the table is gone')
  await expect(write(async () => {}, ['age1wrong'])).rejects.toThrow()
  expect(readdirSync(folder)).toEqual([])
  expect(existsSync(file)).toBe(false)
})

test('every flipped byte and every cut is found', async () => {
  await write(async (add) => add('rows', Buffer.alloc(200_000, 5)))
  const good = readFileSync(file)
  for (let at = 30; at < good.length; at += 101) {
    const bad = Buffer.from(good)
    bad.writeUInt8(bad.readUInt8(at) ^ 4, at)
    writeFileSync(file, bad)
    expect(await read().then(String, codeOf)).toMatch(/^(damaged|wrong-key)$/)
    writeFileSync(file, good.subarray(0, at))
    expect(await read().then(String, codeOf)).toBe('damaged')
  }
})

test('another key does not open it; of two either does', async () => {
  const other = await generateX25519Identity()
  await write(async (add) => add('rows', Buffer.from('1')))
  expect(await read([other]).then(String, codeOf)).toBe('wrong-key')
  await write(async (add) => add('rows', Buffer.from('1')), [recipient, await identityToRecipient(other)])
  expect(await read([other])).toEqual([['rows', 1]])
})
