import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { MapItem } from '../rules/data-map.ts'

/** A table that refers to another one by a foreign key. */
export type Reference = { from: string; to: string }

/** The foreign keys of a database, as `schema.table`. */
export async function readReferences(tx: Transaction): Promise<Reference[]> {
  const rows = await tx.execute<Reference>(sql`
    SELECT DISTINCT format('%s.%s', fn.nspname, f.relname) AS "from", format('%s.%s', tn.nspname, t.relname) AS "to"
    FROM pg_constraint c
      JOIN pg_class f ON f.oid = c.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
      JOIN pg_class t ON t.oid = c.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    WHERE c.contype = 'f' AND c.conrelid <> c.confrelid`)
  return [...rows]
}

const inSchema = (table: string) => (table.includes('.') ? table : `public.${table}`)

/**
 * The items so that rows are erased before the rows that they refer to, and an item through which the rows of others are
 * found after those. Items that refer to each other keep the order of the map.
 */
export function deletionOrder(items: readonly MapItem[], references: readonly Reference[]): MapItem[] {
  const done = new Set<MapItem>()
  const order: MapItem[] = []
  const visit = (item: MapItem) => {
    if (done.has(item)) return
    done.add(item)
    for (const other of items) if (refersTo(other, item, references)) visit(other)
    order.push(item)
  }
  items.forEach(visit)
  return order
}

const refersTo = (item: MapItem, other: MapItem, references: readonly Reference[]) =>
  ('of' in item.person && `${item.source}.${item.person.of}` === other.id) ||
  references.some(({ from, to }) => from === inSchema(item.table) && to === inSchema(other.table))
