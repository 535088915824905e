import type { Locale } from '#domain/access/locale.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { titledColumns } from '../rules/choice-titles.ts'
import type { MapField, MapItem } from '../rules/data-map.ts'
import { withheldFields } from '../rules/package-run.ts'
import type { RecordValue } from '../rules/source.ts'
import type { OwnRecord, PackageItemView, PackageTexts } from './package-view.ts'

/** Records in one piece of a file, so that memory is flat. */
const batch = 200

async function* inBatches<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let held: T[] = []
  for await (const one of all) {
    held.push(one)
    if (held.length < batch) continue
    yield held
    held = []
  }
  if (held.length > 0) yield held
}

/** The records of an item as one JSON document, a record a line. */
export async function* recordsJson({ item, files, read }: PackageItemView): AsyncGenerator<string> {
  const head = {
    $schema: files && schemaFrom(files),
    item: item.id,
    source: item.source,
    category: item.category,
  }
  yield `${JSON.stringify(head).slice(0, -1)},"records":[`
  let separator = '\n'
  for await (const records of inBatches(read())) {
    yield `${separator}${records.map((record) => JSON.stringify(record)).join(',\n')}`
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** The way from a file of records to its schema: they lie in folders beside each other. */
const schemaFrom = ({ schema }: { schema: string }) => `../${schema}`

/** The records as a table for a spreadsheet of the person's language. */
export async function* recordsCsv(
  { item, read }: PackageItemView,
  locale: Locale,
  texts: Pick<PackageTexts, 'fieldTitle'>,
): AsyncGenerator<string> {
  const delimiter = delimiterFor(locale)
  yield csvTable([item.fields.map((field) => texts.fieldTitle(locale, field))], { bom: true, delimiter })
  for await (const records of inBatches(read()))
    yield csvTable(
      records.map((record) => item.fields.map(({ column }) => inCell(record[column]))),
      { bom: false, delimiter },
    )
}

/** A value as the table has it. */
export function inCell(value: RecordValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** JSON Schema (2020-12) of the file of records of an item. */
export function recordsSchema(item: MapItem, title: string): Record<string, unknown> {
  const withheld = new Set(withheldFields(item).map(({ column }) => column))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    required: ['item', 'records'],
    properties: {
      $schema: { type: 'string' },
      item: { const: item.id },
      source: { const: item.source },
      category: { const: item.category },
      records: {
        type: 'array',
        items: {
          type: 'object',
          required: item.fields.map(({ column }) => column).filter((column) => !withheld.has(column)),
          properties: Object.fromEntries([
            ...item.fields.map((field) => [field.column, typeOf(field)] as const),
            ...titledColumns(item).map((column) => [`${column}_title`, { type: 'string' }] as const),
          ]),
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  }
}

function typeOf({ kind }: MapField): Record<string, unknown> {
  switch (kind) {
    case 'number':
      return { type: ['number', 'string', 'null'] }
    case 'yes-no':
      return { type: ['boolean', 'null'] }
    case 'moment':
      return { type: ['string', 'null'], format: 'date-time' }
    case 'date':
      return { type: ['string', 'null'], format: 'date' }
    case 'json':
      return {}
    case 'file':
      return { type: ['string', 'null'], description: 'The path of the file in this archive.' }
    default:
      return { type: ['string', 'array', 'number', 'null'] }
  }
}

/** A field with the content of a file, of a record that has one. */
export function filesOf(item: MapItem, record: OwnRecord): { column: string; base64: string }[] {
  return item.fields.flatMap(({ column, kind }) => {
    const value = record[column]
    return kind === 'file' && typeof value === 'string' ? [{ column, base64: value }] : []
  })
}
