import type { FileFault } from './file-limits.ts'

export type FileType = { mediaType: string; extension: string }

const pdf: FileType = { mediaType: 'application/pdf', extension: 'pdf' }
const png: FileType = { mediaType: 'image/png', extension: 'png' }
const jpeg: FileType = { mediaType: 'image/jpeg', extension: 'jpg' }
const text: FileType = { mediaType: 'text/plain; charset=utf-8', extension: 'txt' }

export type FileReading =
  /** `content` as it is kept: text in UTF-8, everything else as it was sent. */
  | { type: FileType; content: Uint8Array }
  | { type: null; fault: Extract<FileFault, 'file-type' | 'file-heic' | 'file-office'> }

/**
 * What a file is by its content, whatever its name says (ASVS 5.2.2). Office files are not accepted, since they can contain
 * macros, and HEIC is not, since few programs open it: both are named, because people can save them as something else.
 */
export function readFileContent(content: Uint8Array): FileReading {
  if (begins(content, '\x89PNG\r\n\x1a\n')) return { type: png, content }
  if (begins(content, '\xff\xd8\xff')) return { type: jpeg, content }
  if (isPdf(content)) return { type: pdf, content }
  if (isHeic(content)) return { type: null, fault: 'file-heic' }
  if (isOffice(content)) return { type: null, fault: 'file-office' }
  const read = isPacked(content) ? null : decodeText(content)
  if (read === null) return { type: null, fault: 'file-type' }
  return { type: text, content: new TextEncoder().encode(read) }
}

const byteOf = (character: string) => character.charCodeAt(0)

const begins = (content: Uint8Array, latin1: string, at = 0) =>
  [...latin1].every((character, n) => content[at + n] === byteOf(character))

const latin1 = (content: Uint8Array) => Array.from(content, (byte) => String.fromCharCode(byte)).join('')

/** Programs and mail systems leave bytes before the header; readers look for it in the first 1,024 (ISO 32000, note on 7.5.2). */
const HEADER_WITHIN = 1024
const END_WITHIN = 2048

function isPdf(content: Uint8Array): boolean {
  if (begins(content, '%PDF-')) return true
  if (isPacked(content)) return false
  const headed = /%PDF-\d\.\d/.test(latin1(content.subarray(0, HEADER_WITHIN)))
  return headed && latin1(content.subarray(-END_WITHIN)).includes('%%EOF')
}

/** Archives, programs and the old office format, which can contain anything, a PDF's header too. */
const isPacked = (content: Uint8Array) =>
  ['PK\x03\x04', 'MZ', '\x7fELF', '\xd0\xcf\x11\xe0', 'Rar!', '7z\xbc\xaf'].some((start) =>
    begins(content, start),
  )

/** Brands of the HEIF container (ISO 23008-12) that telephones write. */
const isHeic = (content: Uint8Array) =>
  begins(content, 'ftyp', 4) &&
  ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif'].some((brand) =>
    begins(content, brand, 8),
  )

/** Word, Excel, PowerPoint, OpenDocument, RTF. */
function isOffice(content: Uint8Array): boolean {
  if (begins(content, '\xd0\xcf\x11\xe0') || begins(content, '{\\rtf')) return true
  if (!begins(content, 'PK\x03\x04')) return false
  const head = latin1(content.subarray(0, 4096))
  return head.includes('[Content_Types].xml') || head.includes('application/vnd.oasis.opendocument')
}

/**
 * The text of a file in an encoding that Windows writes in Kazakhstan: UTF-8, UTF-16 with a byte order mark, or one of the
 * two single-byte code pages. Null when it is none of these, or has control characters, which no text file needs.
 */
function decodeText(content: Uint8Array): string | null {
  const text = decoded(content)
  return text === null || hasControls(text) ? null : text
}

function decoded(content: Uint8Array): string | null {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return strictly('utf-16le', content)
  if (first === 0xfe && second === 0xff) return strictly('utf-16be', content)
  return strictly('utf-8', content) ?? fromCodePage(content)
}

function strictly(encoding: string, content: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content)
  } catch {
    return null
  }
}

// Tab, line feed, carriage return; and form feed, which old editors leave between pages.
const hasControls = (text: string) => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13) return true
  }
  return false
}

/**
 * Where the Kazakh code page (KZ-1048, STRK 1048-2002) differs from windows-1251, which has Ukrainian, Serbian and
 * Macedonian letters there. Russian is the same in both, so text of either is read by this table.
 */
const kazakh: Record<number, string> = {
  141: 'Қ',
  142: 'Һ',
  157: 'қ',
  158: 'һ',
  161: 'Ұ',
  162: 'ұ',
  163: 'Ә',
  165: 'Ө',
  170: 'Ғ',
  175: 'Ү',
  180: 'ө',
  186: 'ғ',
  188: 'ә',
  189: 'Ң',
  190: 'ң',
  191: 'ү',
}

const UNUSED = 0x98

function fromCodePage(content: Uint8Array): string | null {
  if (content.includes(UNUSED)) return null
  let text = new TextDecoder('windows-1251').decode(content)
  if (content.some((byte) => byte in kazakh))
    text = Array.from(text, (character, at) => kazakh[content[at] ?? 0] ?? character).join('')
  return looksWritten(text) ? text : null
}

/** Every sequence of bytes can be read by a code page. Text in it has more Cyrillic letters than other signs above ASCII, in words of their own. */
function looksWritten(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const words = count(/(?<![a-zа-яё])[а-яёәғқңөұүһі]{2,}(?![a-z])/giu)
  const mixed = count(/[a-z][а-яёәғқңөұүһі]|[а-яёәғқңөұүһі][a-z]/giu)
  const letters = count(/[а-яёәғқңөұүһі]/giu)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII
  const others = count(/[^\x00-\x7fа-яёәғқңөұүһі]/giu)
  return words > mixed && letters > others
}
