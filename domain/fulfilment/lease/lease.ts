import { and, asc, eq, getTableColumns, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '#db/client.ts'

/** A table of work: `tryAt` says when a row is due, and one worker at a time has it. */
type LeasedTable = PgTable & { fence: PgColumn; leaseUntil: PgColumn; tryAt: PgColumn }
type RowOf<Table extends LeasedTable> = Table['$inferSelect']

const leaseMs = 10 * 60_000

/** Until when a row is the worker's that takes it, or writes to it, now. */
export const leaseEnd = (now: Date) => new Date(now.getTime() + leaseMs)

/** Another worker, or staff, have taken the row: this worker may no longer write. */
export class FencedOff extends Error {
  override name = 'FencedOff'
}

/** Takes the row that has waited longest; undefined when none is due. It is this worker's until the lease ends. */
export async function takeDue<Table extends LeasedTable>(
  tx: Transaction,
  table: Table,
  { now, where }: { now: Date; where: SQL | undefined },
): Promise<RowOf<Table> | undefined> {
  const key = sql.join(
    keyColumns(table).map(([, column]) => sql`${column}`),
    sql`, `,
  )
  const isFree = or(isNull(table.leaseUntil), lt(table.leaseUntil, now))
  const due = tx
    .select({ key })
    .from(table as PgTable)
    .where(and(where, lte(table.tryAt, now), isFree))
    .orderBy(asc(table.tryAt), ...keyColumns(table).map(([, column]) => asc(column)))
    .limit(1)
    .for('update', { skipLocked: true })
  const [taken] = await tx
    .update(table as PgTable)
    .set({ fence: sql`${table.fence} + 1`, leaseUntil: leaseEnd(now) })
    .where(sql`(${key}) = (${due})`)
    .returning()
  return taken
}

/** Writes as the worker that took the row. Throws `FencedOff`, and with it the transaction ends. */
export async function writeTaken<Table extends LeasedTable>(
  tx: Transaction,
  table: Table,
  row: RowOf<Table>,
  changes: Partial<Table['$inferInsert']>,
): Promise<RowOf<Table>> {
  const isIt = keyColumns(table).map(([name, column]) => eq(column, row[name]))
  const [written] = await tx
    .update(table as PgTable)
    .set(changes)
    .where(and(...isIt, eq(table.fence, row.fence)))
    .returning()
  if (!written) throw new FencedOff(getTableConfig(table).name)
  return written
}

/** The columns of the primary key, by their names in code. */
function keyColumns(table: LeasedTable): [string, PgColumn][] {
  const inKey = getTableConfig(table).primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name))
  return Object.entries(getTableColumns(table)).filter(([, { name }]) => inKey.includes(name))
}
