import type { DocumentBlock } from '#platform/documents/document-block.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { classifyBlocks, type RoledBlock } from './classify-blocks.ts'
import { dateInWords } from './date-in-words.ts'
import { headingKey, type KnownHeadings, type KnownPiece, withoutNumber } from './headings.ts'
import { freeName, slugOf } from './slug.ts'

export type ParsedPiece = {
  id: string
  /** Known by its heading, or by its place in the same document in another language. */
  isKnown: boolean
  title: string
  /** 0 for what the file does not contain. */
  line: number
}
/** `repeatsPart`: the text had no heading of its own and got that of its part. */
export type ParsedClause = ParsedPiece & { body: string; repeatsPart: boolean }
export type ParsedPart = ParsedPiece & { clauses: ParsedClause[] }
export type PlacedText = { line: number; text: string }

export type ParsedPolicy = {
  title: string
  /** The date line, and the date that it names. */
  dateLine: string
  date: LocalDate | null
  introduction: string
  parts: ParsedPart[]
  /** Kept, but in no place: an officer decides where it belongs. */
  unplaced: PlacedText[]
  /** Put somewhere by a guess that an officer should look at. */
  guesses: PlacedText[]
}

type Given = {
  known: KnownHeadings
  /** Ids that no new part or clause may get: those that were ever published. */
  taken: readonly string[]
  /** The same document in another language: a heading that is not known is matched by its place. */
  sameAs?: readonly { id: string; clauses: readonly string[] }[] | undefined
}

/**
 * A policy as people have it, in parts and clauses. Nothing of it is lost: each letter is in the title, the date line, the
 * introduction, a heading, a clause or in `unplaced`, but for numbers and marks before headings, which the page makes itself.
 */
export function parsePolicy(blocks: readonly DocumentBlock[], given: Given): ParsedPolicy {
  const roled = classifyBlocks(blocks, given.known)
  const titleBlock = roled.find(({ role }) => role === 'title')
  const dateLine = roled.find(({ role }) => role === 'date')?.text ?? ''
  const unplaced = roled.filter(({ role }) => role === 'unplaced').map(({ line, text }) => ({ line, text }))
  const { introduction, parts, guesses } = sectionsOf(roled, titleBlock?.text ?? '')
  return {
    title: titleBlock?.text ?? '',
    dateLine,
    date: dateInWords(dateLine),
    introduction,
    parts: withIds(parts, given),
    unplaced,
    guesses,
  }
}

type DraftClause = { title: string; line: number; repeatsPart: boolean; blocks: RoledBlock[] }
type DraftPart = { title: string; line: number; clauses: DraftClause[] }

function sectionsOf(roled: readonly RoledBlock[], documentTitle: string) {
  const introduction: RoledBlock[] = []
  const parts: DraftPart[] = []
  const guesses: PlacedText[] = []
  let clause: DraftClause | undefined
  let part: DraftPart | undefined
  const openPart = (title: string, line: number) => {
    part = { title, line, clauses: [] }
    parts.push(part)
    clause = undefined
    return part
  }
  const openClause = (title: string, line: number, repeatsPart = false) => {
    // A document without parts has one, with the name of the document.
    const into = part ?? openPart(documentTitle, 0)
    const made: DraftClause = { title, line, repeatsPart, blocks: [] }
    into.clauses.push(made)
    return made
  }
  for (const block of roled) {
    const { role, text, line } = block
    if (role === 'part') openPart(withoutNumber(text), line)
    else if (role === 'clause') clause = openClause(withoutNumber(text), line)
    else if (role === 'body' && clause) clause.blocks.push(block)
    else if (role === 'body' && part) {
      // A text right below the heading of a part: a clause that has the part's heading.
      clause = openClause(part.title, line, true)
      clause.blocks.push(block)
      guesses.push({ line, text })
    } else if (role === 'body') introduction.push(block)
  }
  return { introduction: joined(introduction), parts, guesses }
}

/** Paragraphs are parted by an empty line, items of a list are not. */
const joined = (blocks: readonly RoledBlock[]) =>
  blocks.map(({ text, isItem }, at) => (at === 0 ? text : `${isItem ? '\n' : '\n\n'}${text}`)).join('')

function withIds(parts: readonly DraftPart[], { known, taken, sameAs }: Given): ParsedPart[] {
  const used = new Set<string>()
  const isSameShape =
    sameAs?.length === parts.length &&
    sameAs.every((one, at) => one.clauses.length === parts[at]?.clauses.length)
  const idOf = (
    pieces: readonly KnownPiece[],
    title: string,
    place: string | undefined,
    fresh: () => string,
  ) => {
    const key = headingKey(title)
    const named = pieces.find(({ id, titles }) => !used.has(id) && titles.map(headingKey).includes(key))?.id
    const placed = isSameShape && place !== undefined && !used.has(place) ? place : undefined
    const found = placed ?? named
    const id = found ?? freeName(fresh(), new Set([...taken, ...used]))
    used.add(id)
    return { id, isKnown: found !== undefined }
  }
  return parts.map((part, at) => {
    const headings = part.clauses.map(({ title }) => headingKey(title))
    // A part with another heading is known by its first clause that is known.
    const inside = known.clauses.find(({ titles }) =>
      titles.some((one) => headings.includes(headingKey(one))),
    )
    const byClause = known.parts.find(({ id }) => inside?.id.startsWith(`${id}.`))
    const ofPart = byClause ? [{ ...byClause, titles: [part.title] }] : []
    const owner = idOf([...known.parts, ...ofPart], part.title, sameAs?.[at]?.id, () =>
      slugOf(part.title, `part-${at + 1}`),
    )
    const clauses = part.clauses.map(
      (clause, place): ParsedClause => ({
        ...idOf(
          known.clauses,
          clause.title,
          sameAs?.[at]?.clauses[place],
          () => `${owner.id}.${slugOf(clause.title, `clause-${place + 1}`)}`,
        ),
        title: clause.title,
        line: clause.line,
        repeatsPart: clause.repeatsPart,
        body: joined(clause.blocks),
      }),
    )
    return { ...owner, title: part.title, line: part.line, clauses }
  })
}
