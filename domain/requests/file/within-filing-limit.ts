import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import type { FileResult } from './file-request.ts'

/**
 * Counts a request that is filed by the person, or by the representation. A form that was filed before is never refused: its answer
 * was lost, and it is no request more. What was not filed is given back.
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
  try {
    const result = await file()
    if (result.status === 'refused' || result.repeated) await spending.giveBack()
    return result
  } catch (error) {
    if (!isUnknown(error)) await spending.giveBack()
    throw error
  }
}

// By name: the server in front and the framework's bundle each have their own copy of the class.
const isUnknown = (error: unknown) => error instanceof Error && error.name === 'CommitUnknown'
