import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { dataPackage, dataPackageItem } from '#db/schema/fulfilment.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { leaseEnd, takeDue, writeTaken } from '../lease/lease.ts'

export type PackageRow = typeof dataPackage.$inferSelect
export type PackageItemRow = typeof dataPackageItem.$inferSelect
export type PackageKey = Pick<PackageRow, 'subjectId' | 'requestId'>

export const isPackage = ({ subjectId, requestId }: PackageKey) =>
  and(eq(dataPackage.subjectId, subjectId), eq(dataPackage.requestId, requestId))

const isOfPackage = ({ subjectId, requestId }: PackageKey) =>
  and(eq(dataPackageItem.subjectId, subjectId), eq(dataPackageItem.requestId, requestId))

export async function readPackage(tx: Transaction, key: PackageKey): Promise<PackageRow | undefined> {
  const [row] = await tx.select().from(dataPackage).where(isPackage(key))
  return row
}

/** The same with a row lock until the end of the transaction. */
export async function lockPackage(tx: Transaction, key: PackageKey): Promise<PackageRow | undefined> {
  const [row] = await tx.select().from(dataPackage).where(isPackage(key)).for('update')
  return row
}

export const readPackageItems = (tx: Transaction, key: PackageKey): Promise<PackageItemRow[]> =>
  tx.select().from(dataPackageItem).where(isOfPackage(key)).orderBy(asc(dataPackageItem.item))

/** Takes the package that has waited longest; undefined when none is due. It is this worker's until the lease ends. */
export const takeDuePackage = (tx: Transaction, now: Date): Promise<PackageRow | undefined> =>
  takeDue(tx, dataPackage, { now, where: inArray(dataPackage.state, ['collecting', 'stuck', 'releasing']) })

/** Lets the worker look for packages now. */
export const wakePackages = (tx: Transaction) => enqueue(tx, 'run-packages', {}, { key: 'run-packages' })

/** Lets the person's packages that wait for this system try again now. */
export async function wakePackagesOf(
  tx: Transaction,
  { subjectId, source, now }: { subjectId: string; source: string; now: Date },
): Promise<void> {
  const failed = tx
    .select({ requestId: dataPackageItem.requestId })
    .from(dataPackageItem)
    .where(
      and(
        eq(dataPackageItem.subjectId, subjectId),
        eq(dataPackageItem.source, source),
        eq(dataPackageItem.state, 'failed'),
      ),
    )
  const woken = await tx
    .update(dataPackage)
    .set({ tryAt: now })
    .where(
      and(
        eq(dataPackage.subjectId, subjectId),
        inArray(dataPackage.requestId, failed),
        eq(dataPackage.state, 'stuck'),
        gt(dataPackage.tryAt, now),
      ),
    )
    .returning({ requestId: dataPackage.requestId })
  if (woken.length > 0) await wakePackages(tx)
}

/** Writes as the worker that took the package, and extends or ends its lease. Throws `FencedOff`, and with it the transaction ends. */
export const writePackage = (
  tx: Transaction,
  row: PackageRow,
  now: Date,
  changes: Partial<typeof dataPackage.$inferInsert>,
): Promise<PackageRow> => writeTaken(tx, dataPackage, row, { leaseUntil: leaseEnd(now), ...changes })

export async function writePackageItem(
  tx: Transaction,
  { subjectId, requestId }: PackageKey,
  item: Omit<typeof dataPackageItem.$inferInsert, 'subjectId' | 'requestId'>,
): Promise<void> {
  await tx
    .insert(dataPackageItem)
    .values({ subjectId, requestId, ...item })
    .onConflictDoUpdate({
      target: [dataPackageItem.subjectId, dataPackageItem.requestId, dataPackageItem.item],
      set: item,
    })
}

/** Everything that was collected is forgotten: the next try reads the sources again. */
export async function forgetPackageItems(tx: Transaction, key: PackageKey): Promise<void> {
  await tx.delete(dataPackageItem).where(isOfPackage(key))
}
