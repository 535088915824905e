import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countAsked, countEnding } from '#domain/consent/changed/count-outdated.ts'
import { replayAllowed } from '#domain/consent/replay/replay-allowed.ts'
import { countAnswers } from '#domain/integrations/keys/read-decision-counts.ts'
import {
  type DraftImpact,
  impactHash,
  readDraftTouches,
  storeImpact,
} from '#domain/policy/drafts/draft-impact.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'

/**
 * Counts what the open draft would do if it were published now, and keeps the figures with it: a count of a million people takes
 * seconds, and an officer looks at the page often. Null: nothing to count, or the draft was changed meanwhile, which has it counted
 * again.
 */
export async function countDraftImpact(ctx: Context): Promise<DraftImpact | null> {
  authorize(ctx.actor, 'policy-impact.count')
  const touches = await readDraftTouches(ctx)
  if (!touches) return null
  const now = ctx.clock.now()
  const day = addDays(almatyDate(now), -1)
  const impact: DraftImpact = {
    sha256: impactHash(touches),
    countedAt: now.toISOString(),
    asked: await countAsked(ctx, touches),
    ending: await countEnding(ctx, touches),
    replayed: {
      day,
      ...(await countAnswers(ctx, { ...touches, day })),
      ...(await replayAllowed(ctx, { ...touches, day: almatyInstant(day) })),
    },
  }
  return (await storeImpact(ctx, impact)) ? impact : null
}
