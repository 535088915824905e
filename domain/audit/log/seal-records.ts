import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { LogKey } from '#platform/crypto/log-key.ts'
import { recordBytes, SALT_BYTES } from '../record/log-entry.ts'
import { checkpointText } from '../rules/checkpoint.ts'
import { leafHash } from '../rules/merkle-tree.ts'
import { signNote, verifierKeyText } from '../rules/signed-note.ts'
import { countLeaves, type Log, readLatestCheckpoint, readLog } from './current-log.ts'
import { findBreak, LogBroken } from './find-break.ts'
import { nextRecords, noAuditId, type Unsealed } from './next-records.ts'
import type { OutsideFiles } from './outside-files.ts'
import { insertLeaves, readEdge, readTile } from './tree-tables.ts'

/** What the sealer needs and the app does not have. `most`: records at once. */
export type Sealing = { key: LogKey; outside: OutsideFiles; most?: number }

/** What goes into the files outside after the commit. */
type Sealed = { index: number; leaves: readonly Buffer[]; note: string | undefined }

const MOST_AT_ONCE = 2000

/**
 * Makes leaves of the records that are committed and that no running transaction can precede, signs the new head and writes
 * both outside the database. Returns how many leaves it wrote. Throws `LogBroken` instead of signing a second history.
 */
// no audit record: it seals the records of the log itself
export async function sealRecords(
  ctx: Context,
  { key, outside, most = MOST_AT_ONCE }: Sealing,
): Promise<number> {
  authorize(ctx.actor, 'audit.seal')
  const made = await ctx.transaction(async (tx): Promise<Sealed | null> => {
    // Of several workers one seals; the others look again later.
    const [lock] = await tx.execute<{ taken: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtext('portal.seal')) AS taken`,
    )
    if (!lock?.taken) return null
    const { log, size, latest } = await readSealable(tx, key, outside)
    const kept = outside.countLeaves()
    // What a crash between the commit and the files left out.
    if (kept < size)
      return {
        index: kept,
        leaves: await readTile(tx, 0, kept, Math.min(size, kept + most)),
        note: latest?.note,
      }
    const records = await nextRecords(tx, latest, most)
    if (records.length === 0) return { index: size, leaves: [], note: latest?.note }
    return seal(tx, ctx, { log, key, size, records })
  })
  if (!made) return 0
  if (made.leaves.length > 0) outside.writeLeaves(made.index, made.leaves)
  if (made.note !== undefined && made.note !== outside.readCheckpoint()) outside.writeCheckpoint(made.note)
  return made.leaves.length
}

/** The log as it is to be continued. Throws `LogBroken`. */
async function readSealable(tx: Transaction, key: LogKey, outside: OutsideFiles) {
  const log = await readLog(tx)
  if (!log) throw new LogBroken('no log is registered in this database')
  if (verifierKeyText(log.origin, key.publicKey) !== log.verifierKey)
    throw new LogBroken(`the key file is not the key of ${log.origin}`)
  const size = await countLeaves(tx)
  const broken = await findBreak(tx, { log, size, outside: outside.readCheckpoint() })
  if (broken) throw new LogBroken(broken)
  const latest = await readLatestCheckpoint(tx, log.logNumber)
  const signed = latest?.size ?? log.firstSize
  if (signed !== size) throw new LogBroken(`the database has ${size} leaves, its last checkpoint ${signed}`)
  return { log, size, latest }
}

async function seal(
  tx: Transaction,
  ctx: Context,
  { log, key, size, records }: { log: Log; key: LogKey; size: number; records: readonly Unsealed[] },
): Promise<Sealed> {
  const edge = await readEdge(tx, size)
  const leaves = records.map(({ xid: _xid, ahead: _ahead, horizon: _horizon, ...record }) => {
    const salt = randomBytes(SALT_BYTES)
    return { auditId: record.auditId, salt, hash: leafHash(salt, recordBytes(record)) }
  })
  const complete = leaves.flatMap(({ hash }) => edge.append(hash))
  await insertLeaves(tx, size, leaves, complete)
  const text = checkpointText({ origin: log.origin, size: edge.size, root: edge.root() })
  const note = signNote(text, { name: log.origin, publicKey: key.publicKey, sign: key.sign })
  const last = records.findLast(({ ahead }) => !ahead)
  await tx.insert(auditCheckpoint).values({
    logNumber: log.logNumber,
    size: edge.size,
    note,
    lastXid: last?.xid ?? records[0]?.horizon ?? '0',
    lastAuditId: last?.auditId ?? noAuditId,
    signedAt: ctx.clock.now(),
  })
  return { index: size, leaves: leaves.map(({ hash }) => hash), note }
}
