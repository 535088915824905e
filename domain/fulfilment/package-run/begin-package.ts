import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { readPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { newPackage } from '../package/new-package.ts'
import { forgetPackageItems, type PackageKey, wakePackages } from '../package-record/package-rows.ts'

/**
 * Begins the package of a decided request for a copy. Beginning twice is beginning once; after a cancelled one a new decision
 * begins again. Throws `Denied`.
 */
export async function beginPackage(ctx: Context, key: PackageKey): Promise<void> {
  authorize(ctx.actor, 'packages.make')
  const { subjectId, requestId } = key
  await ctx.transaction(async (tx) => {
    const request = await readPackageRequest(tx, ctx, key)
    if (request?.stands !== 'decided') return
    const releaseWhenReady = request.isOwn && readOperator(ctx.services.env).copiesWithoutRelease === true
    if (!(await insert(tx, ctx, key, releaseWhenReady))) return
    await forgetPackageItems(tx, key)
    await append(tx, ctx.auditedAs, {
      action: 'package.begin',
      subjectId,
      resource: `request:${requestId}`,
    })
    await wakePackages(tx)
  })
}

async function insert(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: PackageKey,
  releaseWhenReady: boolean,
): Promise<boolean> {
  const begun = newPackage(ctx.clock.now(), { releaseWhenReady })
  const rows = await tx
    .insert(dataPackage)
    .values({ subjectId, requestId, ...begun })
    .onConflictDoUpdate({
      target: [dataPackage.subjectId, dataPackage.requestId],
      set: begun,
      setWhere: eq(dataPackage.state, 'cancelled'),
    })
    .returning({ requestId: dataPackage.requestId })
  return rows.length > 0
}
