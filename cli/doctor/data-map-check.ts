import { sql } from 'drizzle-orm'
import { itemsOf, readPlatformMap } from '#domain/fulfilment/map/read-data-map.ts'
import type { MapItem } from '#domain/fulfilment/rules/data-map.ts'
import type { Environment } from '#platform/env.ts'
import { fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

type Column = { table: string; column: string; refers: string | null }

/** Names that columns with personal data usually have, in English and as transliterated Russian. */
const looksPersonal =
  /(^|_)(full_?name|first_?name|last_?name|surname|patronymic|fio|e_?mail|phone|mobile|telefon|address|adres|iin|passport|birth(day|date)?|dob|gender|sex|ip|user_agent|photo|avatar|device_(id|token)|latitude|longitude|(user|student|learner|person|customer|account|member)_id|card_number|iban)(_|$)/i

/** Columns of the platform's database that look personal or refer to a mapped row, and that the data map does not have. */
export function checkDataMap(env: Environment) {
  return look('data map', async () => {
    const url = env.PLATFORM_DATABASE_URL ?? env.PLATFORM_DATABASE_WRITE_URL
    if (!url) return ok('only the portal itself: no platform database is named')
    const items = itemsOf('platform', readPlatformMap(env))
    const columns = await onDatabase(url, ({ db }) =>
      db.execute<Column>(sql`
        SELECT CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END AS "table",
          a.attname AS "column",
          (SELECT CASE fn.nspname WHEN 'public' THEN f.relname ELSE fn.nspname || '.' || f.relname END
            FROM pg_constraint r JOIN pg_class f ON f.oid = r.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
            WHERE r.contype = 'f' AND r.conrelid = c.oid AND a.attnum = ANY (r.conkey) LIMIT 1) AS refers
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\_%' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum`),
    )
    const missing = missingColumns(items, columns)
    if (missing.length > 0) return fail(`the map names columns that do not exist: ${missing.join(', ')}`)
    const unmapped = unmappedColumns(items, columns)
    return unmapped.length > 0
      ? warn(`look personal and are not mapped: ${unmapped.join(', ')}`)
      : ok(`${items.length} kinds of records; no other column looks personal`)
  })
}

const mapped = ({ fields, internal, person, order }: MapItem) => [
  ...fields.map(({ column }) => column),
  ...internal,
  ...order,
  person.column,
]

export function unmappedColumns(items: readonly MapItem[], columns: readonly Column[]): string[] {
  return columns
    .filter(({ table, column, refers }) => {
      const item = items.find((one) => one.table === table)
      if (item && mapped(item).includes(column)) return false
      return looksPersonal.test(column) || (refers !== null && items.some((one) => one.table === refers))
    })
    .map(({ table, column }) => `${table}.${column}`)
}

export function missingColumns(items: readonly MapItem[], columns: readonly Column[]): string[] {
  return items.flatMap((item) =>
    [...new Set(mapped(item))]
      .filter((column) => !columns.some((one) => one.table === item.table && one.column === column))
      .map((column) => `${item.table}.${column}`),
  )
}
