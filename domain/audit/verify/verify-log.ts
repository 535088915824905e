import { asc, eq, gte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditEvent, auditLeaf, auditLog, auditTileHash } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { OutsideFiles } from '../log/outside-files.ts'
import { logEntry } from '../record/log-entry.ts'
import { recordColumns } from '../record/record-columns.ts'
import type { WitnessKey } from '../rules/cosignature.ts'
import { leafHash, TreeEdge } from '../rules/merkle-tree.ts'
import { readWitnessKeys } from '../witness/witness-keys.ts'
import { checkCosignatures } from './check-cosignatures.ts'
import { checkHeads, type Given as GivenHead, type Heads } from './check-heads.ts'
import { type Fault, firstOf } from './fault.ts'

export type Verified = {
  size: number
  /** Leaves whose records were destroyed at the end of their term. */
  destroyed: number
  /** By index, the first one first. */
  faults: Fault[]
}

const PAGE = 10_000
const MOST_FAULTS = 1000
const HASH_BYTES = 32
const deadlineMs = 600_000

/**
 * Computes the log from its records and compares it with its leaves, its tiles, its signed heads and what is outside the
 * database. `checkpoint`: one more head that somebody kept.
 */
export async function verifyLog(
  ctx: Context,
  { outside, checkpoint = null }: { outside: OutsideFiles; checkpoint?: string | null },
): Promise<Verified> {
  authorize(ctx.actor, 'audit.verify')
  const how = { isolation: 'repeatable read', readOnly: true, deadlineMs } as const
  const witnesses = readWitnessKeys(ctx.services.env)
  return ctx.services.database.transaction((tx) => verify(tx, { outside, checkpoint, witnesses }), {
    ...how,
    settings: { 'app.reach': 'all' },
  })
}

type Given = { outside: OutsideFiles; checkpoint: string | null; witnesses: readonly WitnessKey[] }

async function verify(tx: Transaction, { outside, checkpoint, witnesses }: Given): Promise<Verified> {
  const logs = await tx.select().from(auditLog).orderBy(asc(auditLog.logNumber))
  const stored = await tx
    .select({ logNumber: auditCheckpoint.logNumber, size: auditCheckpoint.size, note: auditCheckpoint.note })
    .from(auditCheckpoint)
    .orderBy(asc(auditCheckpoint.size))
  const given: GivenHead[] = [{ says: 'the checkpoint outside', note: outside.readCheckpoint() }]
  if (checkpoint !== null) given.push({ says: 'the given checkpoint', note: checkpoint })
  const heads: Heads = checkHeads(logs, stored, given)
  const walked = await walkLeaves(tx, outside, heads)
  const faults = [
    ...heads.faults(walked.isWhole ? walked.size : Number.POSITIVE_INFINITY),
    ...walked.faults,
    ...(await checkCosignatures(tx, stored, witnesses)),
    ...(await findUnsealed(tx, logs.at(-1)?.logNumber)),
  ]
  return { size: walked.size, destroyed: walked.destroyed, faults: firstOf(faults) }
}

/** All leaves in order: each against its record, its place, the copy outside; the roots against every head. */
async function walkLeaves(tx: Transaction, outside: OutsideFiles, heads: Heads) {
  const edge = new TreeEdge()
  const faults: Fault[] = []
  const tiles = await readTiles(tx)
  const until = await destroyedUntil(tx)
  let differing: { from: number; size: number; says: string } | undefined
  let destroyed = 0
  let next = readPage(tx, 0)
  for (let from = 0; ; ) {
    const page = await next
    const last = page.at(-1)
    if (!last) break
    // The next page is on its way while this one is computed.
    next = readPage(tx, last.leafIndex + 1)
    const kept = outside.readLeaves(from, PAGE + 1)
    for (const leaf of page) {
      const index = edge.size
      if (leaf.leafIndex !== index) {
        faults.push({ index, kind: 'leaf-missing' })
        await next
        return { size: edge.size, destroyed, faults, isWhole: false }
      }
      const fault = leafFault(leaf, until)
      if (fault) faults.push({ index, kind: fault })
      if (leaf.auditId === null) destroyed += 1
      const copy = kept.subarray((index - from) * HASH_BYTES, (index - from + 1) * HASH_BYTES)
      if (copy.length === HASH_BYTES && !copy.equals(leaf.leafHash))
        faults.push({ index, kind: 'not-as-outside' })
      for (const { level, index: place, hash } of edge.append(leaf.leafHash))
        if (!tiles.get(`${level}/${place}`)?.equals(hash)) faults.push({ index, kind: 'tile-changed' })
      const head = heads.at(edge.size)
      if (head && !differing && !heads.agree(edge.size, edge.root())) differing = { ...head, size: edge.size }
    }
    from = edge.size
    if (faults.length > MOST_FAULTS) {
      await next
      return { size: edge.size, destroyed, faults, isWhole: false }
    }
  }
  // A head says only between which leaves the difference is; often something else names the very leaf.
  const isNamed = ({ from, size }: { from: number; size: number }) =>
    faults.some(({ index }) => index >= from && index < size)
  if (differing && !isNamed(differing))
    faults.push({ index: differing.from, kind: 'root-differs', about: differing.says })
  if (outside.countLeaves() > edge.size) faults.push({ index: edge.size, kind: 'cut' })
  return { size: edge.size, destroyed, faults, isWhole: true }
}

