import { and, inArray } from 'drizzle-orm'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

type Key = { subjectId: string; requestId: string }

/** References by request id, for lists without personal data. */
export async function readReferences(ctx: Context, keys: readonly Key[]): Promise<Map<string, string>> {
  authorize(ctx.actor, 'mail.read')
  if (keys.length === 0) return new Map()
  const subjects = [...new Set(keys.map(({ subjectId }) => subjectId))]
  const requests = [...new Set(keys.map(({ requestId }) => requestId))]
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ requestId: request.requestId, reference: request.reference })
      .from(request)
      .where(and(inArray(request.subjectId, subjects), inArray(request.requestId, requests))),
  )
  return new Map(rows.map(({ requestId, reference }) => [requestId, reference]))
}
