/** One paragraph, heading, item of a list or cell of a table, in the order of the document. */
export type DocumentBlock = {
  text: string
  /** Number of its first line in a text, of its paragraph in a DOCX; from 1. */
  line: number
  /** 1 to 6 for what the file itself marks as a heading. */
  level: number | null
  /** An item of a list or a cell of a table: never a heading. */
  isItem: boolean
}

/** The file cannot be read; one line that says why. */
export class DocumentUnreadable extends Error {
  override name = 'DocumentUnreadable'
}
