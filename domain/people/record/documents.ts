import { createHash } from 'node:crypto'
import type { SubjectCipher } from './subject-fields.ts'

/** A document that was checked. */
export type CheckedDocument = { content: Uint8Array; type: { mediaType: string } }

type Row = { table: string; row: string }
const placeOf = (row: Row) => ({ ...row, column: 'content_sealed' })

/** The columns of a document as it is kept: encrypted for its row, with the SHA-256 that the server computes. */
export const encryptDocument = (cipher: SubjectCipher, row: Row, { content, type }: CheckedDocument) => ({
  sha256: createHash('sha256').update(content).digest(),
  mediaType: type.mediaType,
  size: content.length,
  contentSealed: cipher.encryptBytes(placeOf(row), content),
})

/** The document of a row. Throws `FieldUndecryptable`. */
export const decryptDocument = (
  cipher: SubjectCipher,
  row: Row,
  { mediaType, contentSealed }: { mediaType: string; contentSealed: Uint8Array },
): { mediaType: string; content: Buffer } => ({
  mediaType,
  content: cipher.decryptBytes(placeOf(row), contentSealed),
})
