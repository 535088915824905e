import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { type AddFile, addFile } from './write-archive.ts'

/**
 * A tar archive, compressed with gzip, as it is written: each file waits until the one before it was taken, so that memory is
 * flat. The stream fails with what `write` throws.
 */
export function writeTar(modifiedAt: Date, write: (add: AddFile) => Promise<void>): Readable {
  const tar = pack()
  const packed = pipeline(tar, createGzip(), () => {})
  write((name, bytes) => addFile(tar, { name, size: bytes.length, mtime: modifiedAt }, bytes)).then(
    () => tar.finalize(),
    (error: unknown) => packed.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  // Nobody reads the archive any more: the file that waits is never taken, and `write` must not wait for it.
  packed.once('close', () => tar.destroy())
  return packed
}
