import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bytesOf } from '#testing/packages.ts'
import { encryptedFileSize, FileDamaged, readEncryptedFile, writeEncryptedFile } from './encrypted-file.ts'

const key = randomBytes(32)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function written(bytes: Buffer, piece = 10_000): Promise<string> {
  const path = join(folder, randomBytes(8).toString('hex'))
  await writeEncryptedFile(path, key, inPieces(bytes, piece))
  return path
}

const read = (path: string, of = key) => bytesOf(readEncryptedFile(path, of))

test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])(
  '%i bytes come back as they were',
  async (size) => {
    const bytes = randomBytes(size)
    for (const piece of [1000, 65_536, 1_000_000]) {
      const path = await written(bytes, piece)
      expect(await encryptedFileSize(path)).toBe(size)
      expect((await read(path)).equals(bytes)).toBe(true)
    }
  },
)

test('every part is that part of the whole', async () => {
  const bytes = randomBytes(300_000)
  const path = await written(bytes)
  for (let n = 0; n < 50; n++) {
    const [first = 0, last = 0] = [
      Math.floor(Math.random() * 300_000),
      Math.floor(Math.random() * 300_000),
    ].sort((a, b) => a - b)
    const part = await bytesOf(readEncryptedFile(path, key, { first, last }))
    expect(part.equals(bytes.subarray(first, last + 1)), `${first}-${last}`).toBe(true)
  }
})

describe('is damaged', () => {
  const bytes = Buffer.from('a text that must not be readable '.repeat(6000))

  test.each([
    ['one bit changed', (file: Buffer) => file.fill((file[70_000] ?? 0) ^ 1, 70_000, 70_001)],
    ['cut within a chunk', (file: Buffer) => file.subarray(0, -1)],
    ['cut at the end of a chunk', (file: Buffer) => file.subarray(0, 1 + 2 * (65_536 + 16))],
    ['with a chunk more', (file: Buffer) => Buffer.concat([file, file.subarray(1, 65_553)])],
    [
      'with two chunks exchanged',
      (file: Buffer) =>
        Buffer.concat([
          file.subarray(0, 1),
          file.subarray(65_553, 131_105),
          file.subarray(1, 65_553),
          file.subarray(131_105),
        ]),
    ],
    ['of another version', (file: Buffer) => file.fill(2, 0, 1)],
    ['without its header', (file: Buffer) => file.subarray(1)],
    ['empty', () => Buffer.alloc(0)],
  ])('when %s', async (_, harm) => {
    const path = await written(bytes)
    await writeFile(path, harm(await readFile(path)))
    await expect(read(path)).rejects.toThrow(FileDamaged)
  })

  test('under another key or another name, or when it is gone', async () => {
    const path = await written(bytes)
    expect((await readFile(path)).includes('a text')).toBe(false)
    await expect(read(path, randomBytes(32))).rejects.toThrow(FileDamaged)
    await rename(path, `${path}2`)
    await expect(read(`${path}2`)).rejects.toThrow(FileDamaged)
    await expect(read(path)).rejects.toThrow(FileDamaged)
  })
})

test('a disk that cannot be read is no damage', async () => {
  const loop = join(folder, 'loop')
  await symlink(loop, loop)
  await expect(encryptedFileSize(loop)).rejects.toMatchObject({ code: 'ELOOP' })
  await expect(read(loop)).rejects.toMatchObject({ code: 'ELOOP' })
  await expect(read(join(await written(Buffer.from('a')), 'below'))).rejects.toMatchObject({
    code: 'ENOTDIR',
  })
})

test('content that fails leaves no file', async () => {
  const path = join(folder, 'broken')
  const failing = async function* () {
    yield randomBytes(100_000)
    throw new Error('the source failed')
  }
  await expect(writeEncryptedFile(path, key, failing())).rejects.toThrow('the source failed')
  expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual([])
})
