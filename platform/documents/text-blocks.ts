import type { DocumentBlock } from './document-block.ts'

const itemMark = /^(?:[-–—•*·▪◦]|\(?\p{L}\)|\d{1,2}\))\s+/u

/** Each line of a text is a block; a line that goes on in small letters belongs to the one before it. */
export function textBlocks(text: string): DocumentBlock[] {
  const blocks: DocumentBlock[] = []
  let isBroken = true
  text.split(/\r\n|\n|\r|\u2028|\u2029/).forEach((raw, at) => {
    const line = raw.replace(/\s+/g, ' ').trim()
    const last = blocks.at(-1)
    if (line === '') isBroken = true
    else if (last && !isBroken && /^\p{Ll}/u.test(line) && /[\p{L}\p{N},\u2013\u2014-]$/u.test(last.text)) {
      last.text += ` ${line}`
    } else {
      blocks.push({ text: line, line: at + 1, level: null, isItem: itemMark.test(line) })
      isBroken = false
    }
  })
  return blocks
}
