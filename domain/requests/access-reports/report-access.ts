import { z } from 'zod'
import { accessReport } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findAboutPerson } from '#domain/audit/record/about-person.ts'
import { append } from '#domain/audit/record/append.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { deadlinesFor } from '../deadlines/deadlines.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { disclosed } from './report-rows.ts'

export const reportAccessSchema = z.strictObject({ record: z.uuid('wrong') })

export type ReportAccessResult = { status: 'done' } | { status: 'refused'; code: 'not-found' }

/**
 * A person does not recognise that a member of staff opened something of theirs. The security officers get an email and answer
 * within the term of access, three working days (our reading of Art. 24(1)(1) of Law 94-V). Asking twice is asking once. Throws
 * `Denied`.
 */
export async function reportAccess(
  ctx: Context,
  subjectId: string,
  { record: auditId }: z.output<typeof reportAccessSchema>,
): Promise<ReportAccessResult> {
  authorize(ctx.actor, 'access-reports.file', { subjectId })
  const now = ctx.clock.now()
  const { locale } = ctx
  const { keys } = ctx.services
  // The audit log and the roles of staff are beyond a person's reach.
  const found = await asSystem(ctx, 'access-report').transaction(async (tx) => ({
    event: await findAboutPerson(tx, { subjectId, auditId }, Object.keys(disclosed)),
    officers: await membersByRole(tx, keys, ['security-officer']),
    calendar: await readCalendarDays(tx),
  }))
  if (found.event?.actorKind !== 'staff') return { status: 'refused', code: 'not-found' }
  const law = deadlinesFor('access', now, found.calendar).deadlines.find(({ source }) => source === 'law')
  if (!law) throw new Error('access has no term of the law')
  await ctx.transaction(async (tx) => {
    const filed = await tx
      .insert(accessReport)
      .values({ subjectId, auditId, locale, reportedAt: now, dueAt: law.dueAt })
      .onConflictDoNothing()
      .returning({ auditId: accessReport.auditId })
    if (filed.length === 0) return
    await append(tx, ctx.auditedAs, {
      action: 'access-report.file',
      subjectId,
      resource: `audit:${auditId}`,
    })
    for (const { staffId } of found.officers)
      await enqueue(tx, 'send-access-report-mail', { subjectId, auditId, staffId, mailId: auditId })
    const runAt = { at: law.dueAt, clock: ctx.clock }
    await enqueue(tx, 'escalate-access-report', { subjectId, auditId }, { key: `escalate:${auditId}`, runAt })
  })
  return { status: 'done' }
}
