import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createGzip } from 'node:zlib'
import { Encrypter } from 'age-encryption'
import { pack } from 'tar-stream'

/** Adds one file to the archive; resolves when the archive has taken it, so that no more than one waits in memory. */
export type AddFile = (name: string, bytes: Buffer) => Promise<void>

/** Between speed and size: most of the bytes are ciphertexts in hexadecimal. */
const level = 3

/**
 * Writes a tar archive, compressed with gzip and encrypted with age to public keys, as `FILE.part`, brings it to the disk and
 * gives it its name: a file of that name is whole. Returns its size in bytes. Throws what `write` threw, and leaves nothing.
 */
export async function writeArchive(
  file: string,
  { recipients, modifiedAt }: { recipients: readonly string[]; modifiedAt: Date },
  write: (add: AddFile) => Promise<void>,
): Promise<number> {
  const encrypter = new Encrypter()
  for (const one of recipients) encrypter.addRecipient(one)
  const part = `${file}.part`
  const tar = pack()
  const gzip = createGzip({ level })
  const packed = pipeline(tar, gzip)
  const output = fs.createWriteStream(part, { mode: 0o600, flush: true })
  const encrypt = async () => {
    const source = Readable.toWeb(gzip) as unknown as globalThis.ReadableStream<Uint8Array>
    const encrypted = Readable.fromWeb((await encrypter.encrypt(source)) as unknown as ReadableStream)
    sayNoMore(encrypted)
    await pipeline(encrypted, output)
  }
  for (const stream of [tar, gzip, output]) sayNoMore(stream)
  const encrypted = encrypt()
  const filled = write((name, bytes) =>
    addFile(tar, { name, size: bytes.length, mtime: modifiedAt }, bytes),
  ).then(
    () => tar.finalize(),
    (error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)))
      throw error
    },
  )
  try {
    await Promise.all([filled, packed, encrypted])
    fs.renameSync(part, file)
    syncFolder(dirname(file))
    return fs.statSync(file).size
  } catch (error) {
    tar.destroy()
    gzip.destroy()
    output.destroy()
    await Promise.allSettled([filled, packed, encrypted])
    fs.rmSync(part, { force: true })
    throw error
  }
}

/** The pipelines report what went wrong; a stream may say it once more when they have ended, and nobody listens. */
const sayNoMore = (stream: { on(event: 'error', listener: () => void): unknown }) =>
  stream.on('error', () => {})

type Header = { name: string; size: number; mtime: Date }

export function addFile(tar: ReturnType<typeof pack>, header: Header, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = tar.entry({ ...header, mode: 0o600, type: 'file' }, (error) =>
      error ? reject(error) : resolve(),
    )
    entry.end(bytes)
  })
}

function syncFolder(folder: string): void {
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
