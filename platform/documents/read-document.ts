import { isUtf8 } from 'node:buffer'
import { type DocumentBlock, DocumentUnreadable } from './document-block.ts'
import { docxBlocks } from './docx-blocks.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { textBlocks } from './text-blocks.ts'

export const maxFileBytes = 5_000_000
const maxCharacters = 500_000

/**
 * The blocks of a document: DOCX by its first bytes, Markdown by its name, else plain text in UTF-8, UTF-16 with its mark, or
 * windows-1251 where that is named. Throws `DocumentUnreadable`.
 */
export async function readDocument(
  bytes: Buffer,
  { name, encoding }: { name: string; encoding?: 'windows-1251' | undefined },
): Promise<DocumentBlock[]> {
  if (bytes.length > maxFileBytes)
    throw new DocumentUnreadable(`larger than ${maxFileBytes / 1_000_000} MB: too large for a policy`)
  const blocks = await blocksOf(bytes, name, encoding)
  const characters = blocks.reduce((sum, { text }) => sum + text.length, 0)
  if (characters === 0) throw new DocumentUnreadable('it contains no text')
  if (characters > maxCharacters)
    throw new DocumentUnreadable(`more than ${maxCharacters} characters: too long for a policy`)
  return blocks
}

function blocksOf(bytes: Buffer, name: string, encoding: 'windows-1251' | undefined) {
  const start = bytes.subarray(0, 4).toString('latin1')
  if (start === 'PK\x03\x04') return docxBlocks(bytes)
  if (start === '\xd0\xcf\x11\xe0') throw new DocumentUnreadable('an old Word file: save it as .docx')
  if (start === '%PDF') throw new DocumentUnreadable('a PDF: save its text as .docx or .txt')
  const text = decoded(bytes, encoding)
  if (text.includes('\0')) throw new DocumentUnreadable('it is not a text')
  return /\.(md|markdown)$/i.test(name) ? markdownBlocks(text) : textBlocks(text)
}

function decoded(bytes: Buffer, encoding: 'windows-1251' | undefined): string {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (encoding) return new TextDecoder(encoding).decode(bytes)
  if (!isUtf8(bytes))
    throw new DocumentUnreadable('not UTF-8: save it as UTF-8, or say --encoding windows-1251')
  return new TextDecoder('utf-8').decode(bytes)
}
