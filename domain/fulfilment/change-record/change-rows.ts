import { and, asc, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import {
  type CorrectionTarget,
  correctionTargetSchema,
} from '#domain/requests/execution/change-by-request.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'

export type ChangeRow = typeof sourceChange.$inferSelect
export type NewChange = typeof sourceChange.$inferInsert
export type ChangeKey = Pick<ChangeRow, 'subjectId' | 'changeId'>

const leaseMs = 5 * 60_000
const open = ['waiting', 'failed'] as const

/** Another worker or staff have taken the change: this worker may no longer write. */
export class ChangeTaken extends Error {
  override name = 'ChangeTaken'
}

export const isChange = ({ subjectId, changeId }: ChangeKey) =>
  and(eq(sourceChange.subjectId, subjectId), eq(sourceChange.changeId, changeId))

/** The changes of a request, in the order in which they were planned. */
export const readRequestChanges = (
  tx: Transaction,
  { subjectId, requestId }: { subjectId: string; requestId: string },
): Promise<ChangeRow[]> =>
  tx
    .select()
    .from(sourceChange)
    .where(and(eq(sourceChange.subjectId, subjectId), eq(sourceChange.requestId, requestId)))
    .orderBy(asc(sourceChange.changeId))

/** Takes the change that has waited longest; undefined when none is due. It is this worker's until the lease ends. */
export async function takeDueChange(tx: Transaction, now: Date): Promise<ChangeRow | undefined> {
  const [due] = await tx
    .select({ subjectId: sourceChange.subjectId, changeId: sourceChange.changeId })
    .from(sourceChange)
    .where(
      and(
        inArray(sourceChange.state, open),
        lte(sourceChange.tryAt, now),
        or(isNull(sourceChange.leaseUntil), lt(sourceChange.leaseUntil, now)),
      ),
    )
    .orderBy(asc(sourceChange.tryAt), asc(sourceChange.changeId))
    .limit(1)
    .for('update', { skipLocked: true })
  if (!due) return undefined
  const [taken] = await tx
    .update(sourceChange)
    .set({ fence: sql`${sourceChange.fence} + 1`, leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(isChange(due))
    .returning()
  return taken
}

/** Lets the worker look for changes now. */
export const wakeChanges = (tx: Transaction) =>
  enqueue(tx, 'run-source-changes', {}, { key: 'run-source-changes' })

/** Lets the person's changes that wait for this system try again now. */
export async function wakeChangesOf(
  tx: Transaction,
  { subjectId, source, now }: { subjectId: string; source: string; now: Date },
): Promise<void> {
  const woken = await tx
    .update(sourceChange)
    .set({ tryAt: now })
    .where(
      and(
        eq(sourceChange.subjectId, subjectId),
        eq(sourceChange.source, source),
        eq(sourceChange.state, 'failed'),
        gt(sourceChange.tryAt, now),
      ),
    )
    .returning({ changeId: sourceChange.changeId })
  if (woken.length > 0) await wakeChanges(tx)
}

/** Writes as the worker that took the change, and ends its lease. Throws `ChangeTaken`, and with it the transaction ends. */
export async function writeChange(
  tx: Transaction,
  { subjectId, changeId, fence }: ChangeRow,
  changes: Partial<NewChange>,
): Promise<ChangeRow> {
  const [written] = await tx
    .update(sourceChange)
    .set({ leaseUntil: null, ...changes })
    .where(and(isChange({ subjectId, changeId }), eq(sourceChange.fence, fence)))
    .returning()
  if (!written) throw new ChangeTaken(`change ${changeId}`)
  return written
}

/** Ends every change of a person that still waits: there is nothing left to change. */
export async function overtakeChanges(tx: Transaction, subjectId: string, now: Date): Promise<void> {
  await tx
    .update(sourceChange)
    .set({
      state: 'overtaken',
      valuesSealed: null,
      leaseUntil: null,
      fence: sql`${sourceChange.fence} + 1`,
      at: now,
    })
    .where(and(eq(sourceChange.subjectId, subjectId), inArray(sourceChange.state, open)))
}

const place = (changeId: string) => ({ table: 'source_change', column: 'values_sealed', row: changeId })

export const encryptTarget = (cipher: SubjectCipher, changeId: string, target: CorrectionTarget): Buffer =>
  cipher.encrypt(place(changeId), JSON.stringify(target))

export const decryptTarget = (cipher: SubjectCipher, changeId: string, sealed: Buffer): CorrectionTarget =>
  correctionTargetSchema.parse(JSON.parse(cipher.decrypt(place(changeId), sealed)))
