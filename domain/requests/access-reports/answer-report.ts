import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'
import { accessFindings } from '#db/schema/request-codes.ts'
import { accessReport, request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findAboutPerson } from '#domain/audit/record/about-person.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher, readSubjectCiphers } from '#domain/people/record/subject-fields.ts'
import { rolesOfMembers } from '#domain/staff/team/members-by-role.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { plainText } from '#platform/plain-text.ts'
import { type RevealReason, revealReasons } from '../forms/request-schemas.ts'
import type { AccessReportView, Disclosure, StaffRef } from '../record/request-views.ts'
import { MESSAGE_MAX } from '../rules/message-max.ts'
import { answerPlace, disclosed, type ReportRow, reportView } from './report-rows.ts'

export type StaffAccessReport = AccessReportView & {
  auditId: string
  /** In which the person reads the answer. */
  locale: Locale
  overdue: boolean
  at: string
  what: Disclosure['what']
  by: StaffRef & { roles: Disclosure['roles'] }
  reason: RevealReason | null
  reference: string | null
  answeredBy: StaffRef | null
}

const shownAnswered = 20

/** What people did not recognise: the open ones by their end, then the newest that are answered. Recorded. Throws `Denied`. */
export async function listAccessReports(
  ctx: Context,
): Promise<{ open: StaffAccessReport[]; answered: StaffAccessReport[] }> {
  authorize(ctx.actor, 'access-reports.read')
  return ctx.transaction(async (tx) => {
    await readInOrder(tx)
    const open = await tx
      .select()
      .from(accessReport)
      .where(isNull(accessReport.answeredAt))
      .orderBy(asc(accessReport.dueAt), asc(accessReport.auditId))
    const answered = await tx
      .select()
      .from(accessReport)
      .where(isNotNull(accessReport.answeredAt))
      .orderBy(desc(accessReport.answeredAt), desc(accessReport.auditId))
      .limit(shownAnswered)
    await append(tx, ctx.auditedAs, { action: 'access-report.list' })
    return { open: await staffViews(tx, ctx, open), answered: await staffViews(tx, ctx, answered) }
  })
}

async function staffViews(
  tx: Transaction,
  ctx: Context,
  rows: readonly ReportRow[],
): Promise<StaffAccessReport[]> {
  const { keys } = ctx.services
  const seen: { row: ReportRow; event: NonNullable<Awaited<ReturnType<typeof findAboutPerson>>> }[] = []
  for (const row of rows) {
    const event = await findAboutPerson(tx, row, Object.keys(disclosed))
    if (event) seen.push({ row, event })
  }
  if (seen.length === 0) return []
  const subjects = seen.map(({ row }) => row.subjectId)
  const requestIds = seen
    .map(({ event }) => requestIdOf(event))
    .filter((id) => z.uuid().safeParse(id).success)
  const requests = await tx
    .select({ requestId: request.requestId, reference: request.reference })
    .from(request)
    .where(and(inArray(request.subjectId, subjects), inArray(request.requestId, requestIds)))
  const ids = seen
    .flatMap(({ row, event }) => [event.actorId ?? '', row.answeredBy ?? ''])
    .filter((id) => id !== '')
  const names = await staffNames(tx, keys, [...new Set(ids)])
  const roles = await rolesOfMembers(tx, [...new Set(ids)])
  const ciphers = await readSubjectCiphers(tx, keys, [...new Set(subjects)])
  const ref = (id: string) => ({ staffId: id, name: names.get(id) ?? null })
  return seen.flatMap(({ row, event }) => {
    const what = disclosed[event.action]
    if (!what) return []
    const staffId = event.actorId ?? ''
    const about = requests.find(({ requestId }) => requestId === requestIdOf(event))
    return [
      {
        ...reportView(ciphers.get(row.subjectId), row),
        auditId: row.auditId,
        locale: row.locale,
        overdue: row.answeredAt === null && row.dueAt <= ctx.clock.now(),
        at: event.at.toISOString(),
        what,
        by: { ...ref(staffId), roles: roles.get(staffId) ?? [] },
        reason: revealReasons.find((one) => one === event.reason) ?? null,
        reference: about?.reference ?? null,
        answeredBy: row.answeredBy ? ref(row.answeredBy) : null,
      },
    ]
  })
}

const requestIdOf = ({ resource }: { resource: string | null }) => resource?.replace('request:', '') ?? ''

export const answerReportSchema = z.strictObject({
  record: z.uuid('wrong'),
  finding: z.enum(accessFindings, 'required'),
  answer: plainText(MESSAGE_MAX, 1),
})

export type AnswerReportResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'not-found' | 'own-access' | 'gone' }

/**
 * Answers a person about an access that they did not recognise; whose access it was may not answer. The person gets an email. Throws
 * `Denied`.
 */
export async function answerAccessReport(
  ctx: Context,
  { record: auditId, finding, answer }: z.output<typeof answerReportSchema>,
): Promise<AnswerReportResult> {
  const { actor } = ctx
  authorize(actor, 'access-reports.answer')
  return ctx.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(accessReport)
      .where(and(eq(accessReport.auditId, auditId), isNull(accessReport.answeredAt)))
      .for('update')
    const event = row && (await findAboutPerson(tx, row, Object.keys(disclosed)))
    if (!row || !event || actor.kind !== 'staff') return { status: 'refused', code: 'not-found' }
    if (event.actorId === actor.staffId) return { status: 'refused', code: 'own-access' }
    const { subjectId } = row
    const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
    if (!cipher) return { status: 'refused', code: 'gone' }
    await tx
      .update(accessReport)
      .set({
        finding,
        answerSealed: cipher.encrypt(answerPlace(auditId), answer),
        answeredBy: actor.staffId,
        answeredAt: ctx.clock.now(),
      })
      .where(and(eq(accessReport.subjectId, subjectId), eq(accessReport.auditId, auditId)))
    await append(tx, ctx.auditedAs, {
      action: 'access-report.answer',
      subjectId,
      resource: `audit:${auditId}`,
      reason: finding,
    })
    await enqueue(tx, 'send-access-answer-mail', { subjectId, auditId, mailId: auditId })
    return { status: 'done' }
  })
}
