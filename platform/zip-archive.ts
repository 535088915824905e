import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export type ArchiveEntry = { path: string; content: AsyncIterable<string | Uint8Array> }

/** `sha256` in hexadecimal digits, of the content before compression. */
export type WrittenEntry = { path: string; bytes: number; sha256: string }

/** Ordinary files that everybody may read: without it `unzip` makes them executable. */
const mode = 0o100644

/**
 * A ZIP archive of entries, each read only when the one before it is written, so that memory is flat. Names are marked as UTF-8
 * (bit 11, APPNOTE 4.4.4). `written` is called after each entry, before the next one is asked for. The stream fails with what
 * an entry throws.
 */
export function zipArchive(
  entries: AsyncIterable<ArchiveEntry>,
  given: { madeAt: Date; written: (entry: WrittenEntry) => void },
): Readable {
  const zip = new ZipFile()
  const archive = zip.outputStream
  let source: Readable | undefined
  zip.on('error', (error) => archive.destroy(error))
  // When nobody reads the archive any more, the entry that is being read ends, and with it its file.
  archive.once('close', () => source?.destroy())
  const add = async () => {
    for await (const { path, content } of entries) {
      const hash = createHash('sha256')
      let bytes = 0
      const parts = async function* () {
        for await (const part of content) {
          const chunk = Buffer.from(part)
          hash.update(chunk)
          bytes += chunk.length
          yield chunk
        }
      }
      source = Readable.from(parts(), { objectMode: false })
      zip.addReadStream(source, path, { mtime: given.madeAt, mode })
      await finished(source)
      given.written({ path, bytes, sha256: hash.digest('hex') })
    }
    zip.end()
  }
  add().catch((error: Error) => archive.destroy(error))
  return archive
}
