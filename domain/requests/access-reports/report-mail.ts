import { accessReport } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { isReport } from './report-rows.ts'

type Key = { subjectId: string; auditId: string }
export type AccessMail = { to: string; locale: Locale; dueAt: Date }
export type AccessReportMail = AccessMail & {
  overdue: boolean
  /** A security officer; an administrator cannot open the question, and sees to it that it is answered. */
  mayAnswer: boolean
}

/**
 * What a security officer reads about an open report, and an administrator when it is overdue; null when it is answered or
 * nobody can be told. Throws `Denied`.
 */
export async function readAccessReportMail(
  ctx: Context,
  key: Key & { staffId: string },
): Promise<AccessReportMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(accessReport).where(isReport(key))
    const overdue = row !== undefined && row.dueAt <= ctx.clock.now()
    const officers = await membersByRole(tx, ctx.services.keys, [
      'security-officer',
      ...(overdue ? (['administrator'] as const) : []),
    ])
    const officer = officers.find(({ staffId }) => staffId === key.staffId)
    if (!row || row.answeredAt || !officer) return null
    const { email, locale, roles } = officer
    return { to: email, locale, dueAt: row.dueAt, overdue, mayAnswer: roles.includes('security-officer') }
  })
}

/** The address of the person who is told that the answer is there; null without an address. Throws `Denied`. */
export async function readAccessAnswerMail(ctx: Context, key: Key): Promise<AccessMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(accessReport).where(isReport(key))
    const person = await readPerson(tx, ctx.services.keys, key.subjectId)
    if (!row?.answeredAt || !person?.email) return null
    return { to: person.email, locale: row.locale, dueAt: row.dueAt }
  })
}
