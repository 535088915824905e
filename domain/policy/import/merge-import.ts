import { type Locale, locales } from '#domain/access/locale.ts'
import { type DraftItem, documentItem, type ItemText, partItem } from '../rules/draft.ts'
import type { ParsedPolicy } from './parse-policy.ts'

const none: ItemText = { title: '', body: '' }

/** The pieces of a file in its order, in one language. */
export function itemsOfParsed({ title, introduction, parts }: ParsedPolicy) {
  return [
    { item: documentItem, text: { title, body: introduction } },
    ...parts.flatMap((part) => [
      { item: partItem(part.id), text: { title: part.title, body: '' } },
      ...part.clauses.map((clause) => ({
        item: clause.id,
        text: { title: clause.title, body: clause.body },
      })),
    ]),
  ]
}

/**
 * The pieces of a draft after a file was read in one language. `others` says what the other languages have: of the draft that
 * was imported in another language, else of the version in force. Pieces that are only in the draft keep their place and have
 * no text in this language.
 */
export function mergeImport(
  parsed: ParsedPolicy,
  { locale, others, kept }: { locale: Locale; others: readonly DraftItem[]; kept: readonly DraftItem[] },
): DraftItem[] {
  const read = itemsOfParsed(parsed)
  const known = new Map(others.map(({ item, texts }) => [item, texts]))
  const merged = read.map(({ item, text }): DraftItem => {
    const has = known.get(item)
    const texts = Object.fromEntries(
      locales.map((one) => [one, one === locale ? text : (has?.[one] ?? none)]),
    ) as Record<Locale, ItemText>
    return { item, texts }
  })
  for (const [at, { item, texts }] of kept.entries()) {
    if (merged.some((one) => one.item === item)) continue
    const before = kept.slice(0, at).findLast((one) => merged.some((other) => other.item === one.item))
    const place = merged.findIndex((one) => one.item === before?.item)
    merged.splice(place + 1, 0, { item, texts: { ...texts, [locale]: none } })
  }
  return merged
}
