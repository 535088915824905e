import { and, eq, gte, isNotNull, isNull, lt, not, or, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditFinding, securityAudit } from '#db/schema/assurance.ts'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { requestKinds } from '#db/schema/request-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readBackupsBetween, readDrillsBetween } from '#domain/backups/state/read-backups-between.ts'
import { countNotices } from '#domain/incidents/term/run-terms.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import type { RequestKind } from '#domain/requests/rules/kinds.ts'
import { type Punctuality, readPunctuality } from '#domain/requests/view/read-punctuality.ts'
import { countRecordedClearances } from '#domain/staff/clearances/count-recorded-clearances.ts'
import { readReviewState } from '#domain/staff/record/review-records.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { firstDayOf, lastDayOf, type Quarter, quarterOf } from '#platform/time/quarter.ts'
import { hasReport } from '../audits/audit-reports.ts'
import { measurementsBetween } from '../record/measurements.ts'
import type { EvidenceId } from '../rules/evidence.ts'
import { type TurnedRed, turnedRed } from '../rules/series.ts'

/** What was done in a quarter, in counts: it names nobody. */
export type QuarterReport = {
  quarter: Quarter
  /** The name of the operator, in three languages. */
  operator: Operator['name']
  from: string
  to: string
  /** The quarter is not over: the counts go up to now. */
  isRunning: boolean
  requests: ({ kind: RequestKind } & Punctuality)[]
  incidents: Awaited<ReturnType<typeof countNotices>>
  audits: { audits: number; tests: number; planned: number; found: number; closed: number; overdue: number }
  clearances: Awaited<ReturnType<typeof countRecordedClearances>>
  backups: { made: number; passed: number; failed: number }
  review: { completedAt: Date | null; pending: number }
  evidence: { measured: number; red: ({ evidence: EvidenceId } & TurnedRed)[] }
}

const deadlineMs = 60_000

/** The report of a quarter, on record. Null for a quarter that has not begun. Throws `Denied`. */
export async function readQuarter(ctx: Context, quarter: Quarter): Promise<QuarterReport | null> {
  authorize(ctx.actor, 'reports.read')
  const now = ctx.clock.now()
  const [from, to] = [firstDayOf(quarter), lastDayOf(quarter)]
  if (from > almatyDate(now)) return null
  const end = almatyInstant(addDays(to, 1))
  const before = end < now ? end : now
  const span = { from: almatyInstant(from), before }
  return ctx.transaction(
    async (tx) => {
      // What is due at the last second belongs to the quarter.
      const period = { from: new Date(span.from.getTime() - 1), to: new Date(before.getTime() - 1) }
      const requests: QuarterReport['requests'] = []
      for (const kind of requestKinds) requests.push({ kind, ...(await readPunctuality(tx, kind, period)) })
      const drills = await readDrillsBetween(tx, span)
      const measured = await measurementsBetween(tx, period)
      const byEvidence = Map.groupBy(measured, ({ evidence }) => evidence)
      const red = evidenceIds.flatMap((evidence) => {
        const found = turnedRed(evidence, byEvidence.get(evidence) ?? [])
        return found ? [{ evidence, ...found }] : []
      })
      const review = await readReviewState(tx, quarter)
      const report = {
        quarter,
        operator: readOperator(ctx.services.env).name,
        from,
        to,
        isRunning: quarter === quarterOf(almatyDate(now)),
        requests,
        incidents: await countNotices(tx, period),
        audits: await countRegister(tx, { from, to, before }),
        clearances: await countRecordedClearances(tx, span),
        backups: {
          made: (await readBackupsBetween(tx, span)).length,
          passed: drills.filter(({ result }) => result === 'passed').length,
          failed: drills.filter(({ result }) => result !== 'passed').length,
        },
        review: { completedAt: review.completedAt, pending: review.pending },
        evidence: { measured: measured.length, red },
      }
      await append(tx, ctx.auditedAs, { action: 'report.read', resource: `quarter:${quarter}` })
      return report
    },
    { deadlineMs },
  )
}

type Given = { from: string; to: string; before: Date }

async function countRegister(tx: Transaction, { from, to, before }: Given): Promise<QuarterReport['audits']> {
  const { kind, doneOn, plannedOn, cancelledAt } = securityAudit
  const reported = hasReport(tx)
  const done = (of: 'audit' | 'penetration-test') =>
    tx.$count(securityAudit, and(eq(kind, of), reported, gte(doneOn, from), sql`${doneOn} <= ${to}`))
  const { recordedAt, closedAt, dueOn } = auditFinding
  const start = almatyInstant(from)
  const end = almatyDate(before)
  return {
    audits: await done('audit'),
    tests: await done('penetration-test'),
    planned: await tx.$count(
      securityAudit,
      and(isNull(cancelledAt), not(reported), gte(plannedOn, from), sql`${plannedOn} <= ${to}`),
    ),
    found: await tx.$count(auditFinding, and(gte(recordedAt, start), lt(recordedAt, before))),
    closed: await tx.$count(
      auditFinding,
      and(isNotNull(closedAt), gte(closedAt, start), lt(closedAt, before)),
    ),
    // Open past its day at the end of the quarter.
    overdue: await tx.$count(
      auditFinding,
      and(lt(dueOn, end), lt(recordedAt, before), or(isNull(closedAt), gte(closedAt, before))),
    ),
  }
}
