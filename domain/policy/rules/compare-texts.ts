import { diffArrays } from 'diff'
import type { Locale } from '#domain/access/locale.ts'
import type { PolicyText } from './policy-text.ts'

export type Mark = { kind: 'same' | 'removed' | 'added'; text: string }
export type ComparedClause = {
  id: string
  state: 'same' | 'changed' | 'added' | 'removed'
  /** It is in both, in another part or another order. */
  moved: boolean
  title: Mark[]
  body: Mark[]
}
export type ComparedPart = { id: string; title: Mark[]; clauses: ComparedClause[] }
export type Comparison = { title: Mark[]; introduction: Mark[]; parts: ComparedPart[]; changes: number }

const segmenters = new Map<Locale, Intl.Segmenter>()

/** Words, spaces and signs as the language has them; put together they are the text again. */
function tokensOf(text: string, locale: Locale): string[] {
  const segmenter = segmenters.get(locale) ?? new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, segmenter)
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

/** What was removed and added, word by word. A space between two changed words belongs to the change. */
export function markWords(before: string, after: string, locale: Locale): Mark[] {
  const parts = diffArrays(tokensOf(before, locale), tokensOf(after, locale)).map(
    ({ added, removed, value }): Mark => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value.join(''),
    }),
  )
  return joined(parts)
}

/** Runs of changes with nothing but a space between them read as one: all that is gone, then all that is new. */
function joined(marks: readonly Mark[]): Mark[] {
  const result: Mark[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    // A space at the end of both is no part of the change.
    const space = removed && added && /\s$/.test(removed) && removed.at(-1) === added.at(-1)
    const end = space ? (removed.at(-1) ?? '') : ''
    if (end) [removed, added] = [removed.slice(0, -1), added.slice(0, -1)]
    if (removed) result.push({ kind: 'removed', text: removed })
    if (added) result.push({ kind: 'added', text: added })
    if (end) result.push({ kind: 'same', text: end })
    removed = ''
    added = ''
  }
  marks.forEach((mark, at) => {
    const isBetween = mark.kind === 'same' && /^\s+$/.test(mark.text) && (removed || added) && marks[at + 1]
    if (mark.kind === 'same' && !isBetween) {
      flush()
      result.push(mark)
      return
    }
    if (mark.kind !== 'added') removed += mark.text
    if (mark.kind !== 'removed') added += mark.text
  })
  flush()
  return result
}

const isChange = (marks: readonly Mark[]) => marks.some(({ kind }) => kind !== 'same')

/** Clauses of both versions that stand elsewhere: in another part, or in another order than most of their part. */
function movedClauses(before: PolicyText, after: PolicyText): Set<string> {
  const partOf = ({ parts }: PolicyText) =>
    new Map(parts.flatMap(({ id, clauses }) => clauses.map((clause) => [clause.id, id] as const)))
  const old = partOf(before)
  const next = partOf(after)
  const moved = new Set(
    [...next].filter(([id, part]) => old.has(id) && old.get(id) !== part).map(([id]) => id),
  )
  const staying = ({ parts }: PolicyText, part: string) =>
    (parts.find(({ id }) => id === part)?.clauses ?? [])
      .map(({ id }) => id)
      .filter((id) => old.has(id) && old.get(id) === next.get(id))
  for (const { id } of after.parts)
    for (const { added, value } of diffArrays(staying(before, id), staying(after, id)))
      if (added) for (const one of value) moved.add(one)
  return moved
}

/** Two versions clause by clause in one language, in the order of the newer one; what is gone comes last in its part. */
export function compareTexts(before: PolicyText, after: PolicyText, locale: Locale): Comparison {
  const moved = movedClauses(before, after)
  const oldClauses = new Map(before.parts.flatMap(({ clauses }) => clauses.map((one) => [one.id, one])))
  const inNext = new Set(after.parts.flatMap(({ clauses }) => clauses.map(({ id }) => id)))
  const partIds = [...new Set([...after.parts, ...before.parts].map(({ id }) => id))]
  const parts = partIds.map((id): ComparedPart => {
    const old = before.parts.find((part) => part.id === id)
    const next = after.parts.find((part) => part.id === id)
    const gone = (old?.clauses ?? []).filter((one) => !inNext.has(one.id))
    const clauses = [...(next?.clauses ?? []), ...gone].map((one): ComparedClause => {
      const was = oldClauses.get(one.id)
      const is = inNext.has(one.id) ? one : undefined
      const title = markWords(was?.title ?? '', is?.title ?? '', locale)
      const body = markWords(was?.body ?? '', is?.body ?? '', locale)
      const state = !was ? 'added' : !is ? 'removed' : isChange(title) || isChange(body) ? 'changed' : 'same'
      return { id: one.id, state, moved: moved.has(one.id), title, body }
    })
    return { id, title: markWords(old?.title ?? '', next?.title ?? '', locale), clauses }
  })
  const title = markWords(before.title, after.title, locale)
  const introduction = markWords(before.introduction, after.introduction, locale)
  const changes =
    [title, introduction, ...parts.map((part) => part.title)].filter(isChange).length +
    parts.flatMap(({ clauses }) => clauses).filter((one) => one.state !== 'same' || one.moved).length
  return { title, introduction, parts, changes }
}
