import { type Locale, locales } from '#domain/access/locale.ts'
import type { PolicyText } from './policy-text.ts'
import { purposeClauses } from './purpose-clauses.ts'

/** What a draft does to the words of a purpose or a topic (docs/decisions/061). */
export type WordingChange = {
  purpose: string
  topic: string
  change: 'edit' | 'add' | 'retire'
  messageClass: string | null
  /** Of a purpose of the operator: recipients, places, terms and data, which are approved with the words. */
  facts: unknown
  /** Other facts than those in force: something else is done with data. */
  otherFacts: boolean
  texts: Record<Locale, Record<string, string>>
}

export type ItemText = { title: string; body: string }

/** A piece of a draft: `document`, `part:ID` or the id of a clause, in the order of the document. */
export type DraftItem = { item: string; texts: Record<Locale, ItemText> }

export const documentItem = 'document'
export const partItem = (partId: string) => `part:${partId}`
const partIdOf = (item: string) => (item.startsWith('part:') ? item.slice('part:'.length) : null)

/** The pieces of a version, in the order of the document. */
export function itemsOfTexts(texts: Record<Locale, PolicyText>): DraftItem[] {
  const inLanguages = (read: (text: PolicyText) => ItemText) => ({
    kk: read(texts.kk),
    ru: read(texts.ru),
    en: read(texts.en),
  })
  const none: ItemText = { title: '', body: '' }
  return [
    {
      item: documentItem,
      texts: inLanguages(({ title, introduction }) => ({ title, body: introduction })),
    },
    ...texts.ru.parts.flatMap((part) => [
      {
        item: partItem(part.id),
        texts: inLanguages(({ parts }) => ({
          title: parts.find(({ id }) => id === part.id)?.title ?? '',
          body: '',
        })),
      },
      ...part.clauses.map((clause) => ({
        item: clause.id,
        texts: inLanguages(({ parts }) => {
          const found = parts.flatMap(({ clauses }) => clauses).find(({ id }) => id === clause.id)
          return found ? { title: found.title, body: found.body } : none
        }),
      })),
    ]),
  ]
}

/** The text of one language of a draft; a clause belongs to the part before it. */
export function textOfItems(items: readonly DraftItem[], locale: Locale): PolicyText {
  const head = items.find(({ item }) => item === documentItem)?.texts[locale]
  const parts: PolicyText['parts'] = []
  for (const { item, texts } of items) {
    const partId = partIdOf(item)
    const { title, body } = texts[locale]
    if (partId !== null) parts.push({ id: partId, title, clauses: [] })
    else if (item !== documentItem) parts.at(-1)?.clauses.push({ id: item, title, body })
  }
  return { title: head?.title ?? '', introduction: head?.body ?? '', parts }
}

/** A piece without a title, or without a text where it is not a part, in one language. */
export const lacksText = ({ item, texts }: DraftItem, locale: Locale) =>
  texts[locale].title === '' || (partIdOf(item) === null && texts[locale].body === '')

/** Purposes whose clauses differ, in any language, or whose own words do. A new clause may be about any purpose. */
export function changedPurposes(
  before: Record<Locale, PolicyText>,
  after: Record<Locale, PolicyText>,
  wordings: readonly WordingChange[] = [],
): string[] {
  const clausesOf = (text: PolicyText) =>
    new Map(
      text.parts.flatMap(({ clauses }) => clauses.map(({ id, title, body }) => [id, `${title}\n${body}`])),
    )
  const old = locales.map((locale) => clausesOf(before[locale]))
  const next = locales.map((locale) => clausesOf(after[locale]))
  const isNew = next.some((clauses, at) => [...clauses.keys()].some((id) => !old[at]?.has(id)))
  const differs = (id: string) => next.some((clauses, at) => clauses.get(id) !== old[at]?.get(id))
  const edited = new Set(wordings.filter(({ change }) => change === 'edit').map(({ purpose }) => purpose))
  const own = wordings.flatMap((one) => (one.facts !== null && edited.has(one.purpose) ? [one.purpose] : []))
  const builtIn = Object.entries(purposeClauses).filter(
    ([purpose, clauses]) => isNew || clauses.some(differs) || edited.has(purpose),
  )
  return [...builtIn.map(([purpose]) => purpose), ...own]
}

/** What keeps a draft from being proposed. */
export const draftFaults = [
  'nothing-changed',
  'text-missing',
  'unplaced-text',
  'change-missing',
  'practice-changed',
  'facts-changed',
  'purposes-missing',
  'purpose-unchanged',
  'summary-missing',
  'date-missing',
  'date-past',
  'language-not-approved',
] as const
export type DraftFault = (typeof draftFaults)[number]

export type DraftFacts = {
  change: 'practice' | 'words' | null
  purposes: readonly string[]
  summary: Record<Locale, string>
  effectiveOn: string | null
  /** Words of an imported document that have no place yet. */
  unplaced: readonly unknown[]
  /** Changes of purposes and topics, whose words are approved with those of the policy. */
  wordings: readonly WordingChange[]
  /** Languages whose present text is approved. */
  approved: readonly Locale[]
}

/**
 * Everything that is missing before a second person is asked. `earliest`: the first date on which it can come into force.
 * People are asked again only about a purpose whose words have changed. A purpose or a topic that is added or retired changes what is
 * done, yet nobody has to be asked about it again: a new one starts off for everybody. Other recipients, places or data of a
 * purpose are something that nobody has agreed to yet.
 */
export function faultsOf(
  facts: DraftFacts,
  { before, after, earliest }: Record<'before' | 'after', Record<Locale, PolicyText>> & { earliest: string },
): DraftFault[] {
  const { change, purposes, summary, effectiveOn, wordings, approved } = facts
  const isSame = locales.every((locale) => JSON.stringify(before[locale]) === JSON.stringify(after[locale]))
  const changed = changedPurposes(before, after, wordings)
  const isNamed = (purpose: string) => change === 'practice' && purposes.includes(purpose)
  const hasOtherChoices = wordings.some((one) => one.change !== 'edit')
  const found: [DraftFault, boolean][] = [
    ['nothing-changed', isSame && wordings.length === 0],
    ['text-missing', locales.some((locale) => itemsOfTexts(after).some((one) => lacksText(one, locale)))],
    ['unplaced-text', facts.unplaced.length > 0],
    ['change-missing', change === null],
    ['practice-changed', change === 'words' && hasOtherChoices],
    ['purposes-missing', change === 'practice' && purposes.length === 0 && !hasOtherChoices],
    ['purpose-unchanged', change === 'practice' && purposes.some((purpose) => !changed.includes(purpose))],
    ['facts-changed', wordings.some((one) => one.otherFacts && !isNamed(one.purpose))],
    ['summary-missing', locales.some((locale) => summary[locale] === '')],
    ['date-missing', effectiveOn === null],
    ['date-past', effectiveOn !== null && effectiveOn < earliest],
    ['language-not-approved', locales.some((locale) => !approved.includes(locale))],
  ]
  return found.filter(([, isFault]) => isFault).map(([fault]) => fault)
}
