import { and, isNotNull, isNull, not } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditFinding, securityAudit } from '#db/schema/assurance.ts'
import type { Context } from '#domain/access/context.ts'
import { logBegan } from '#domain/audit/log/current-log.ts'
import { backupDues } from '#domain/backups/state/backup-dues.ts'
import { openTerms } from '#domain/incidents/term/run-terms.ts'
import { clearanceDues } from '#domain/staff/clearances/clearance-dues.ts'
import { readReviewState } from '#domain/staff/record/review-records.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { lastDayOf, quarterOf } from '#platform/time/quarter.ts'
import { hasReport } from '../audits/audit-reports.ts'
import { allEntries } from '../subprocessors/read-subprocessors.ts'
import { agreementState, listOn } from '../subprocessors/subprocessor-list.ts'
import { byDay, type Due, owedAudits, type RegisterName } from './register-dues.ts'

/** What has to happen in a register, and by when; processing and transfers follow the data map and have nothing due. */
const readers: Partial<
  Record<RegisterName, (tx: Transaction, ctx: Context, today: string) => Promise<Due[]>>
> = {
  audits: async (tx, ctx, today) => {
    const began = almatyDate((await logBegan(tx)) ?? ctx.clock.now())
    const planned = await plannedAudits(tx, today)
    const done = await tx
      .select({ kind: securityAudit.kind, day: securityAudit.doneOn })
      .from(securityAudit)
      .where(and(isNotNull(securityAudit.doneOn), hasReport(tx)))
    const of = (kind: (typeof done)[number]['kind']) =>
      done.flatMap((row) => (row.kind === kind && row.day ? [row.day] : []))
    const days = { audit: of('audit'), 'penetration-test': of('penetration-test') }
    return [...planned, ...owedAudits(days, planned, { began, today }), ...(await openFindings(tx, today))]
  },
  training: async (tx, ctx, today) =>
    (await clearanceDues(tx, ctx.services.keys, today)).map(({ staffId, kind, doneOn, until }) => ({
      kind,
      id: [staffId, doneOn, kind === 'agreement' ? until : null].filter(Boolean).join('/'),
      dueOn: until,
      isOverdue: until === null || until < today,
      entry: staffId,
      staffId,
    })),
  incidents: async (tx, ctx) =>
    (await openTerms(tx, ctx.clock.now())).map(({ reference, dueAt, state }) => ({
      kind: 'incident-notice',
      id: reference,
      dueOn: almatyDate(dueAt),
      isOverdue: state === 'passed',
      entry: reference,
    })),
  subprocessors: async (tx, _, today) =>
    listOn(await allEntries(tx), today).current.flatMap((row): Due[] => {
      const state = agreementState(row, today)
      if (state !== 'none' && row.agreementEndsOn === null) return []
      return [
        {
          kind: 'subprocessor-agreement',
          id: row.entryId,
          dueOn: state === 'none' ? null : row.agreementEndsOn,
          isOverdue: state === 'none' || state === 'over',
          entry: row.subprocessorId,
          company: row.name,
        },
      ]
    }),
  backups: async (tx, ctx) => {
    const now = ctx.clock.unmoved()
    const dues = await backupDues(tx, (await logBegan(tx)) ?? now)
    return dues.map(({ kind, lastAt, dueAt }) => ({
      kind,
      id: lastAt?.toISOString() ?? 'none',
      dueOn: almatyDate(dueAt),
      isOverdue: dueAt < now,
    }))
  },
  review: async (tx, _, today) => {
    const quarter = quarterOf(today)
    const { pending, overdue } = await readReviewState(tx, quarter)
    if (pending === 0) return []
    return [{ kind: 'access-review', id: quarter, dueOn: lastDayOf(quarter), isOverdue: overdue }]
  },
}

/** What is due in these registers, the nearest first. The caller has authorized each. */
export async function gatherDues(
  tx: Transaction,
  ctx: Context,
  names: readonly RegisterName[],
): Promise<Due[]> {
  const today = almatyDate(ctx.clock.now())
  const dues: Due[] = []
  for (const name of names) dues.push(...((await readers[name]?.(tx, ctx, today)) ?? []))
  return dues.sort(byDay)
}

/** What is planned, or was done and has no report here. */
async function plannedAudits(tx: Transaction, today: string): Promise<Due[]> {
  const { auditId, kind, plannedOn, cancelledAt } = securityAudit
  const rows = await tx
    .select({ auditId, kind, plannedOn })
    .from(securityAudit)
    .where(and(not(hasReport(tx)), isNull(cancelledAt)))
  return rows.map((row) => ({
    kind: row.kind,
    id: row.auditId,
    dueOn: row.plannedOn,
    isOverdue: row.plannedOn < today,
    entry: row.auditId,
  }))
}

async function openFindings(tx: Transaction, today: string): Promise<Due[]> {
  const { findingId, auditId, ownerId, dueOn, closedAt } = auditFinding
  const rows = await tx
    .select({ findingId, auditId, ownerId, dueOn })
    .from(auditFinding)
    .where(isNull(closedAt))
  return rows.map((row) => ({
    kind: 'finding',
    id: row.findingId,
    dueOn: row.dueOn,
    isOverdue: row.dueOn < today,
    entry: row.auditId,
    staffId: row.ownerId,
  }))
}
