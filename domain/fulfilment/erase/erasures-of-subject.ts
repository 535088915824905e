import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { dataPackage, erasureRun } from '#db/schema/fulfilment.ts'
import type { ErasureState } from '../rules/erasure-run.ts'
import type { PackageState } from '../rules/package-run.ts'

export type SubjectErasure = {
  requestId: string
  state: ErasureState
  startsAt: Date
  nextTryAt: Date
  endedAt: Date | null
}
export type SubjectCopy = {
  requestId: string
  state: PackageState
  madeAt: Date | null
  releasedAt: Date | null
  expiresAt: Date | null
}

/** The erasures of a person that were decided, newest first. The caller has authorized. */
export const erasuresOfSubject = (tx: Transaction, subjectId: string): Promise<SubjectErasure[]> =>
  tx
    .select({
      requestId: erasureRun.requestId,
      state: erasureRun.state,
      startsAt: erasureRun.startsAt,
      nextTryAt: erasureRun.tryAt,
      endedAt: erasureRun.endedAt,
    })
    .from(erasureRun)
    .where(eq(erasureRun.subjectId, subjectId))
    .orderBy(desc(erasureRun.createdAt))

/** The copies of their data that were made for a person, newest first. The caller has authorized. */
export const copiesOfSubject = (tx: Transaction, subjectId: string): Promise<SubjectCopy[]> =>
  tx
    .select({
      requestId: dataPackage.requestId,
      state: dataPackage.state,
      madeAt: dataPackage.madeAt,
      releasedAt: dataPackage.releasedAt,
      expiresAt: dataPackage.expiresAt,
    })
    .from(dataPackage)
    .where(eq(dataPackage.subjectId, subjectId))
    .orderBy(desc(dataPackage.createdAt))
