import type { ShownField, ShownGroup } from '#components/data/data-records.tsx'
import { retentionOf } from '#domain/fulfilment/map/retention.ts'
import type { StatedFacts } from '#domain/fulfilment/map/stated-processing.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import type { OwnData } from '#domain/fulfilment/own-data/read-own-data.ts'
import type { MapField, MapItem } from '#domain/fulfilment/rules/data-map.ts'
import type { CollectedRecord, RecordValue } from '#domain/fulfilment/rules/source.ts'
import { type ChoiceTitles, noTitles } from '#i18n/choice-title.ts'
import { itemFacts, simpleInWords, structureInWords } from '#i18n/data-facts.ts'
import { fieldTitle, itemTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

type Reader = {
  locale: Locale
  subjectId: string
  stated: StatedFacts
  keys: MasterKeys
  titles: ChoiceTitles
}

/** A person's records in the reader's words. */
export const shownGroups = (groups: OwnData['groups'], reader: Reader): ShownGroup[] =>
  groups.map(({ item, records }) => ({
    id: item.id,
    title: itemTitle(reader.locale, item),
    facts: itemFacts(reader, item, retentionOf(item, reader.stated)),
    records: records.map((record, at) => ({ id: `${at}`, fields: fieldsOf(record, reader) })),
  }))

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

function shownValue(item: MapItem, field: MapField, value: RecordValue, reader: Reader) {
  const { locale, subjectId } = reader
  const t = translator(locale, 'ownData')
  const nothing = { value: t('none'), quiet: true, empty: true }
  if (value === null || value === '') return nothing
  if (field.aboutOthers)
    return value === subjectId
      ? { value: t('you'), quiet: false, empty: false }
      : { value: t('others'), quiet: true, empty: false }
  const shown = { quiet: false, empty: false }
  if (typeof value !== 'object') return { ...shown, value: simpleInWords(reader, item, field, value) }
  const isEmpty = Object.keys(value).length === 0
  return isEmpty ? nothing : { ...shown, ...structureInWords(reader, item, field, value) }
}

/** A value of a record as the reader is shown it. */
export function valueInWords(item: MapItem, field: MapField, value: RecordValue, locale: Locale): string {
  if (value === null || value === '') return translator(locale, 'ownData')('none')
  return typeof value === 'object'
    ? JSON.stringify(value)
    : simpleInWords({ locale, titles: noTitles }, item, field, value)
}
