import { and, asc, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { dataPackage, dataPackageItem } from '#db/schema/fulfilment.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { FencedOff } from '../erasure-record/erasure-rows.ts'

export type PackageRow = typeof dataPackage.$inferSelect
export type PackageItemRow = typeof dataPackageItem.$inferSelect
export type PackageKey = Pick<PackageRow, 'subjectId' | 'requestId'>

const leaseMs = 10 * 60_000

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
export async function takeDuePackage(tx: Transaction, now: Date): Promise<PackageRow | undefined> {
  const [due] = await tx
    .select({ subjectId: dataPackage.subjectId, requestId: dataPackage.requestId })
    .from(dataPackage)
    .where(
      and(
        inArray(dataPackage.state, ['collecting', 'stuck', 'releasing']),
        lte(dataPackage.tryAt, now),
        or(isNull(dataPackage.leaseUntil), lt(dataPackage.leaseUntil, now)),
      ),
    )
    .orderBy(asc(dataPackage.tryAt))
    .limit(1)
    .for('update', { skipLocked: true })
  if (!due) return undefined
  const [taken] = await tx
    .update(dataPackage)
    .set({ fence: sql`${dataPackage.fence} + 1`, leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(isPackage(due))
    .returning()
  return taken
}

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
export async function writePackage(
  tx: Transaction,
  { subjectId, requestId, fence }: PackageRow,
  now: Date,
  changes: Partial<typeof dataPackage.$inferInsert>,
): Promise<PackageRow> {
  const [written] = await tx
    .update(dataPackage)
    .set({ leaseUntil: new Date(now.getTime() + leaseMs), ...changes })
    .where(and(isPackage({ subjectId, requestId }), eq(dataPackage.fence, fence)))
    .returning()
  if (!written) throw new FencedOff(`package ${requestId}`)
  return written
}

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
