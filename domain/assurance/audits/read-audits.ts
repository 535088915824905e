import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, lte, not, or, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { auditFinding, auditReport, securityAudit } from '#db/schema/assurance.ts'
import { type AuditKind, type Severity, severities } from '#db/schema/assurance-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { findingState, planState, SOON_DAYS } from '../rules/audit-terms.ts'
import { hasReport } from './audit-reports.ts'

/** Who did something, by name where it is still known. */
type Named = { staffId: string; name: string | null }

export type AuditEntry = {
  auditId: string
  kind: AuditKind
  scope: string
  performer: string
  plannedOn: string
  planned: { by: Named; at: string }
  state: ReturnType<typeof planState>
  report: {
    doneOn: string
    name: string
    /** Null: the portal does not have the document, and the audit does not count as done. */
    document: { sha256: string; size: number } | null
    by: Named
    at: string
  } | null
  findings: { all: number; open: number; overdue: number }
}

export type FindingEntry = {
  findingId: string
  auditId: string
  title: string
  severity: Severity
  owner: Named
  dueOn: string
  state: ReturnType<typeof findingState>
  recordedAt: string
  closed: { by: Named; at: string; measure: string } | null
}

/** The most audits that have ended in the list; the export has all. */
const listed = 200

/** What is open first, by its day; then the newest that have ended. Throws `Denied`. */
export async function listAudits(ctx: Context): Promise<AuditEntry[]> {
  authorize(ctx.actor, 'audits.read')
  return ctx.transaction(async (tx) => {
    const { cancelledAt, plannedOn } = securityAudit
    const isOpen = and(not(hasReport(tx)), isNull(cancelledAt))
    const open = await tx.select().from(securityAudit).where(isOpen).orderBy(asc(plannedOn))
    const ended = await tx
      .select()
      .from(securityAudit)
      .where(or(hasReport(tx), isNotNull(cancelledAt)))
      .orderBy(desc(plannedOn))
      .limit(listed)
    return entriesOf(tx, ctx, [...open, ...ended])
  })
}

/** One audit with its findings, the gravest and nearest first; null when there is none. Throws `Denied`. */
export async function readAudit(
  ctx: Context,
  auditId: string,
): Promise<(AuditEntry & { list: FindingEntry[] }) | null> {
  authorize(ctx.actor, 'audits.read')
  return ctx.transaction(async (tx) => {
    const rows = await tx.select().from(securityAudit).where(eq(securityAudit.auditId, auditId))
    const [entry] = await entriesOf(tx, ctx, rows)
    if (!entry) return null
    const findings = await tx
      .select()
      .from(auditFinding)
      .where(eq(auditFinding.auditId, auditId))
      .orderBy(asc(auditFinding.dueOn))
    return { ...entry, list: await findingsOf(tx, ctx, findings) }
  })
}

/** Members who can see to a finding, by name. Throws `Denied`. */
export async function listOwners(ctx: Context): Promise<{ staffId: string; name: string }[]> {
  authorize(ctx.actor, 'audits.record')
  const members = await ctx.transaction((tx) => membersByRole(tx, ctx.services.keys, staffRoles))
  return members.map(({ staffId, name }) => ({ staffId, name }))
}

/** Every audit and every finding. Recorded. Throws `Denied`, and `SudoNeeded` without a recent code. */
export async function exportAudits(
  ctx: Context,
): Promise<{ audits: AuditEntry[]; findings: FindingEntry[] }> {
  authorize(ctx.actor, 'audits.export')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const rows = await tx.select().from(securityAudit).orderBy(asc(securityAudit.plannedOn))
    const findings = await tx.select().from(auditFinding).orderBy(asc(auditFinding.dueOn))
    await append(tx, ctx.auditedAs, { action: 'security-audit.export' })
    return { audits: await entriesOf(tx, ctx, rows), findings: await findingsOf(tx, ctx, findings) }
  })
}

/** How many audits are late, are planned within a month, have no report here, or have found what was not closed in time. Throws `Denied`. */
export async function countDueAudits(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'audits.read')
  const today = almatyDate(ctx.clock.now())
  const { auditId, doneOn, cancelledAt, plannedOn } = securityAudit
  const soon = addDays(today, SOON_DAYS)
  return ctx.transaction((tx) =>
    tx.$count(
      securityAudit,
      or(
        and(not(hasReport(tx)), isNull(cancelledAt), or(isNotNull(doneOn), lte(plannedOn, soon))),
        inArray(
          auditId,
          tx
            .select({ id: auditFinding.auditId })
            .from(auditFinding)
            .where(and(isNull(auditFinding.closedAt), lt(auditFinding.dueOn, today))),
        ),
      ),
    ),
  )
}

