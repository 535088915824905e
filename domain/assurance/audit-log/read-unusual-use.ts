import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { countActions, type LastRecords, lastRecords } from '#domain/audit/search/count-records.ts'

export const UNUSUAL_DAYS = 30
const listed = 20

const refusedSignIn = { action: 'sign-in.refuse' }
const stoppedRequest = { action: 'request.cancel', reason: 'stop-link' }

/** Of the last thirty days, with the newest of each. */
export type UnusualUse = {
  /** Sign-ins with a new browser that the person was told about. */
  told: LastRecords
  /** Sign-ins that the person said were not theirs. */
  refused: LastRecords
  /** Requests that were stopped as not the person's, by the link of their notice or with a sign-in. */
  stopped: LastRecords
}

/** Unusual sign-ins and stopped requests, by the audit log; recorded, as every reading of it. Throws `Denied`. */
export async function readUnusualUse(ctx: Context): Promise<UnusualUse> {
  authorize(ctx.actor, 'unusual-use.read')
  const since = new Date(ctx.clock.unmoved().getTime() - UNUSUAL_DAYS * 86_400_000)
  return ctx.transaction(async (tx) => {
    const told = await lastRecords(tx, { action: 'sign-in.notify' }, { since, size: listed })
    const refused = await lastRecords(tx, refusedSignIn, { since, size: listed })
    const stopped = await lastRecords(tx, stoppedRequest, { since, size: listed })
    await append(tx, ctx.auditedAs, { action: 'unusual-use.read' })
    return { told, refused, stopped }
  })
}

const WEEK_MS = 7 * 86_400_000

/** How many sign-ins and requests people said in the last week were not theirs. Throws `Denied`. */
export async function countRefused(ctx: Context): Promise<{ signIns: number; requests: number }> {
  authorize(ctx.actor, 'audit.read')
  const since = new Date(ctx.clock.unmoved().getTime() - WEEK_MS)
  return ctx.transaction(async (tx) => ({
    signIns: await countActions(tx, refusedSignIn, since),
    requests: await countActions(tx, stoppedRequest, since),
  }))
}
