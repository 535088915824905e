import type { DocumentBlock } from '#platform/documents/document-block.ts'
import { isDateLine } from './date-in-words.ts'
import { headingKey, type KnownHeadings, numberDepth, withoutNumber } from './headings.ts'

export type BlockRole = 'title' | 'date' | 'part' | 'clause' | 'body' | 'unplaced'
export type RoledBlock = DocumentBlock & { role: BlockRole }

/** A short line without a full stop that begins like a sentence. */
function isHeadingLike({ text, isItem }: DocumentBlock): boolean {
  const words = withoutNumber(text)
  return (
    !isItem &&
    text.length <= 100 &&
    text.split(/\s+/).length <= 12 &&
    /^[\p{Lu}\p{Nd}«"]/u.test(words) &&
    /\p{L}/u.test(words) &&
    !/[.;:,!\u2026]$/.test(text) &&
    !/[.!?]\s+\p{Lu}/u.test(words)
  )
}

/** What each block of a document is. The title is its first heading; a date line is near the beginning or at the end. */
export function classifyBlocks(blocks: readonly DocumentBlock[], known: KnownHeadings): RoledBlock[] {
  const partKeys = keysOf(known.parts)
  const clauseKeys = keysOf(known.clauses)
  const roled: RoledBlock[] = blocks.map((block) => ({ ...block, role: 'body' }))
  const [first] = roled
  if (first && !isDateLine(first.text) && (first.level !== null || isHeadingLike(first))) first.role = 'title'
  const dated = [...roled.slice(0, 6), ...roled.slice(-1)].find(
    (block) => block.role === 'body' && isDateLine(block.text),
  )
  if (dated) dated.role = 'date'
  const rest = roled.filter(({ role }) => role === 'body')
  const isKnown = ({ text }: DocumentBlock) =>
    partKeys.has(headingKey(text)) || clauseKeys.has(headingKey(text))
  const isMarked = rest.some(({ level }) => level !== null)
  const isHeading = rest.map((block) =>
    isMarked ? block.level !== null || (isKnown(block) && isHeadingLike(block)) : isHeadingLike(block),
  )
  if (!isMarked) dropListItems(rest, isHeading, isKnown)
  const levels = isMarked ? markedLevels(rest, isHeading) : numberedLevels(rest, isHeading)
  rest.forEach((block, at) => {
    if (!isHeading[at]) return
    const key = headingKey(block.text)
    if (partKeys.has(key) && !clauseKeys.has(key)) block.role = 'part'
    else if (clauseKeys.has(key) && !partKeys.has(key)) block.role = 'clause'
    else if (levels) block.role = levels[at] ?? 'body'
    // Two headings in a row: a part and its first clause.
    else block.role = isHeading[at + 1] ? 'part' : 'clause'
  })
  withoutText(rest)
  return roled
}

const keysOf = (pieces: KnownHeadings['parts']) =>
  new Set(pieces.flatMap(({ titles }) => titles.map(headingKey)).filter(Boolean))

/** After a colon short lines are a list, up to the heading of the next text. */
function dropListItems(
  rest: readonly RoledBlock[],
  isHeading: boolean[],
  isKnown: (block: DocumentBlock) => boolean,
) {
  rest.forEach((block, at) => {
    if (!block.text.endsWith(':')) return
    for (let next = at + 1; isHeading[next] && isHeading[next + 1]; next += 1) {
      const following = rest[next]
      if (!following || isKnown(following)) return
      isHeading[next] = false
      following.isItem = true
    }
  })
}

/** By the levels that the file marks: the highest is a part, the next one a clause, deeper ones belong to the text. */
function markedLevels(rest: readonly RoledBlock[], isHeading: readonly boolean[]) {
  const found = [...new Set(rest.flatMap(({ level }, at) => (isHeading[at] && level ? [level] : [])))].sort()
  const [top, second] = found
  return rest.map(({ level }): BlockRole | undefined => {
    if (level === null || level === undefined) return undefined
    if (second === undefined) return 'clause'
    return level === top ? 'part' : level === second ? 'clause' : 'body'
  })
}

/** By numbers as `2` and `2.1`, where every heading has one and both kinds are there. */
function numberedLevels(rest: readonly RoledBlock[], isHeading: readonly boolean[]) {
  const depths = rest.map(({ text }, at) => (isHeading[at] ? numberDepth(text) : null))
  const given = depths.filter((_, at) => isHeading[at])
  if (given.length === 0 || given.includes(null) || new Set(given).size !== 2) return null
  const top = Math.min(...given.map(Number))
  return depths.map((depth): BlockRole => (depth === top ? 'part' : 'clause'))
}

/** A clause needs a text and a part needs a clause or a text; a heading without is left to an officer. */
function withoutText(rest: RoledBlock[]) {
  for (let at = rest.length - 1; at >= 0; at -= 1) {
    const block = rest[at]
    if (!block || (block.role !== 'part' && block.role !== 'clause')) continue
    const next = rest.slice(at + 1).find(({ role }) => role !== 'unplaced')
    const isFollowed =
      block.role === 'clause' ? next?.role === 'body' : next !== undefined && next.role !== 'part'
    if (!isFollowed) block.role = 'unplaced'
  }
}
