import { createHash } from 'node:crypto'
import { and, eq, gt, gte, lt, sql } from 'drizzle-orm'
import { consentEvent } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { type HeldReceipt, heldReceipts } from './receipt-facts.ts'
import { signDetached } from './sign-receipt.ts'

const pageSize = 200

/**
 * One person's whole history as one JSON file, streamed: every receipt, then a signed list with their number and the
 * SHA-256 of all of them, so that none can be left out. Memory holds one page. The export is audited before the first
 * piece.
 */
export async function* exportReceipts(ctx: Context, subjectId: string): AsyncGenerator<string> {
  authorize(ctx.actor, 'receipts.export', { subjectId })
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'receipts.export', subjectId }))
  const { keys } = ctx.services
  const hash = createHash('sha256')
  let count = 0
  let before = 0
  let principal = ''
  yield '{"receipts":['
  for (;;) {
    const which = and(eq(consentEvent.subjectId, subjectId), gt(consentEvent.seq, before))
    const page = await ctx.transaction((tx) => heldReceipts(tx, keys, which, pageSize))
    if (page.length === 0) break
    let piece = ''
    for (const { seq, facts, receipt } of page) {
      const text = canonicalJson(receipt)
      hash.update(text).update('\n')
      piece += `${count === 0 ? '' : ','}\n${text}`
      count += 1
      before = seq
      principal = facts.principalId
    }
    yield piece
    if (page.length < pageSize) break
  }
  const madeAt = ctx.clock.now()
  const list = {
    pii_principal_id: principal,
    made_at: madeAt.toISOString(),
    count,
    sha256: hash.digest('hex'),
  }
  yield `\n],"list":${canonicalJson(signDetached(keys.signers()(madeAt), 'consent-history', list))}}\n`
}

/** Work that nobody waits for reads the whole ledger. */
const deadlineMs = 120_000

/**
 * Receipts of what was recorded from a moment on and before another, in pages by person. Row-level security leaves out people
 * whose records the reader may not see.
 */
// no permission: the caller has authorized
export async function* receiptsBetween(
  ctx: Context,
  { from, before }: { from: Date; before: Date },
): AsyncGenerator<HeldReceipt[]> {
  const { subjectId, seq, recordedAt } = consentEvent
  let after = { subjectId: '00000000-0000-0000-0000-000000000000', seq: 0 }
  for (;;) {
    const which = and(
      gte(recordedAt, from),
      lt(recordedAt, before),
      sql`(${subjectId}, ${seq}) > (${after.subjectId}::uuid, ${after.seq}::int)`,
    )
    const page = await ctx.transaction((tx) => heldReceipts(tx, ctx.services.keys, which, pageSize), {
      deadlineMs,
    })
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last
  }
}
