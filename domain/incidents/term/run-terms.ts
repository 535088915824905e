import { and, asc, eq, gt, inArray, lte, or } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { incident } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readCalendarDays } from '#domain/requests/record/read-calendar.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { type IncidentRow, incidentResource } from '../record/incident-rows.ts'
import { incidentOfficers } from '../rules/officers.ts'
import { dueAtOf, termStateOf } from '../rules/term.ts'

const unsettled = inArray(incident.authority, ['waiting', 'proposed'])

export type TermRun = { warned: number; passed: number; moved: number }

/**
 * Looks at the terms of open notices to the authority: a term follows the calendar, and officers get an email four hours before its
 * end and when it has passed. Throws `Denied`.
 */
export async function runIncidentTerms(ctx: Context): Promise<TermRun> {
  authorize(ctx.actor, 'incidents.keep-time')
  return ctx.transaction(async (tx) => {
    const run = { warned: 0, passed: 0, moved: 0 }
    const rows = await tx
      .select()
      .from(incident)
      .where(unsettled)
      .orderBy(asc(incident.incidentId))
      .for('update')
    if (rows.length === 0) return run
    const calendar = await readCalendarDays(tx, 'together')
    const now = ctx.clock.now()
    for (const row of rows) {
      const { incidentId } = row
      const dueAt = dueAtOf(row.noticedAt, calendar)
      const set: Partial<IncidentRow> = {}
      if (dueAt.getTime() !== row.dueAt.getTime()) {
        set.dueAt = dueAt
        run.moved += 1
        await append(tx, ctx.auditedAs, {
          action: 'incident.move-term',
          resource: incidentResource(incidentId),
        })
      }
      const state = termStateOf({ ...row, dueAt }, now)
      if (state === 'passed' && row.passedToldAt === null) {
        set.passedToldAt = now
        run.passed += 1
        await alert(tx, ctx, incidentId, 'passed')
      } else if (state === 'soon' && row.warnedAt === null) {
        set.warnedAt = now
        run.warned += 1
        await alert(tx, ctx, incidentId, 'soon')
      }
      if (Object.keys(set).length > 0)
        await tx.update(incident).set(set).where(eq(incident.incidentId, incidentId))
    }
    return run
  })
}

async function alert(tx: Transaction, ctx: Context, incidentId: string, what: 'soon' | 'passed') {
  for (const { staffId } of await membersByRole(tx, ctx.services.keys, incidentOfficers))
    await enqueue(
      tx,
      'send-incident-alert',
      { incidentId, staffId, alert: what },
      { key: `incident-${what}:${incidentId}:${staffId}` },
    )
  await append(tx, ctx.auditedAs, {
    action: what === 'soon' ? 'incident.warn' : 'incident.term-passed',
    resource: incidentResource(incidentId),
  })
}

/** A notice to the authority that is still open. */
export type OpenTerm = { reference: string; dueAt: Date; state: 'running' | 'soon' | 'passed' }

/** The open terms, the nearest first; names nobody and nothing of what happened. The caller has authorized. */
export async function openTerms(tx: Transaction, now: Date): Promise<OpenTerm[]> {
  const rows = await tx.select().from(incident).where(unsettled).orderBy(asc(incident.dueAt))
  return rows.flatMap((row) => {
    const state = termStateOf(row, now)
    const { reference, dueAt } = row
    return state === 'running' || state === 'soon' || state === 'passed' ? [{ reference, dueAt, state }] : []
  })
}

/** For the first page of officers. Throws `Denied`. */
export async function readOpenTerms(ctx: Context): Promise<OpenTerm[]> {
  authorize(ctx.actor, 'incidents.read')
  return ctx.transaction((tx) => openTerms(tx, ctx.clock.now()))
}

export type NoticeCounts = {
  /** Incidents that were noticed, or whose term ended, in the period. */
  incidents: number
  /** Notices to the authority whose term ended or that were given in the period. */
  notices: number
  inTime: number
  open: number
  soon: number
  overdue: number
}

/** How notices were given in a period, for its evidence. The caller has authorized. */
export async function countNotices(
  tx: Transaction,
  { from, to }: { from: Date; to: Date },
): Promise<NoticeCounts> {
  const rows = await tx
    .select()
    .from(incident)
    .where(
      or(unsettled, and(gt(incident.noticedAt, from), lte(incident.noticedAt, to)), gt(incident.dueAt, from)),
    )
  const states = rows.map((row) => termStateOf(row, to))
  const count = (...wanted: (typeof states)[number][]) => states.filter((one) => wanted.includes(one)).length
  return {
    incidents: rows.length,
    notices: count('in-time', 'late', 'passed'),
    inTime: count('in-time'),
    open: count('running', 'soon', 'passed'),
    soon: count('soon'),
    overdue: count('passed'),
  }
}
