import { lt, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { subjectKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { WrappedKeyDamaged } from '#platform/crypto/key-wrap.ts'
import { MasterKeyMissing, type MasterKeys } from '#platform/crypto/master-keys.ts'
import { firstBatch, nextBatch } from '../rules/rewrap-batch.ts'

/** Batches at a time: while the database writes one, the keys of another are wrapped. */
const LANES = 2
/** Rows that somebody held are tried again so many times; then the next run takes them. */
const PASSES = 5
const FIRST = '00000000-0000-0000-0000-000000000000'

export type Rewrapped = {
  rewrapped: number
  /** Ids of keys that their master key does not open. They stay as they are, and so does their master key. */
  failed: string[]
  /** Milliseconds for which the slowest batch held its rows: nobody waited longer for one. */
  heldMs: number
}

/** Wraps every key that an older master key wraps under `to`, in short transactions. Nobody waits for a row that others hold. */
// no permission: `keepKeyEpochs` has authorized
// no audit record: what a key opens does not change
export async function rewrapKeys(ctx: Context, to: number, signal: AbortSignal): Promise<Rewrapped> {
  const done: Rewrapped = { rewrapped: 0, failed: [], heldMs: 0 }
  const countLeft = () => ctx.transaction((tx) => countOlder(tx, to))
  for (let pass = 0; pass < PASSES && (await countLeft()) > done.failed.length; pass++) {
    if (pass > 0) await ctx.services.wait(200)
    const failed: string[] = []
    const pages = pageReader(ctx, to)
    const run = async () => {
      for (let page = await pages.next(); page; page = await pages.next()) {
        signal.throwIfAborted()
        const fresh = wrapAll(ctx.services.keys, page, to)
        failed.push(...fresh.failed)
        if (fresh.wraps.length === 0) continue
        const began = performance.now()
        const written = await ctx.transaction((tx) => write(tx, fresh.wraps, to))
        const heldMs = performance.now() - began
        done.rewrapped += written
        done.heldMs = Math.max(done.heldMs, Math.round(heldMs))
        pages.size = nextBatch(pages.size, heldMs)
      }
    }
    // Waits for every lane, so that none goes on after a failed run.
    const ended = await Promise.allSettled(Array.from({ length: LANES }, run))
    for (const lane of ended) if (lane.status === 'rejected') throw lane.reason
    done.failed = failed
  }
  return done
}

type Row = { subjectId: string; keyId: string; version: number; wrapped: Buffer }

/** Pages of the table in the order of the ids, one at a time for all lanes; null after the last. */
function pageReader(ctx: Context, to: number) {
  let after: string | null = FIRST
  let reading: Promise<unknown> = Promise.resolve()
  const reader = {
    size: firstBatch,
    next: (): Promise<Row[] | null> => {
      const page = reading.then(async () => {
        if (after === null) return null
        const from = after
        const { rows, last } = await ctx.transaction((tx) => readPage(tx, { from, to, size: reader.size }))
        after = last
        return rows
      })
      // A failed read ends every lane that waits behind it.
      reading = page
      return page
    },
  }
  return reader
}

/** Without a lock: a key that is destroyed meanwhile is not written, and what it was wrapped by is asked again then. */
async function readPage(tx: Transaction, { from, to, size }: { from: string; to: number; size: number }) {
  // The page without the version: with it, the fewer are left, the more of the table a query would read.
  const page = await tx.execute<Row>(sql`
    SELECT subject_id AS "subjectId", key_id AS "keyId", master_version AS version, wrapped
    FROM keystore.subject_key WHERE subject_id > ${from}::uuid ORDER BY subject_id LIMIT ${size}`)
  return {
    rows: page.filter(({ version }) => version < to),
    last: page.at(-1)?.subjectId ?? null,
  }
}

type Wrap = { subjectId: string; version: number; wrapped: Buffer }

function wrapAll(keys: MasterKeys, page: readonly Row[], to: number) {
  const failed: string[] = []
  const wraps: Wrap[] = []
  for (const { subjectId, keyId, version, wrapped } of page) {
    try {
      wraps.push({ subjectId, version, wrapped: keys.rewrap({ version, wrapped, keyId }, to) })
    } catch (error) {
      if (!(error instanceof WrappedKeyDamaged || error instanceof MasterKeyMissing)) throw error
      failed.push(keyId)
    }
  }
  return { failed, wraps }
}

/**
 * Takes the rows that nobody holds and that are still under the same version. A commit that a crash loses is repeated by the next
 * run, and the old master key is not destroyed before the loss would show: so it does not wait for the disk
 * (docs/decisions/056-rewrapping.md).
 */
async function write(tx: Transaction, wraps: readonly Wrap[], to: number): Promise<number> {
  const list = (pick: (wrap: Wrap) => string | number | Buffer) => toArrayLiteral(wraps.map(pick))
  await tx.execute(sql`SELECT set_config('synchronous_commit', 'off', true)`)
  const rows = await tx.execute<{ count: number }>(sql`
    WITH held AS (
      SELECT k.subject_id, fresh.version, fresh.wrapped
      FROM unnest(${list(({ subjectId }) => subjectId)}::uuid[], ${list(({ version }) => version)}::int[],
        ${list(({ wrapped }) => wrapped)}::bytea[]) AS fresh (id, version, wrapped)
      JOIN keystore.subject_key k ON k.subject_id = fresh.id AND k.master_version = fresh.version
      FOR UPDATE OF k SKIP LOCKED
    ), written AS (
      UPDATE keystore.subject_key k SET master_version = ${to}, wrapped = held.wrapped
      FROM held WHERE k.subject_id = held.subject_id RETURNING held.version
    ), late AS (
      -- A transaction that began before this master key may commit a key of the one before later than all others.
      UPDATE master_key SET rewrapped_at = NULL
      WHERE rewrapped_at IS NOT NULL AND version IN (SELECT version FROM written)
    )
    SELECT count(*)::int AS count FROM written`)
  return rows[0]?.count ?? 0
}

async function countOlder(tx: Transaction, than: number): Promise<number> {
  const [row] = await tx
    .select({ older: sql<number>`count(*)::int` })
    .from(subjectKey)
    .where(lt(subjectKey.masterVersion, than))
  return row?.older ?? 0
}
