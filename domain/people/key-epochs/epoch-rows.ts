import { asc, eq, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { masterKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

// In the caller's transaction, which has authorized.

export type EpochRow = typeof masterKey.$inferSelect

/** Oldest first. */
export const readEpochRows = (tx: Transaction): Promise<EpochRow[]> =>
  tx.select().from(masterKey).orderBy(asc(masterKey.version))

/** The files of the keys folder, oldest first. */
export const masterFiles = (keys: MasterKeys) => keys.inventory().filter(({ kind }) => kind === 'master')

/** One process at a time makes keys and records them. Held to the end of the transaction. */
export const lockEpochs = (tx: Transaction) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('people.key-epochs'))`)

/** Records the keys of the folder that the database does not know: new ones, and those made since a backup that was restored. */
export async function recordNewKeys(tx: Transaction, ctx: Context): Promise<void> {
  const known = new Set((await readEpochRows(tx)).map(({ version }) => version))
  for (const { version, id, createdAt } of masterFiles(ctx.services.keys)) {
    if (known.has(version)) continue
    await tx.insert(masterKey).values({ version, keyId: id, madeAt: new Date(createdAt) })
    await append(tx, ctx.auditedAs, { action: 'master-key.make', resource: `master-key:${version}` })
  }
}

/** Since when a version wraps no key; null while it wraps some. */
export async function setRewrapped(tx: Transaction, version: number, rewrappedAt: Date | null) {
  await tx.update(masterKey).set({ rewrappedAt }).where(eq(masterKey.version, version))
}

export async function recordDestroyed(tx: Transaction, ctx: Context, version: number): Promise<void> {
  const destroyedAt = ctx.clock.unmoved()
  await tx.update(masterKey).set({ destroyedAt }).where(eq(masterKey.version, version))
  await append(tx, ctx.auditedAs, { action: 'master-key.destroy', resource: `master-key:${version}` })
}
