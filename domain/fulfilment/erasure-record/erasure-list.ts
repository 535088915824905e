import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const entrySchema = z.object({
  subject: z.uuid(),
  request: z.uuid(),
  reference: z.string().max(40),
  /** When the erasure ended. ISO 8601, UTC. */
  at: z.iso.datetime(),
})

/** One erasure that ended. The ids mean nothing outside the portal's database: an entry contains no personal data. */
export type ListedErasure = z.infer<typeof entrySchema>

/** The list of erasures outside the database (`DELETION_LIST_FILE`): one line of JSON each, only appended to. */
export type ErasureList = ReturnType<typeof openErasureList>

/** The file is made at the first entry; reading one that is not there gives none. */
export function openErasureList(file: string) {
  const read = (): ListedErasure[] =>
    fs.existsSync(file) ? entriesOf(fs.readFileSync(file, 'utf8'), file) : []
  return {
    read,
    /** On disk when it returns. The same erasure again changes nothing. */
    append(entry: ListedErasure): void {
      if (read().some(({ request }) => request === entry.request)) return
      fs.mkdirSync(dirname(file), { recursive: true })
      const handle = fs.openSync(file, 'a+', 0o600)
      try {
        // A line that a crash cut off ends here, and the new one stands alone.
        fs.writeSync(handle, `${endsInLine(handle) ? '' : '\n'}${JSON.stringify(entry)}\n`)
        fs.fsyncSync(handle)
      } finally {
        fs.closeSync(handle)
      }
      syncFolder(dirname(file))
    },
  }
}

/** The whole lines. Throws one line that names the file where one of them is not an entry. */
function entriesOf(text: string, file: string): ListedErasure[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (line === '') return []
    const parsed = entrySchema.safeParse(parsedOrNull(line))
    if (parsed.success) return [parsed.data]
    if (!line.endsWith('}')) return []
    throw new Error(`DELETION_LIST_FILE: line ${at + 1} of ${file} is not an entry`)
  })
}

function parsedOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function endsInLine(handle: number): boolean {
  const { size } = fs.fstatSync(handle)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  fs.readSync(handle, last, 0, 1, size - 1)
  return last.toString() === '\n'
}

/** A new file survives a crash only once its folder is on disk. */
function syncFolder(folder: string): void {
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
