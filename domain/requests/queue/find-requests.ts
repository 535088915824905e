import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { personByAddress, personByExternalId } from '#domain/people/record/person-records.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { parseReference } from '#platform/ids.ts'
import { queueItems } from './read-queue.ts'
import type { RequestListItem } from './staff-request-views.ts'

export type RequestSearch = { reference: string } | { platformId: string } | { address: string }

const FOUND = 50

/** Requests by their reference, or all of a person by the platform's id or the exact address; newest first, at most 50. */
export async function findRequests(ctx: Context, search: RequestSearch): Promise<RequestListItem[]> {
  authorize(ctx.actor, 'requests.find')
  return ctx.transaction(async (tx) => {
    const where = await conditionOf(tx, ctx, search)
    const rows = where
      ? await tx.select().from(request).where(where).orderBy(desc(request.receivedAt)).limit(FOUND)
      : []
    const by = 'reference' in search ? 'reference' : 'platformId' in search ? 'platform-id' : 'address'
    // The log records the kind of search and whose requests were found, never the search text.
    const subjectId = rows[0]?.subjectId ?? null
    await append(tx, ctx.auditedAs, { action: 'request.search', subjectId, reason: by })
    return queueItems(tx, ctx, rows)
  })
}

/** The same for one field in which any of the three may be typed. */
export async function searchRequests(ctx: Context, typed: string): Promise<RequestListItem[]> {
  const reference = parseReference(typed)
  if (reference) return findRequests(ctx, { reference })
  return findRequests(ctx, typed.includes('@') ? { address: typed } : { platformId: typed.trim() })
}

async function conditionOf(tx: Transaction, ctx: Context, search: RequestSearch) {
  if ('reference' in search) {
    const reference = parseReference(search.reference)
    return reference === null ? null : eq(request.reference, reference)
  }
  const subjectId =
    'platformId' in search
      ? await personByExternalId(tx, search.platformId)
      : await byAddress(tx, ctx, search.address)
  return subjectId === null ? null : and(eq(request.subjectId, subjectId))
}

async function byAddress(tx: Transaction, ctx: Context, typed: string) {
  const parsed = parseEmailAddress(typed)
  return parsed.ok ? personByAddress(tx, ctx.services.keys, parsed.address) : null
}