async function entriesOf(
  tx: Transaction,
  ctx: Context,
  rows: readonly (typeof securityAudit.$inferSelect)[],
): Promise<AuditEntry[]> {
  const today = almatyDate(ctx.clock.now())
  const named = await namesOf(
    tx,
    ctx,
    rows.flatMap(({ plannedBy, recordedBy }) => [plannedBy, recordedBy]),
  )
  const findings = await countFindingsOf(tx, rows, today)
  const documents = await documentsOf(tx, rows)
  return rows.map((row) => ({
    auditId: row.auditId,
    kind: row.kind,
    scope: row.scope,
    performer: row.performer,
    plannedOn: row.plannedOn,
    planned: { by: named(row.plannedBy), at: row.plannedAt.toISOString() },
    state: planState(
      {
        plannedOn: row.plannedOn,
        done: row.doneOn !== null,
        held: documents.has(row.auditId),
        cancelled: row.cancelledAt !== null,
      },
      today,
    ),
    report: reportOf(row, documents.get(row.auditId) ?? null, named),
    findings: findings.get(row.auditId) ?? { all: 0, open: 0, overdue: 0 },
  }))
}

async function countFindingsOf(
  tx: Transaction,
  audits: readonly { auditId: string }[],
  today: string,
): Promise<Map<string, AuditEntry['findings']>> {
  if (audits.length === 0) return new Map()
  const { auditId, closedAt, dueOn } = auditFinding
  const rows = await tx
    .select({
      auditId,
      all: count(),
      open: sql<number>`count(*) FILTER (WHERE ${closedAt} IS NULL)::int`,
      overdue: sql<number>`count(*) FILTER (WHERE ${closedAt} IS NULL AND ${dueOn} < ${today}::date)::int`,
    })
    .from(auditFinding)
    .where(
      inArray(
        auditId,
        audits.map((one) => one.auditId),
      ),
    )
    .groupBy(auditId)
  return new Map(rows.map(({ auditId: id, ...counts }) => [id, counts]))
}

type Document = NonNullable<AuditEntry['report']>['document']

/** What is held of reports, without their content. */
async function documentsOf(
  tx: Transaction,
  audits: readonly { auditId: string }[],
): Promise<Map<string, Document>> {
  if (audits.length === 0) return new Map()
  const { auditId, sha256, size } = auditReport
  const rows = await tx
    .select({ auditId, sha256, size })
    .from(auditReport)
    .where(
      inArray(
        auditId,
        audits.map((one) => one.auditId),
      ),
    )
  return new Map(rows.map((row) => [row.auditId, { sha256: row.sha256.toString('hex'), size: row.size }]))
}

function reportOf(
  row: typeof securityAudit.$inferSelect,
  document: Document,
  named: (staffId: string) => Named,
): AuditEntry['report'] {
  const { doneOn, reportName, recordedBy, recordedAt } = row
  if (!doneOn || !reportName || !recordedBy || !recordedAt) return null
  return {
    doneOn,
    name: reportName,
    document,
    by: named(recordedBy),
    at: recordedAt.toISOString(),
  }
}

async function findingsOf(
  tx: Transaction,
  ctx: Context,
  rows: readonly (typeof auditFinding.$inferSelect)[],
): Promise<FindingEntry[]> {
  const today = almatyDate(ctx.clock.now())
  const named = await namesOf(
    tx,
    ctx,
    rows.flatMap(({ ownerId, closedBy }) => [ownerId, closedBy]),
  )
  const entries = rows.map(
    (row): FindingEntry => ({
      findingId: row.findingId,
      auditId: row.auditId,
      title: row.title,
      severity: row.severity,
      owner: named(row.ownerId),
      dueOn: row.dueOn,
      state: findingState({ dueOn: row.dueOn, closed: row.closedAt !== null }, today),
      recordedAt: row.recordedAt.toISOString(),
      closed:
        row.closedAt && row.closedBy
          ? { by: named(row.closedBy), at: row.closedAt.toISOString(), measure: row.measure ?? '' }
          : null,
    }),
  )
  const rank = ({ severity, closed }: FindingEntry) => severities.indexOf(severity) + (closed ? 10 : 0)
  return entries.sort((a, b) => rank(a) - rank(b) || a.dueOn.localeCompare(b.dueOn))
}

async function namesOf(tx: Transaction, ctx: Context, ids: readonly (string | null)[]) {
  const known = [...new Set(ids.filter((id) => id !== null))]
  const names = await staffNames(tx, ctx.services.keys, known)
  return (staffId: string): Named => ({ staffId, name: names.get(staffId) ?? null })
}
