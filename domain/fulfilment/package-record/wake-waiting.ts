import type { Transaction } from '#db/client.ts'
import { wakeChangesOf } from '../change-record/change-rows.ts'
import { wakeErasures } from '../erasure-record/erasure-rows.ts'
import { wakePackagesOf } from './package-rows.ts'

export type Waiting = { subjectId: string; source: string; now: Date }

/** Lets what waits for a source go on at once: erasures of the person, copies, and changes. */
export async function wakeWaiting(tx: Transaction, waiting: Waiting): Promise<void> {
  await wakeErasures(tx, waiting)
  await wakePackagesOf(tx, waiting)
  await wakeChangesOf(tx, waiting)
}
