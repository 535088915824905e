import { eq, sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import { installationFact } from '#db/schema/installation.ts'

/** The database, or `{ db: tx }` for what must hold together with the rest of a transaction. */
type Holder = Pick<Database, 'db'>

/** A fact about this installation, unread: parse it before use. Undefined when it was never set. */
export async function readFact(database: Holder, name: string): Promise<unknown> {
  const [row] = await database.db.select().from(installationFact).where(eq(installationFact.name, name))
  return row?.value
}

/** Sets a fact or replaces it. */
export async function setFact(database: Holder, name: string, value: object): Promise<void> {
  const setAt = sql`now()`
  await database.db
    .insert(installationFact)
    .values({ name, value, setAt })
    .onConflictDoUpdate({ target: installationFact.name, set: { value, setAt } })
}
