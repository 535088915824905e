import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { decisionsOf, type ReviewDecision } from './read-review.ts'

const columns = [
  'period',
  'member',
  'role',
  'lastUsedAt',
  'decision',
  'reason',
  'decidedBy',
  'decidedAt',
] as const

/** Words for the columns, and for the codes in them. */
export type ReviewWords = {
  columns: Record<(typeof columns)[number], string>
  role: (role: StaffRole) => string
  decision: (decision: ReviewDecision['decision']) => string
  never: string
}

/** Every decision of every review as CSV, the newest first. The export is recorded. Throws `Denied`, `SudoNeeded`. */
export async function exportReview(ctx: Context, words: ReviewWords): Promise<string> {
  authorize(ctx.actor, 'access-review.export')
  requireSudo(ctx)
  const decisions = await ctx.transaction(async (tx) => {
    await append(tx, ctx.auditedAs, { action: 'access-review.export' })
    return decisionsOf(tx, ctx)
  })
  const rows = decisions.map((one) => [
    one.period,
    one.member,
    words.role(one.role),
    one.lastUsedAt ? almatyMoment(one.lastUsedAt) : words.never,
    words.decision(one.decision),
    one.reason,
    one.decidedBy,
    almatyMoment(one.decidedAt),
  ])
  return csvTable([columns.map((column) => words.columns[column]), ...rows], {
    delimiter: delimiterFor(ctx.locale),
  })
}
