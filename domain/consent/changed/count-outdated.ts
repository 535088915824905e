import { count, countDistinct } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { outdatedBy, type Touched, touchesNothing } from './outdated-by.ts'

/** How many consents of how many people a version would end if it were published now: who would be asked again. */
export async function countOutdated(
  ctx: Context,
  { version, ...touched }: { version: number } & Touched,
): Promise<{ consents: number; people: number }> {
  authorize(ctx.actor, 'policy-impact.count')
  if (touchesNothing(touched)) return { consents: 0, people: 0 }
  return ctx.transaction(async (tx) => {
    const [row] = await tx
      .select({ consents: count(), people: countDistinct(consentState.subjectId) })
      .from(consentState)
      .where(outdatedBy(version, touched, ctx.clock.now()))
    return row ?? { consents: 0, people: 0 }
  })
}
