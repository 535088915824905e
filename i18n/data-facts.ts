import { type ChoiceTitles, choiceTitle } from './choice-title.ts'
import { countryNames } from './countries.ts'
import { changedFieldWord, codeWord } from './data-map-codes.ts'
import { sourceTitle } from './data-map-texts.ts'
import { longDate, longMoment } from './dates.ts'
import type { Locale } from './locales.ts'
import { type Messages, messages } from './messages.ts'
import { translator } from './translator.ts'

type InThree = Record<Locale, string>
type DataMapTexts = Messages['dataMap']

/** The language, and what the operator calls purposes and topics. */
type Reader = { locale: Locale; titles: ChoiceTitles }

type Item = {
  source: string
  /** Another system, which may have a title of its own. */
  system?: { title?: InThree } | undefined
  purpose: string
  basis: keyof DataMapTexts['bases']
  erase: { how: keyof DataMapTexts['erase'] }
}

/** What the operator's settings say about an item; null: nothing. */
type Retention = {
  period: InThree | null
  keeping: { law: InThree; months: number } | null
  recipients: readonly { name: InThree; country: string }[] | null
  countries: readonly string[] | null
}

/** Facts about all records of an item: where, what for, on what basis, who receives them, until when. */
export function itemFacts(
  { locale, titles }: Reader,
  item: Item,
  { period, keeping, recipients, countries }: Retention,
): { term: string; value: string }[] {
  const t = translator(locale, 'ownData')
  const words = messages[locale].dataMap
  const named = recipients?.map(({ name, country }) => `${name[locale]} (${countryNames(locale, [country])})`)
  const notStated = t('notStated')
  const kept = keeping && t('keptFor', { law: keeping.law[locale], months: keeping.months })
  const erased = words.erase[item.erase.how]
  return [
    { term: t('source'), value: sourceTitle(locale, item.source, item.system?.title) },
    { term: t('purpose'), value: choiceTitle(locale, { ...item, topic: '', channel: '' }, titles) },
    { term: t('basis'), value: words.bases[item.basis] },
    { term: t('recipients'), value: named ? named.join('; ') || t('noRecipients') : notStated },
    { term: t('countries'), value: countries ? countryNames(locale, countries) : notStated },
    { term: t('until'), value: period?.[locale] ?? notStated },
    {
      term: t('erasure'),
      value: item.erase.how === 'keep' ? `${erased}. ${kept ?? notStated}` : erased,
    },
  ]
}

type Table = { source: string; table: string }
type Field = { kind: string; column: string; words?: Record<string, InThree> | undefined }

/** A value of a record in the reader's words; a code of the portal or of the map by its word. What is no date stays as it is. */
export function simpleInWords(
  { locale, titles }: Reader,
  { source, table }: Table,
  { kind, column, words }: Field,
  value: string | number | boolean,
): string {
  const t = translator(locale, 'ownData')
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  if (kind === 'moment' || kind === 'date') {
    const text = String(value)
    // PostgreSQL has `infinity`, and a column of text may have anything.
    if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(Date.parse(text))) return text
    return kind === 'moment' ? longMoment(locale, text) : longDate(locale, text)
  }
  const own = words?.[String(value)]
  if (own) return own[locale]
  return source === 'portal' ? codeWord(locale, { table, column, titles }, String(value)) : String(value)
}

/** A list of names or the answers of a form in words; any other structure whole, as a technical record to be opened. */
export function structureInWords(
  { locale, titles }: Reader,
  { source }: Table,
  { column }: Field,
  value: object,
): { value: string; technical?: string } {
  const entries = Object.entries(value)
  if (source === 'portal' && column === 'fields' && Array.isArray(value))
    return { value: value.map((name) => changedFieldWord(locale, String(name), titles)).join('; ') }
  if (source === 'portal' && column === 'details_sealed')
    return {
      value: entries.map(([name, text]) => `${changedFieldWord(locale, name, titles)}: ${text}`).join('; '),
    }
  return { value: messages[locale].dataMap.technical, technical: JSON.stringify(value, null, 2) }
}
