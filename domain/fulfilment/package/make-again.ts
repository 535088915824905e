import { and, eq, inArray, or } from 'drizzle-orm'
import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { append } from '#domain/audit/record/append.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { forgetPackageItems, wakePackages } from '../package-record/package-rows.ts'
import { newPackage } from './new-package.ts'
import type { PackageResult } from './release-package.ts'

/**
 * Makes the package of a fulfilled request again, with the data of today, when its seven days are over or its file opens with a
 * passphrase alone, which may be lost. Staff decided to give this person a copy, so nobody looks at it again. Throws `Denied`.
 */
export async function makePackageAgain(ctx: Context, reference: string): Promise<PackageResult | TooOften> {
  const may = { own: 'packages.make-again', staff: 'packages.make-again' } as const
  const request = await ctx.transaction((tx) => findPackageRequest(tx, ctx, reference, may))
  if (!request) return { status: 'refused', code: 'not-found' }
  if (request.stands !== 'given') return { status: 'refused', code: 'moved-on' }
  const spending = await spend(ctx.services, 'package-again', { account: request.subjectId })
  if (!spending.ok) return tooOften(spending)
  const { subjectId, requestId } = request
  return ctx.transaction(async (tx) => {
    const begun = newPackage(ctx.clock.now(), { releaseWhenReady: true })
    const rows = await tx
      .insert(dataPackage)
      .values({ subjectId, requestId, ...begun })
      .onConflictDoUpdate({
        target: [dataPackage.subjectId, dataPackage.requestId],
        set: begun,
        setWhere: or(
          inArray(dataPackage.state, ['expired', 'cancelled']),
          and(eq(dataPackage.state, 'released'), dataPackage.locked),
        ),
      })
      .returning({ requestId: dataPackage.requestId })
    if (rows.length === 0) return { status: 'refused', code: 'moved-on' }
    await forgetPackageItems(tx, request)
    await append(tx, ctx.auditedAs, {
      action: 'package.make-again',
      subjectId,
      resource: `request:${requestId}`,
    })
    await wakePackages(tx)
    return { status: 'done' }
  })
}
