import { eq, sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import { installationFact } from '#db/schema/installation.ts'

/** What runs beside each other: the servers, and the workers. */
export type ProcessKind = 'server' | 'worker'

const factOf = (kind: ProcessKind) => `${kind}-seen`

/** Notes that a process of this kind is alive. It is a write, so it also tells whether the database can write. */
export async function beat({ db }: Pick<Database, 'db'>, kind: ProcessKind): Promise<void> {
  const seen = { name: factOf(kind), value: {}, setAt: sql`clock_timestamp()` }
  await db
    .insert(installationFact)
    .values(seen)
    .onConflictDoUpdate({ target: installationFact.name, set: { setAt: seen.setAt } })
}

/** Seconds since a process of this kind was last alive; null: never. By the database's clock, which wrote the beats. */
export async function secondsSinceBeat(
  { db }: Pick<Database, 'db'>,
  kind: ProcessKind,
): Promise<number | null> {
  const seconds = sql<string>`extract(epoch FROM clock_timestamp() - ${installationFact.setAt})`
  const [row] = await db
    .select({ seconds })
    .from(installationFact)
    .where(eq(installationFact.name, factOf(kind)))
  return row ? Math.max(0, Math.round(Number(row.seconds))) : null
}