type Leaf = Awaited<ReturnType<typeof readPage>>[number]

function readPage(tx: Transaction, from: number) {
  const { leafIndex, leafHash: hash, auditId, salt } = auditLeaf
  const { auditId: recordId, ...columns } = recordColumns
  return tx
    .select({ leafIndex, leafHash: hash, auditId, salt, recordId, ...columns })
    .from(auditLeaf)
    .leftJoin(auditEvent, eq(auditEvent.auditId, auditId))
    .where(gte(leafIndex, from))
    .orderBy(asc(leafIndex))
    .limit(PAGE)
}

function leafFault(leaf: Leaf, destroyedBefore: number): Fault['kind'] | null {
  const { leafIndex, leafHash: hash, auditId, salt, recordId, ...record } = leaf
  if (auditId === null) return leafIndex < destroyedBefore ? null : 'destroyed-too-early'
  if (recordId === null || !salt) return 'record-missing'
  const { at, actorKind, actorId, action, subjectId, resource, reason, fields, requestId } = record
  const known = { auditId, at, actorKind, actorId, action, subjectId, resource, reason, fields, requestId }
  const entry = logEntry(salt, known as Parameters<typeof logEntry>[1])
  return leafHash(entry).equals(hash) ? null : 'record-changed'
}

async function readTiles(tx: Transaction): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await tx.select().from(auditTileHash)
  return new Map(rows.map(({ level, hashIndex, hash }) => [`${level}/${hashIndex}`, hash]))
}

/** Up to which leaf the log itself says that records were destroyed at the end of their term. */
async function destroyedUntil(tx: Transaction): Promise<number> {
  const rows = await tx
    .select({ resource: auditEvent.resource })
    .from(auditEvent)
    .innerJoin(auditLeaf, eq(auditLeaf.auditId, auditEvent.auditId))
    .where(eq(auditEvent.action, 'audit.destroy'))
  const ends = rows.map(({ resource }) => Number(/^audit_leaf:0-(\d+)$/.exec(resource ?? '')?.[1] ?? -1) + 1)
  return Math.max(0, ...ends)
}

/** Records that stand before the last sealed one and were never sealed: they were put there afterwards. */
async function findUnsealed(tx: Transaction, logNumber: number | undefined): Promise<Fault[]> {
  if (logNumber === undefined) return []
  const rows = await tx.execute<{ id: string; index: string | null }>(sql`
    WITH last AS (
      SELECT last_xid, last_audit_id FROM audit_checkpoint WHERE log_number = ${logNumber} ORDER BY size DESC LIMIT 1
    )
    SELECT e.audit_id::text AS id, (
        SELECT min(l.leaf_index)::text FROM audit_event f JOIN audit_leaf l USING (audit_id)
        WHERE (f.xid, f.audit_id) > (e.xid, e.audit_id)
      ) AS index
    FROM audit_event e, last WHERE (e.xid, e.audit_id) < (last.last_xid, last.last_audit_id)
      AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.audit_id = e.audit_id)
    ORDER BY e.xid, e.audit_id LIMIT 100`)
  return rows.map(({ index }) => ({ index: Number(index ?? 0), kind: 'record-inserted' }))
}
