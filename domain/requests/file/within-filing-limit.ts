import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { givingBack, spend } from '#domain/access/limits.ts'
import type { FileResult } from './file-request.ts'

/**
 * Counts a request that is filed by the person, or by the representation. A form that was filed before is never refused:
 * sending it again makes no second request. What was not filed is given back.
 */
// no permission: called after the use case has authorized
export async function withinFilingLimit(
  ctx: Context,
  wasFiled: () => Promise<object | undefined>,
  file: () => Promise<FileResult>,
): Promise<FileResult> {
  const spending = await spend(ctx.services, 'filing', { account: actorId(ctx.actor) ?? '' })
  if (!spending.ok)
    return (await wasFiled())
      ? file()
      : { status: 'refused', code: 'filed-often', retryAfterSeconds: spending.retryAfterSeconds }
  return givingBack(spending, file)
}
