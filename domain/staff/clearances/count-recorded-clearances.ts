import { and, gte, isNotNull, lt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffClearance } from '#db/schema/staff.ts'
import type { clearanceKinds } from '#db/schema/staff-codes.ts'

/** How many trainings and agreements were recorded in a period, each with its document. The caller has authorized. */
export async function countRecordedClearances(
  tx: Transaction,
  { from, before }: { from: Date; before: Date },
): Promise<Record<(typeof clearanceKinds)[number], number>> {
  const { kind, recordedAt, doneOn, contentSealed } = staffClearance
  const rows = await tx
    .select({ kind })
    .from(staffClearance)
    .where(and(gte(recordedAt, from), lt(recordedAt, before), isNotNull(doneOn), isNotNull(contentSealed)))
  const of = (wanted: (typeof rows)[number]['kind']) => rows.filter((row) => row.kind === wanted).length
  return { agreement: of('agreement'), training: of('training') }
}
