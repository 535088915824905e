import { createHmac } from 'node:crypto'
import { asc, inArray, type SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentText } from '#db/schema/consent.ts'
import { representationFacts } from '#domain/people/minors/represent.ts'
import { operatorAt, operatorRecords } from '#domain/policy/operator/record-operator.ts'
import { versionHashes } from '#domain/policy/versions/read-policy.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { buildReceipt, type Receipt } from './build-receipt.ts'
import { secondEditionSince } from './receipt-edition.ts'
import type { ReceiptFacts, ReceiptRepresentative } from './receipt-shape.ts'
import { type Signed, signDetached } from './sign-receipt.ts'

/** The signed receipt of an event, and whose event it is. */
export type HeldReceipt = { subjectId: string; seq: number; facts: ReceiptFacts; receipt: Signed<Receipt> }

/** Representatives of events by the id of the representation, which the event names as its actor. */
async function readReceiptRepresentatives(
  tx: Transaction,
  keys: MasterKeys,
  events: readonly (typeof consentEvent.$inferSelect)[],
): Promise<Map<string, ReceiptRepresentative>> {
  const ids = events.flatMap(({ actorKind, actorId }) =>
    actorKind === 'representative' && actorId ? [actorId] : [],
  )
  const rows = await representationFacts(tx, ids)
  return new Map(
    rows.map(({ representationId, capacity, verifiedAt }) => [
      representationId,
      { capacity, verifiedAt, representativeId: principalId(keys, representationId) },
    ]),
  )
}

/** An id of the person that means nothing outside of receipts; the same in all of theirs. */
function principalId(keys: MasterKeys, subjectId: string): string {
  return createHmac('sha256', keys.derive('receipt principal'))
    .update(subjectId)
    .digest('base64url')
    .slice(0, 27)
}

/**
 * Receipts of events, in ledger order, built from what was valid when each was recorded. The caller has authorized;
 * row-level security limits a subject to their own.
 */
export async function heldReceipts(
  tx: Transaction,
  keys: MasterKeys,
  which: SQL | undefined,
  limit: number,
): Promise<HeldReceipt[]> {
  const events = await tx
    .select()
    .from(consentEvent)
    .where(which)
    .orderBy(asc(consentEvent.subjectId), asc(consentEvent.seq))
    .limit(limit)
  if (events.length === 0) return []
  const wordsOf = await wordsOfEvents(tx, events)
  const operators = await operatorRecords(tx)
  const representatives = await readReceiptRepresentatives(tx, keys, events)
  const policies = await versionHashes(tx)
  const since = await secondEditionSince(tx)
  const signerOf = keys.signers()
  return events.map((event) => {
    const words = wordsOf(event)
    const { subjectId, seq, policyVersion, ...kept } = event
    const representative = representatives.get(event.actorId ?? '')
    const facts: ReceiptFacts = {
      ...kept,
      ...(event.actorKind === 'representative' && representative ? { representative } : {}),
      principalId: principalId(keys, subjectId),
      words: {
        version: words.version,
        sha256: words.sha256.toString('hex'),
        text: words.words,
        termMonths: words.termMonths,
      },
      policy: { version: policyVersion, sha256: policies.get(policyVersion) ?? '' },
      operator: operatorAt(operators, event.recordedAt),
    }
    const receipt = signDetached(signerOf(event.recordedAt), 'consent-receipt', buildReceipt(facts, since))
    return { subjectId, seq, facts, receipt }
  })
}

/** The words that events cite: few, however many events there are. */
async function wordsOfEvents(tx: Transaction, events: readonly (typeof consentEvent.$inferSelect)[]) {
  const versions = [...new Set(events.map(({ textVersion }) => textVersion))]
  const rows = await tx.select().from(consentText).where(inArray(consentText.version, versions))
  const nameOf = (of: { purpose: string; topic: string; locale: string }, version: number) =>
    [of.purpose, of.topic, of.locale, version].join(' ')
  const byName = new Map(rows.map((row) => [nameOf(row, row.version), row]))
  return (event: (typeof events)[number]) => {
    const words = byName.get(nameOf(event, event.textVersion))
    if (!words) throw new Error(`the words of event ${event.eventId} are gone`)
    return words
  }
}
