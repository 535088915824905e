import * as fs from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import { Decrypter } from 'age-encryption'
import { extract } from 'tar-stream'

/** `wrong-key`: none of the keys opens it. `damaged`: changed, or its end is missing. */
export class ArchiveUnreadable extends Error {
  override name = 'ArchiveUnreadable'
  readonly code: 'wrong-key' | 'damaged'
  constructor(code: 'wrong-key' | 'damaged', file: string, cause: unknown) {
    super(`${file}: ${code}`, { cause })
    this.code = code
  }
}

/**
 * The files of an archive, one after the other. Each piece of it was authenticated before it is returned; that the end is
 * there is known only at the end. Throws `ArchiveUnreadable`, and the system's error where there is no such file.
 */
export async function* readArchive(
  file: string,
  identities: readonly string[],
): AsyncGenerator<{ name: string; bytes: Buffer }> {
  const decrypter = new Decrypter()
  for (const one of identities) decrypter.addIdentity(one)
  const handle = await fs.promises.open(file, 'r')
  const source = handle.createReadStream()
  const tar = extract()
  try {
    const decrypted = await decrypter.decrypt(
      Readable.toWeb(source) as unknown as globalThis.ReadableStream<Uint8Array>,
    )
    const unpacked = pipeline(Readable.fromWeb(decrypted as unknown as ReadableStream), createGunzip(), tar)
    // It is awaited below; until then its failure is that of the loop.
    unpacked.catch(() => {})
    for await (const entry of tar) {
      const pieces: Buffer[] = []
      for await (const piece of entry) pieces.push(piece)
      yield { name: entry.header.name, bytes: Buffer.concat(pieces) }
    }
    await unpacked
  } catch (error) {
    const isKey = error instanceof Error && error.message.includes('no identity matched')
    throw new ArchiveUnreadable(isKey ? 'wrong-key' : 'damaged', file, error)
  } finally {
    tar.destroy()
    source.destroy()
    await handle.close().catch(() => {})
  }
}
