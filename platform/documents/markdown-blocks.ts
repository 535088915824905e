import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textOf } from 'mdast-util-to-string'
import type { DocumentBlock } from './document-block.ts'

type Node = ReturnType<typeof fromMarkdown>['children'][number]

/** Headings, paragraphs and items of Markdown as plain text: marks go, every letter and the address of a link stays. */
export function markdownBlocks(markdown: string): DocumentBlock[] {
  const blocks: DocumentBlock[] = []
  const add = (node: Node, text: string, level: number | null, isItem: boolean) => {
    // The HTML of an anchor has no words; a line of HTML with words keeps them.
    const words = text.replace(/\s+/g, ' ').trim()
    if (words !== '') blocks.push({ text: words, line: node.position?.start.line ?? 0, level, isItem })
  }
  const visit = (node: Node, isItem: boolean) => {
    if (node.type === 'heading') add(node, wordsOf(node), node.depth, false)
    else if (node.type === 'list' || node.type === 'listItem')
      for (const child of node.children) visit(child, true)
    else if (node.type === 'blockquote') for (const child of node.children) visit(child, isItem)
    else if (node.type === 'html') add(node, withoutTags(node.value), null, isItem)
    else add(node, wordsOf(node), null, isItem)
  }
  for (const node of fromMarkdown(markdown).children) visit(node, false)
  return blocks
}

const withoutTags = (html: string) => html.replace(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi, ' ')

/** The text of a node; a link whose text is not its address is followed by the address. */
function wordsOf(node: Node): string {
  if (node.type === 'html') return withoutTags(node.value)
  if (node.type === 'break') return ' '
  if (!('children' in node)) return textOf(node)
  const words = node.children.map((child) => wordsOf(child)).join('')
  if (node.type !== 'link') return words
  const address = node.url.replace(/^mailto:/, '')
  return words === address || address.startsWith('#') ? words : `${words} (${address})`
}
