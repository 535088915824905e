import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { bytesOf, filesIn, toolIn, unpack } from '#testing/packages.ts'
import { type ArchiveEntry, type WrittenEntry, zipArchive } from './zip-archive.ts'

async function* text(...parts: string[]) {
  yield* parts
}

const archiveOf = (entries: AsyncIterable<ArchiveEntry>, written: WrittenEntry[] = []) =>
  bytesOf(
    zipArchive(entries, { madeAt: new Date('2026-11-29T08:00:00Z'), written: (one) => written.push(one) }),
  )

test('names with Қ Ө І and content come back by unzip and Python; the sums are those of the content', async () => {
  const written: WrittenEntry[] = []
  const names = ['Оқу деректері/Өтініш Іс.json', 'Техникалық/ә.csv', 'index.html']
  const entries = async function* () {
    for (const path of names) yield { path, content: text(path, ' иә') }
  }
  const { file, folder } = await unpack(await archiveOf(entries(), written))
  const files = await filesIn(folder)
  expect([...files.keys()].sort()).toEqual([...names].sort())
  for (const name of names) expect(files.get(name)?.toString()).toBe(`${name} иә`)
  expect(await toolIn(folder, 'unzip', ['-t', file])).toContain('No errors detected')
  const python = 'import sys,zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))'
  const listed = await toolIn(folder, 'python3', ['-X', 'utf8', '-c', python, file])
  expect(listed.trim().split('\n')).toEqual(names)
  const sums = written.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')
  expect(await toolIn(folder, 'sha256sum', ['-c', '-'], sums)).not.toContain('FAILED')
  expect(written.map(({ bytes }) => bytes)).toEqual(names.map((name) => Buffer.byteLength(`${name} иә`)))
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
})

test('an entry is asked for only when the one before it is written', async () => {
  const order: string[] = []
  const entries = async function* () {
    for (const path of ['a', 'b']) {
      order.push(`ask ${path}`)
      yield { path, content: text('x'.repeat(200_000)) }
    }
  }
  const given = { madeAt: new Date(), written: ({ path }: WrittenEntry) => order.push(`written ${path}`) }
  await bytesOf(zipArchive(entries(), given))
  expect(order).toEqual(['ask a', 'written a', 'ask b', 'written b'])
})

test('fails with what an entry throws', async () => {
  const content = async function* () {
    yield 'a'
    throw new Error('unreadable')
  }
  const entries = async function* () {
    yield { path: 'a', content: content() }
  }
  await expect(archiveOf(entries())).rejects.toThrow('unreadable')
})
