import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Unpacks an archive with `unzip` and gives the folder. Throws when the archive is not whole. */
export async function unpack(archive: Uint8Array): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-package-'))
  const file = join(folder, '..', `${folder.slice(folder.lastIndexOf('/') + 1)}.zip`)
  await writeFile(file, archive)
  await run('unzip', ['-q', file, '-d', folder])
  return { file, folder }
}

/** Every file of a folder by its path, in the order of paths. */
export async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .sort()
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  )
}

/** What a tool prints; throws when it fails. `input` goes to its standard input. */
export async function toolIn(
  folder: string,
  command: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<string> {
  const running = run(command, [...args], { cwd: folder })
  // A tool that reads nothing may have ended by then; whether it succeeded is its exit code.
  running.child.stdin?.on('error', () => undefined)
  running.child.stdin?.end(input)
  return (await running).stdout
}

/** All bytes of a stream. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}
