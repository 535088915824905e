import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { privateMode } from '../shared-folder.ts'

// Chunks of 64 KiB, each AES-256-GCM with its number as the nonce: the STREAM construction, so that a file of any size is
// written and read with flat memory, and any part of it can be read alone. The last chunk has another nonce, so that a cut
// file does not pass. The key of a file is derived from its name: a file under another name cannot be decrypted. The first
// byte is the version of the format.
const VERSION = 1
const HEADER = 1
const CHUNK = 65_536
const TAG = 16

/** The file was cut, changed or put in the place of another. */
export class FileDamaged extends Error {
  override name = 'FileDamaged'
}

/** First and last byte, both included. */
export type ByteSpan = { first: number; last: number }

const keyOf = (key: Uint8Array, name: string) =>
  Buffer.from(hkdfSync('sha256', key, '', `portal file v1|${name}`, 32))

function nonceOf(chunk: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(chunk, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Writes a file under a temporary name and renames it when it is complete. `key`: 32 bytes; no two files share key and name. */
export async function writeEncryptedFile(
  path: string,
  key: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const partial = `${path}.partial`
  try {
    await pipeline(
      content,
      (parts: AsyncIterable<Uint8Array>) => encrypted(parts, keyOf(key, basename(path))),
      createWriteStream(partial, { mode: 0o600, flush: true }),
    )
    await chmod(partial, privateMode(dirname(path)))
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function* encrypted(parts: AsyncIterable<Uint8Array>, key: Buffer): AsyncGenerator<Buffer> {
  let chunk = 0
  let held: Uint8Array[] = []
  let length = 0
  yield Buffer.of(VERSION)
  const encrypt = (plain: Uint8Array, isLast: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk++, isLast), { authTagLength: TAG })
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  for await (const part of parts) {
    held.push(part)
    length += part.length
    // What may be the end waits: the last chunk is marked.
    if (length <= CHUNK) continue
    let rest = Buffer.concat(held)
    for (; rest.length > CHUNK; rest = rest.subarray(CHUNK)) yield encrypt(rest.subarray(0, CHUNK), false)
    held = [rest]
    length = rest.length
  }
  yield encrypt(Buffer.concat(held), true)
}

/** Bytes of the content. Throws `FileDamaged` when the file is not there, and what the disk says when it cannot be asked. */
export async function encryptedFileSize(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0
      throw error
    },
  )
  const chunks = Math.ceil((size - HEADER) / (CHUNK + TAG))
  if (chunks <= 0) throw new FileDamaged('missing')
  return size - HEADER - chunks * TAG
}

/** The content, or a span of it that lies within. Throws `FileDamaged`, also in the middle of it. */
export async function* readEncryptedFile(
  path: string,
  key: Uint8Array,
  span?: ByteSpan,
): AsyncGenerator<Buffer> {
  const size = await encryptedFileSize(path)
  const { first, last } = span ?? { first: 0, last: size - 1 }
  const lastOfFile = Math.max(0, Math.ceil(size / CHUNK) - 1)
  const fileKey = keyOf(key, basename(path))
  const file = await open(path, 'r')
  // One buffer for all chunks: a file of 2 GB would leave as much to be collected.
  const block = Buffer.alloc(CHUNK + TAG)
  try {
    const header = Buffer.alloc(HEADER)
    await file.read(header, 0, HEADER, 0)
    if (header[0] !== VERSION) throw new FileDamaged('unknown version')
    const to = span ? Math.floor(last / CHUNK) : lastOfFile
    for (let chunk = Math.floor(first / CHUNK); chunk <= to; chunk++) {
      const plain = await readChunk(file, fileKey, block, chunk, chunk === lastOfFile)
      const start = chunk * CHUNK
      const part = plain.subarray(Math.max(0, first - start), last + 1 - start)
      if (part.length > 0) yield part
    }
  } finally {
    await file.close()
  }
}

async function readChunk(
  file: FileHandle,
  key: Buffer,
  bytes: Buffer,
  chunk: number,
  isLast: boolean,
): Promise<Buffer> {
  const { bytesRead } = await file.read(bytes, 0, bytes.length, HEADER + chunk * bytes.length)
  if (bytesRead < TAG) throw new FileDamaged('cut')
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(chunk, isLast), { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(bytesRead - TAG, bytesRead))
  const plain = decipher.update(bytes.subarray(0, bytesRead - TAG))
  try {
    decipher.final()
  } catch {
    throw new FileDamaged('changed')
  }
  return plain
}
