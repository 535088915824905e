import { and, count, eq, isNotNull, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditFinding, securityAudit } from '#db/schema/assurance.ts'
import type { AuditKind } from '#db/schema/assurance-codes.ts'
import { addDays } from '#platform/time/local-date.ts'
import { auditQuarters, daysSinceTest, FINDING_SOON_DAYS } from '../rules/audit-terms.ts'
import type { Figures } from '../rules/figures.ts'
import { hasReport } from './audit-reports.ts'

/** Days in Almaty. */
type Span = { began: string; today: string }

const YEAR = 365

async function doneOn(tx: Transaction, kind: AuditKind, { today }: Span): Promise<string[]> {
  const rows = await tx
    .select({ day: securityAudit.doneOn })
    .from(securityAudit)
    .where(and(eq(securityAudit.kind, kind), isNotNull(securityAudit.doneOn), hasReport(tx)))
  return rows.flatMap(({ day }) => (day !== null && day <= today ? [day] : []))
}

/** Audits of the last 365 days whose report is held, and whether a quarter ended without one. The caller has authorized. */
export async function countAudits(tx: Transaction, span: Span): Promise<Figures['audits']> {
  const days = await doneOn(tx, 'audit', span)
  const since = addDays(span.today, -YEAR)
  return { ...auditQuarters(days, span), audits: days.filter((day) => day > since).length }
}

/** Penetration tests of the last 365 days whose report is held, and how long ago the last one was. The caller has authorized. */
export async function countTests(tx: Transaction, span: Span): Promise<Figures['penetration-tests']> {
  const days = await doneOn(tx, 'penetration-test', span)
  const since = addDays(span.today, -YEAR)
  return { tests: days.filter((day) => day > since).length, daysSince: daysSinceTest(days, span) }
}

/** Every finding that was recorded, by what has become of it (`findingState`). The caller has authorized. */
export async function countFindings(tx: Transaction, { today }: Span): Promise<Figures['findings']> {
  const { closedAt, dueOn } = auditFinding
  const isOpen = sql`${closedAt} IS NULL`
  const soon = addDays(today, FINDING_SOON_DAYS)
  const [row] = await tx
    .select({
      found: count(),
      open: sql<number>`count(*) FILTER (WHERE ${isOpen})::int`,
      overdue: sql<number>`count(*) FILTER (WHERE ${isOpen} AND ${dueOn} < ${today}::date)::int`,
      dueSoon: sql<number>`count(*) FILTER (WHERE ${isOpen} AND ${dueOn} BETWEEN ${today}::date AND ${soon}::date)::int`,
    })
    .from(auditFinding)
  return row ?? { found: 0, open: 0, overdue: 0, dueSoon: 0 }
}
