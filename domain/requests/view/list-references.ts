import { and, asc, gte, lt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'

/** The references of all requests that were received from a moment on and before another, also of people that lists of staff do not show. */
export async function listReferences(tx: Transaction, from: Date, before: Date): Promise<string[]> {
  const rows = await tx
    .select({ reference: request.reference })
    .from(request)
    .where(and(gte(request.receivedAt, from), lt(request.receivedAt, before)))
    .orderBy(asc(request.reference))
  return rows.map(({ reference }) => reference)
}
