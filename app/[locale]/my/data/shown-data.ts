import type { ShownField, ShownGroup } from '#components/data/data-records.tsx'
import { retentionOf } from '#domain/fulfilment/map/retention.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import type { OwnData } from '#domain/fulfilment/own-data/read-own-data.ts'
import type { MapField, MapItem } from '#domain/fulfilment/rules/data-map.ts'
import type { CollectedRecord, RecordValue } from '#domain/fulfilment/rules/source.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import { countryNames } from '#i18n/countries.ts'
import { changedFieldWord, codeWord } from '#i18n/data-map-codes.ts'
import { fieldTitle, itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

type Reader = { locale: Locale; subjectId: string; operator: Operator; keys: MasterKeys }

/** A person's records in the reader's words. */
export const shownGroups = (groups: OwnData['groups'], reader: Reader): ShownGroup[] =>
  groups.map(({ item, records }) => ({
    id: item.id,
    title: itemTitle(reader.locale, item),
    facts: factsOf(item, reader),
    records: records.map((record, at) => ({ id: `${at}`, fields: fieldsOf(record, reader) })),
  }))

function factsOf(item: MapItem, { locale, operator }: Reader) {
  const t = translator(locale, 'ownData')
  const words = messages[locale].dataMap
  const { period, keeping, recipients, countries } = retentionOf(item, operator)
  const named = recipients?.map(({ name, country }) => `${name[locale]} (${countryNames(locale, [country])})`)
  const notStated = t('notStated')
  const kept = keeping && t('keptFor', { law: keeping.law[locale], months: keeping.months })
  const erased = words.erase[item.erase.how]
  return [
    { term: t('source'), value: sourceTitle(locale, item.source, item.system?.title) },
    { term: t('purpose'), value: messages[locale].purposes[item.purpose].title },
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

function fieldsOf(record: CollectedRecord, reader: Reader): ShownField[] {
  const { item, values } = record
  const t = translator(reader.locale, 'ownData')
  return item.fields
    .filter(({ kind }) => kind !== 'file')
    .map((field) => {
      const title = fieldTitle(reader.locale, field)
      const shown = shownValue(item, field, values[field.column] ?? null, reader)
      const href = fixPath(record, field, reader)
      const fix = href === null ? null : { href, text: t('fix'), label: t('fixOne', { field: title }) }
      return { column: field.column, title, ...shown, fix }
    })
}

/** Small own things are changed in the profile; everything else is a request about this one value. */
function fixPath(
  { item, key }: CollectedRecord,
  { correctable, column }: MapField,
  { locale, subjectId, keys }: Reader,
): string | null {
  if (item.id === 'portal.subject' && (correctable || column === 'email_sealed'))
    return `/${locale}/my/profile`
  if (!correctable) return null
  const record = dataCursor(keys, subjectId, { item: item.id, key })
  return `/${locale}/my/data/fix?record=${record}&field=${column}`
}

function shownValue(item: MapItem, field: MapField, value: RecordValue, { locale, subjectId }: Reader) {
  const t = translator(locale, 'ownData')
  const nothing = { value: t('none'), quiet: true, empty: true }
  if (value === null || value === '') return nothing
  if (field.aboutOthers)
    return value === subjectId
      ? { value: t('you'), quiet: false, empty: false }
      : { value: t('others'), quiet: true, empty: false }
  const shown = { quiet: false, empty: false }
  if (typeof value !== 'object') return { ...shown, value: inWords(item, field, value, locale) }
  return Object.keys(value).length === 0 ? nothing : { ...shown, ...structured(item, field, value, locale) }
}

/** A value of a record as the reader is shown it. */
export function valueInWords(item: MapItem, field: MapField, value: RecordValue, locale: Locale): string {
  if (value === null || value === '') return translator(locale, 'ownData')('none')
  return typeof value === 'object' ? JSON.stringify(value) : inWords(item, field, value, locale)
}

type Simple = string | number | boolean

function inWords({ source, table }: MapItem, field: MapField, value: Simple, locale: Locale): string {
  const t = translator(locale, 'ownData')
  const { kind, column, words } = field
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  if (kind === 'moment') return longMoment(locale, String(value))
  if (kind === 'date') return longDate(locale, String(value))
  const own = words?.[String(value)]
  if (own) return own[locale]
  return source === 'portal' ? codeWord(locale, table, column, String(value)) : String(value)
}

/** A list of names or the answers of a form in words; any other structure whole, as a technical record to be opened. */
function structured(item: MapItem, { column }: MapField, value: object, locale: Locale) {
  const entries = Object.entries(value)
  if (item.source === 'portal' && column === 'fields' && Array.isArray(value))
    return { value: value.map((name) => changedFieldWord(locale, String(name))).join('; ') }
  if (item.source === 'portal' && column === 'details_sealed')
    return {
      value: entries
        .filter(([name]) => name !== 'target')
        .map(([name, text]) => `${changedFieldWord(locale, name)}: ${text}`)
        .join('; '),
    }
  return { value: messages[locale].dataMap.technical, technical: JSON.stringify(value, null, 2) }
}
