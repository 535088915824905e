import { isAscii, isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { WrongUse } from '../command.ts'

export const encodings = ['utf-8', 'utf-16', 'windows-1251'] as const
export type Encoding = (typeof encodings)[number]
type Decoder = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251'

export type SourceFile = {
  /** Of the whole file, which a run that breaks off does not import to its end. */
  sha256: string
  encoding: Decoder
  /** Its bytes in UTF-8; `onRead` hears how many of the file have been read. */
  read(onRead: (bytes: number) => void): AsyncIterable<Uint8Array>
}

/**
 * Reads the file once, before anything is imported. UTF-16 is known by its mark or its zeros; a file without one valid
 * line of UTF-8 letters is refused with the way to read it. Throws `WrongUse`.
 */
export async function openSourceFile(path: string, chosen?: Encoding): Promise<SourceFile> {
  const { sha256, start, lines } = await surveyFile(path)
  const encoding = encodingOf(start, lines, chosen)
  return {
    sha256,
    encoding,
    read: (onRead) => utf8Chunks(createReadStream(path) as AsyncIterable<Buffer>, encoding, onRead),
  }
}

type Lines = { utf8: number; other: number; firstOther: number }

async function surveyFile(path: string) {
  const hash = createHash('sha256')
  const lines: Lines = { utf8: 0, other: 0, firstOther: 0 }
  let start = Buffer.alloc(0)
  let rest: Buffer[] = []
  let number = 0
  const count = (line: Buffer) => {
    number += 1
    if (isAscii(line)) return
    if (isUtf8(line)) lines.utf8 += 1
    else {
      lines.other += 1
      lines.firstOther ||= number
    }
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4)])
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      count(Buffer.concat([...rest, chunk.subarray(from, end)]))
      rest = []
      from = end + 1
    }
    rest.push(chunk.subarray(from))
  }
  count(Buffer.concat(rest))
  return { sha256: hash.digest('hex'), start, lines }
}

function encodingOf(start: Buffer, { utf8, other, firstOther }: Lines, chosen?: Encoding): Decoder {
  if (start.toString('latin1') === 'PK\x03\x04')
    throw new WrongUse('the file is an Excel workbook: save it as "CSV UTF-8"')
  const wide = utf16Of(start)
  if (chosen === 'utf-16') return wide ?? 'utf-16le'
  if (chosen) return chosen
  if (wide) return wide
  // A few bad lines among good ones are rejected as rows.
  if (other === 0 || utf8 > 0) return 'utf-8'
  throw new WrongUse(
    `the file is not UTF-8 (line ${firstOther}): save it as "CSV UTF-8", or, if Excel for Windows saved it as "CSV", say --encoding windows-1251 (which has no Kazakh letters)`,
  )
}

/** By its mark; without one, by the zeros between the Latin letters of the header. */
function utf16Of([a, b, c, d]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a && b === 0 && c && d === 0) return 'utf-16le'
  return a === 0 && b && c === 0 && d ? 'utf-16be' : undefined
}

async function* utf8Chunks(
  chunks: AsyncIterable<Buffer>,
  encoding: Decoder,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding)
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    onRead(bytes)
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder) yield Buffer.from(decoder.decode())
}
