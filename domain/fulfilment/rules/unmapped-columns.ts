import type { MapItem } from './data-map.ts'

/** A column of a database. `refers`: the table that a foreign key of it leads to. Tables outside `public` with their schema. */
export type Column = { table: string; column: string; refers: string | null }

/** What a database has and its map has not, and the other way round; each `table.column`. */
export type ColumnFaults = {
  /** All columns that were looked at. */
  columns: number
  unmapped: string[]
  missing: string[]
}

/** Names that columns with personal data usually have, in English and as transliterated Russian. */
const looksPersonal =
  /(^|_)(full_?name|first_?name|last_?name|surname|patronymic|fio|e_?mail|phone|mobile|telefon|address|adres|iin|passport|birth(day|date)?|dob|gender|sex|ip|user_agent|photo|avatar|device_(id|token)|latitude|longitude|(user|student|learner|person|customer|account|member)_id|card_number|iban)(_|$)/i

const mapped = ({ fields, internal, person, order }: MapItem) => [
  ...fields.map(({ column }) => column),
  ...internal,
  ...order,
  person.column,
]

/** Columns that look personal or refer to a mapped row and are not in the map, and columns of the map that do not exist. */
export function columnFaults(items: readonly MapItem[], columns: readonly Column[]): ColumnFaults {
  return {
    columns: columns.length,
    unmapped: unmappedColumns(items, columns),
    missing: missingColumns(items, columns),
  }
}

function unmappedColumns(items: readonly MapItem[], columns: readonly Column[]): string[] {
  return columns
    .filter(({ table, column, refers }) => {
      const item = items.find((one) => one.table === table)
      if (item && mapped(item).includes(column)) return false
      return looksPersonal.test(column) || (refers !== null && items.some((one) => one.table === refers))
    })
    .map(({ table, column }) => `${table}.${column}`)
}

function missingColumns(items: readonly MapItem[], columns: readonly Column[]): string[] {
  return items.flatMap((item) =>
    [...new Set(mapped(item))]
      .filter((column) => !columns.some((one) => one.table === item.table && one.column === column))
      .map((column) => `${item.table}.${column}`),
  )
}
