import { type SQL, sql } from 'drizzle-orm'
import { portalItems } from './portal-items.ts'

const SUBJECT = 'subject_id'

/** The categories of the portal's own records of which the people can be found, with the column that dates a row. */
const searchable = portalItems.flatMap(({ id, table, person, fields }) => {
  const dated = fields.find(({ kind }) => kind === 'moment')?.column
  const isOfPeople =
    'column' in person && person.column === SUBJECT && !('path' in person) && !('of' in person)
  return isOfPeople && dated && !table.includes('.') && table !== 'audit_event' ? [{ id, table, dated }] : []
})

/** Ids of the categories that `peopleInItem` can search. */
export const searchableItems: readonly string[] = searchable.map(({ id }) => id)

/** The people with a row of a category that is dated in a period, as part of a query; null for an unknown category. */
export function peopleInItem(itemId: string, { from, to }: { from: Date; to: Date }): SQL | null {
  const item = searchable.find(({ id }) => id === itemId)
  if (!item) return null
  const dated = sql.identifier(item.dated)
  return sql`SELECT DISTINCT subject_id FROM ${sql.identifier(item.table)}
    WHERE ${dated} >= ${from.toISOString()}::timestamptz AND ${dated} < ${to.toISOString()}::timestamptz`
}
