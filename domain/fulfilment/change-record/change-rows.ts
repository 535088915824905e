import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import {
  type CorrectionTarget,
  correctionTargetSchema,
} from '#domain/requests/execution/change-by-request.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { takeDue, writeTaken } from '../lease/lease.ts'

export type ChangeRow = typeof sourceChange.$inferSelect
export type NewChange = typeof sourceChange.$inferInsert
export type ChangeKey = Pick<ChangeRow, 'subjectId' | 'changeId'>

const open = ['waiting', 'failed'] as const

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
export const takeDueChange = (tx: Transaction, now: Date): Promise<ChangeRow | undefined> =>
  takeDue(tx, sourceChange, { now, where: inArray(sourceChange.state, open) })

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

/** Writes as the worker that took the change, and ends its lease. Throws `FencedOff`, and with it the transaction ends. */
export const writeChange = (
  tx: Transaction,
  change: ChangeRow,
  changes: Partial<NewChange>,
): Promise<ChangeRow> => writeTaken(tx, sourceChange, change, { leaseUntil: null, ...changes })

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
