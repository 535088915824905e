import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { stringify } from 'uuid'
import type { Transaction } from '#db/client.ts'
import { sourceCall } from '#db/schema/fulfilment.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { CallContent, CallType } from '../rules/http-protocol.ts'

/** `use` tells questions apart that look alike to the other side but are answered to different callers. */
export const fingerprintOf = (type: CallType, content: CallContent, use?: 'count'): Buffer =>
  createHash('sha256')
    .update(lengthPrefixed(type, canonicalJson(content), ...(use === undefined ? [] : [use])))
    .digest()

/** The id of a question on an occasion: the same whenever it is asked, so that a repeat is the same request. UUIDv8. */
export function callIdOf(given: {
  source: string
  subjectId: string
  occasion: string
  fingerprint: Buffer
}): string {
  const parts = lengthPrefixed(
    given.source,
    given.subjectId,
    given.occasion,
    given.fingerprint.toString('hex'),
  )
  const bytes = createHash('sha256').update(parts).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return stringify(bytes)
}

type CallKey = { subjectId: string; source: string; callId: string }

const isCall = ({ subjectId, source, callId }: CallKey) =>
  and(eq(sourceCall.subjectId, subjectId), eq(sourceCall.source, source), eq(sourceCall.callId, callId))

/** The request that is under way about the same question; undefined when none is. */
export async function findOpenCall(
  tx: Transaction,
  { subjectId, source, fingerprint }: { subjectId: string; source: string; fingerprint: Buffer },
): Promise<string | undefined> {
  const [open] = await tx
    .select({ callId: sourceCall.callId })
    .from(sourceCall)
    .where(
      and(
        eq(sourceCall.subjectId, subjectId),
        eq(sourceCall.source, source),
        eq(sourceCall.fingerprint, fingerprint),
      ),
    )
    .limit(1)
  return open?.callId
}

/** Keeps a request that the other side answers later. */
export async function keepOpenCall(tx: Transaction, row: typeof sourceCall.$inferInsert): Promise<void> {
  const { status, expectedAt } = row
  await tx
    .insert(sourceCall)
    .values(row)
    .onConflictDoUpdate({
      target: [sourceCall.subjectId, sourceCall.source, sourceCall.callId],
      set: { status, expectedAt },
    })
}

/** What was heard of a request has led to this question; what is heard from now on is new. */
export const markAsked = (tx: Transaction, key: CallKey) =>
  tx.update(sourceCall).set({ status: 'pending' }).where(isCall(key))

export const forgetCall = (tx: Transaction, key: CallKey) => tx.delete(sourceCall).where(isCall(key))

/**
 * The messages of systems that they are ready about a person and that no question has followed yet. A message that is here
 * later and not now is new. Some stay: nobody asks again what a closed page had asked.
 */
export async function readHeard(tx: Transaction, subjectId: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ callId: sourceCall.callId, heardAt: sourceCall.heardAt })
    .from(sourceCall)
    .where(and(eq(sourceCall.subjectId, subjectId), inArray(sourceCall.status, ['completed', 'cancelled'])))
  // Each message about a call has a later time than the one before.
  return new Set(rows.map(({ callId, heardAt }) => `${callId} ${heardAt?.toISOString()}`))
}
