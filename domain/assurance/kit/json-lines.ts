import type { AddFile } from '#platform/archives/write-archive.ts'

/** So much of a list is in one file, and in memory at a time. */
const FILE_BYTES = 4_000_000

/** Writes lines into numbered files of an archive, at least one: `PREFIX.0001.jsonl`. */
export function jsonLines(add: AddFile, prefix: string) {
  let files = 0
  let waiting: string[] = []
  let length = 0
  const flush = async () => {
    files += 1
    const bytes = Buffer.from(waiting.map((line) => `${line}\n`).join(''), 'utf8')
    waiting = []
    length = 0
    await add(`${prefix}.${String(files).padStart(4, '0')}.jsonl`, bytes)
  }
  return {
    async push(line: string): Promise<void> {
      waiting.push(line)
      length += line.length
      if (length >= FILE_BYTES) await flush()
    },
    async end(): Promise<void> {
      if (waiting.length > 0 || files === 0) await flush()
    },
  }
}
