import { eq } from 'drizzle-orm'
import type { CopyOut, Transaction } from '#db/client.ts'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { OutsideFiles } from '../log/outside-files.ts'
import type { WitnessKey } from '../rules/cosignature.ts'
import { readWitnessKeys } from '../witness/witness-keys.ts'
import { type Given as GivenHead, Heads } from './check-heads.ts'
import { type Fault, firstOf } from './fault.ts'
import { findInserted } from './find-inserted.ts'
import { walkLeaves } from './walk-leaves.ts'

export type Verified = {
  size: number
  /** Leaves whose records were destroyed at the end of their term. */
  destroyed: number
  /** By index, the first one first. */
  faults: Fault[]
}

const deadlineMs = 600_000

/**
 * Computes the log from its records and compares it with its leaves, its tiles, its signed heads and what is outside the
 * database. `checkpoint`: one more head that somebody kept. Memory does not grow with the log: it is read range by range.
 */
export async function verifyLog(
  ctx: Context,
  { checkpoint = null, ...given }: Pick<Given, 'outside' | 'atOnce'> & { checkpoint?: string | null },
): Promise<Verified> {
  authorize(ctx.actor, 'audit.verify')
  const how = { isolation: 'repeatable read', readOnly: true, deadlineMs } as const
  const witnesses = readWitnessKeys(ctx.services.env)
  return ctx.services.database.transactionWithCopy(
    (tx, copyOut) => verify(tx, { ...given, copyOut, checkpoint, witnesses }),
    { ...how, settings: { 'app.reach': 'all', ...planner } },
  )
}

/**
 * The policy of a table hides from PostgreSQL how many rows it lets pass: it expects one of two hundred. Expecting few it may choose a
 * plan that reads and sorts the whole log for each range; expecting all it may do the same to hash them. Both tables are walked by
 * their keys.
 */
const planner = { enable_hashjoin: 'off', enable_mergejoin: 'off', enable_seqscan: 'off', jit: 'off' }

type Given = {
  copyOut: CopyOut
  outside: OutsideFiles
  checkpoint: string | null
  witnesses: readonly WitnessKey[]
  /** How many leaves at once. */
  atOnce?: number
}

async function verify(tx: Transaction, { checkpoint, ...walked }: Given): Promise<Verified> {
  const given: GivenHead[] = [{ says: 'the checkpoint outside', note: walked.outside.readCheckpoint() }]
  if (checkpoint !== null) given.push({ says: 'the given checkpoint', note: checkpoint })
  const heads = await Heads.open(tx, given)
  const until = await destroyedUntil(tx)
  const walk = await walkLeaves({ ...walked, tx, heads, destroyedUntil: until })
  const inserted = await findInserted(tx, heads.logNumber, walk)
  const faults = firstOf([...heads.faults, ...walk.faults, ...inserted])
  return { size: walk.size, destroyed: walk.destroyed, faults }
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
