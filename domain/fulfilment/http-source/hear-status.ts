import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { sourceCall } from '#db/schema/fulfilment.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { signedAt } from '#platform/outgoing/signed-call.ts'
import { readHttpSources } from '../map/read-http-sources.ts'
import { wakeWaiting } from '../package-record/wake-waiting.ts'
import { statusSchema } from '../rules/http-protocol.ts'

export type StatusMessage = {
  source: string
  /** The path of the request, as it was signed. */
  path: string
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** `repeat`: a message with this or a later time was taken before. `unknown`: nothing of this id is under way. */
export type Heard = 'taken' | 'unsigned' | 'malformed' | 'repeat' | 'unknown'

/**
 * Takes a system's message that a request has moved. Nothing in it is believed but that: the answer itself is asked for
 * again, by a call of the portal. Erasures, copies and changes of the person that wait are woken. Throws `Denied`.
 */
// no audit record: it only moves the next question forward
export async function hearStatus(ctx: Context, message: StatusMessage): Promise<Heard> {
  authorize(ctx.actor, 'source-status.send')
  const { source, path, headers, body } = message
  const settings = readHttpSources(ctx.services.env).find(({ name }) => name === source)
  const time =
    settings && signedAt(settings.key, { method: 'POST', path, headers, body }, ctx.clock.unmoved())
  if (time === undefined || time === null) return 'unsigned'
  const parsed = statusSchema.safeParse(jsonOf(body))
  if (!parsed.success) return 'malformed'
  const { subject_request_id: callId, request_status: status } = parsed.data
  const heardAt = new Date(time)
  const isCall = and(eq(sourceCall.source, source), eq(sourceCall.callId, callId))
  return asSystem(ctx, 'hear-status').transaction(async (tx) => {
    const [moved] = await tx
      .update(sourceCall)
      .set({ status, heardAt })
      .where(and(isCall, or(isNull(sourceCall.heardAt), lt(sourceCall.heardAt, heardAt))))
      .returning({ subjectId: sourceCall.subjectId })
    if (!moved) {
      const known = await tx.select({ callId: sourceCall.callId }).from(sourceCall).where(isCall)
      return known.length > 0 ? 'repeat' : 'unknown'
    }
    if (status === 'completed' || status === 'cancelled')
      await wakeWaiting(tx, { subjectId: moved.subjectId, source, now: ctx.clock.now() })
    return 'taken'
  })
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
