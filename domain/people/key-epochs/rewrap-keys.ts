import { and, asc, gt, inArray, lt, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { masterKey, subjectKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { WrappedKeyDamaged } from '#platform/crypto/key-wrap.ts'
import { MasterKeyMissing, type MasterKeys } from '#platform/crypto/master-keys.ts'

/** Rows that a transaction holds: for some 20 ms, so that nobody who erases or creates a person waits long. */
const BATCH = 500
/** Rows that somebody held are tried again so many times; then the next run takes them. */
const PASSES = 5

export type Rewrapped = {
  rewrapped: number
  /** Ids of keys that their master key does not open. They stay as they are, and so does their master key. */
  failed: string[]
}

/** Wraps every key that an older master key wraps under `to`, in short transactions. Nobody waits for a row that others hold. */
// no permission: `keepKeyEpochs` has authorized
// no audit record: what a key opens does not change
export async function rewrapKeys(ctx: Context, to: number, signal: AbortSignal): Promise<Rewrapped> {
  const done: Rewrapped = { rewrapped: 0, failed: [] }
  const countLeft = () => ctx.transaction((tx) => countOlder(tx, to))
  for (let pass = 0; pass < PASSES && (await countLeft()) > done.failed.length; pass++) {
    if (pass > 0) await ctx.services.wait(200)
    const failed: string[] = []
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      signal.throwIfAborted()
      const batch = await ctx.transaction((tx) => rewrapBatch(tx, ctx.services.keys, { after, to }))
      done.rewrapped += batch.rewrapped
      failed.push(...batch.failed)
      if (batch.last === null) break
      after = batch.last
    }
    done.failed = failed
  }
  return done
}

async function rewrapBatch(
  tx: Transaction,
  keys: MasterKeys,
  { after, to }: { after: string; to: number },
): Promise<Rewrapped & { last: string | null }> {
  // The page without the version: with it, the fewer are left, the more of the table a query would read.
  const page = await tx
    .select({ subjectId: subjectKey.subjectId, version: subjectKey.masterVersion })
    .from(subjectKey)
    .where(gt(subjectKey.subjectId, after))
    .orderBy(asc(subjectKey.subjectId))
    .limit(BATCH)
  const older = page.filter(({ version }) => version < to).map(({ subjectId }) => subjectId)
  const rows = older.length === 0 ? [] : await lockOlder(tx, older, to)
  const failed: string[] = []
  const fresh = rows.flatMap(({ subjectId, keyId, masterVersion: version, wrapped }) => {
    try {
      return [{ subjectId, version, wrapped: keys.rewrap({ version, wrapped, keyId }, to) }]
    } catch (error) {
      if (!(error instanceof WrappedKeyDamaged || error instanceof MasterKeyMissing)) throw error
      failed.push(keyId)
      return []
    }
  })
  if (fresh.length > 0) {
    const ids = toArrayLiteral(fresh.map(({ subjectId }) => subjectId))
    const wraps = toArrayLiteral(fresh.map(({ wrapped }) => wrapped))
    await tx.execute(sql`
      UPDATE keystore.subject_key SET master_version = ${to}, wrapped = fresh.wrapped
      FROM unnest(${ids}::uuid[], ${wraps}::bytea[]) AS fresh (id, wrapped) WHERE subject_id = fresh.id`)
    // A transaction that began before this master key may commit a key of the one before later than all others.
    const versions = [...new Set(fresh.map(({ version }) => version))]
    await tx.update(masterKey).set({ rewrappedAt: null }).where(inArray(masterKey.version, versions))
  }
  return { rewrapped: fresh.length, failed, last: page.at(-1)?.subjectId ?? null }
}

const lockOlder = (tx: Transaction, subjectIds: readonly string[], than: number) =>
  tx
    .select()
    .from(subjectKey)
    .where(
      and(
        sql`${subjectKey.subjectId} = ANY(${toArrayLiteral(subjectIds)}::uuid[])`,
        lt(subjectKey.masterVersion, than),
      ),
    )
    .for('update', { skipLocked: true })

async function countOlder(tx: Transaction, than: number): Promise<number> {
  const [row] = await tx
    .select({ older: sql<number>`count(*)::int` })
    .from(subjectKey)
    .where(lt(subjectKey.masterVersion, than))
  return row?.older ?? 0
}
