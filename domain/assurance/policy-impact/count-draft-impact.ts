import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countOutdated } from '#domain/consent/changed/count-outdated.ts'
import { countAllowed } from '#domain/integrations/keys/read-decision-counts.ts'
import {
  type DraftImpact,
  impactHash,
  readDraftTouches,
  storeImpact,
} from '#domain/policy/drafts/draft-impact.ts'

const MONTH = 30 * 86_400_000

/**
 * Counts what the open draft would do if it were published now, and keeps the figures with it: a count of a million people takes
 * seconds, and an officer looks at the page often. Null: nothing to count, or the draft was changed meanwhile, which has it counted
 * again.
 */
export async function countDraftImpact(ctx: Context): Promise<DraftImpact | null> {
  authorize(ctx.actor, 'policy-impact.count')
  const touches = await readDraftTouches(ctx)
  if (!touches) return null
  const { version, purposes, retired } = touches
  const now = ctx.clock.now()
  const since = new Date(now.getTime() - MONTH)
  const impact: DraftImpact = {
    sha256: impactHash(touches),
    countedAt: now.toISOString(),
    asked: await countOutdated(ctx, { version, purposes, retired: [] }),
    ending: await countOutdated(ctx, { version, purposes: [], retired }),
    answers: await countAllowed(ctx, { purposes, retired, since }),
  }
  return (await storeImpact(ctx, impact)) ? impact : null
}
