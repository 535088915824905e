import mammoth from 'mammoth'
import { type HTMLElement, NodeType, parse } from 'node-html-parser'
import { fromBufferPromise } from 'yauzl'
import { type DocumentBlock, DocumentUnreadable } from './document-block.ts'

const maxEntries = 2000
const maxUnpackedBytes = 50_000_000

/** Paragraphs of a Word document; its headings by their style. Pictures are left out. Throws `DocumentUnreadable`. */
export async function docxBlocks(bytes: Buffer): Promise<DocumentBlock[]> {
  await checkArchive(bytes)
  const { value } = await mammoth
    .convertToHtml(
      { buffer: bytes },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", 'br => br'],
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    )
    .catch((error: unknown) => {
      throw new DocumentUnreadable('not a Word document', { cause: error })
    })
  const blocks: DocumentBlock[] = []
  const visit = (element: HTMLElement, isItem: boolean) => {
    const own: string[] = []
    const inside: HTMLElement[] = []
    for (const child of element.childNodes) {
      const isBlock = child.nodeType === NodeType.ELEMENT_NODE && isBlockName((child as HTMLElement).tagName)
      if (isBlock) inside.push(child as HTMLElement)
      else own.push(wordsOf(child as HTMLElement))
    }
    const text = own.join('').replace(/\s+/g, ' ').trim()
    const level = /^H([1-6])$/.exec(element.tagName ?? '')?.[1]
    if (text !== '')
      blocks.push({ text, line: blocks.length + 1, level: level ? Number(level) : null, isItem })
    for (const child of inside) visit(child, isItem || /^(LI|TD|TH)$/.test(child.tagName))
  }
  visit(parse(value), false)
  return blocks
}

const isBlockName = (name: string) => /^(P|H[1-6]|UL|OL|LI|TABLE|THEAD|TBODY|TR|TD|TH|DL|DT|DD)$/.test(name)

function wordsOf(node: HTMLElement): string {
  if (node.nodeType === NodeType.TEXT_NODE) return node.text
  if (node.tagName === 'BR') return ' '
  const words = node.childNodes.map((child) => wordsOf(child as HTMLElement)).join('')
  const address = node.tagName === 'A' ? (node.getAttribute('href') ?? '').replace(/^mailto:/, '') : ''
  return address === '' || address.startsWith('#') || address === words ? words : `${words} (${address})`
}

/**
 * Unpacks every entry once and throws the content away: a few bytes can say that they are few and become gigabytes, and the
 * library that reads the document holds all of it in memory. yauzl stops an entry that is larger than it says.
 */
async function checkArchive(bytes: Buffer) {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true })
    if (zip.entryCount > maxEntries) throw new DocumentUnreadable(`more than ${maxEntries} files in it`)
    let unpacked = 0
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize
      if (unpacked > maxUnpackedBytes)
        throw new DocumentUnreadable(`more than ${maxUnpackedBytes / 1_000_000} MB when unpacked`)
      for await (const piece of await zip.openReadStreamPromise(entry)) void piece
    }
  } catch (error) {
    if (error instanceof DocumentUnreadable) throw error
    throw new DocumentUnreadable('not a whole Word document', { cause: error })
  }
}
