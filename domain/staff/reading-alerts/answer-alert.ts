import { count, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { readingAlert } from '#db/schema/staff.ts'
import { readingFindings } from '#db/schema/staff-codes.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readSubjectCipher, readSubjectCiphers } from '#domain/people/record/subject-fields.ts'
import { plainText } from '#platform/plain-text.ts'
import { staffNames } from '../team/read-team.ts'

export type ReadingAlert = {
  alertId: string
  staffId: string
  /** The member's name; the id when the key is gone. */
  member: string
  day: string
  opened: number
  usualOwn: number
  usualTeam: number
  raisedAt: Date
  answer: {
    finding: (typeof readingFindings)[number]
    /** Empty when the key is gone. */
    text: string
    by: string
    at: Date
  } | null
}

const answerPlace = (alertId: string) => ({ table: 'reading_alert', column: 'answer_sealed', row: alertId })

/** Alerts about unusual reading: those that wait for an answer first, then the last answered ones. */
export async function listReadingAlerts(ctx: Context): Promise<ReadingAlert[]> {
  authorize(ctx.actor, 'reading-alerts.read')
  return ctx.transaction(async (tx) => {
    const open = await tx
      .select()
      .from(readingAlert)
      .where(isNull(readingAlert.answeredAt))
      .orderBy(desc(readingAlert.raisedAt))
    const answered = await tx
      .select()
      .from(readingAlert)
      .where(isNotNull(readingAlert.answeredAt))
      .orderBy(desc(readingAlert.answeredAt))
      .limit(20)
    return viewsOf(tx, ctx, [...open, ...answered])
  })
}

/** How many wait for an answer. */
export async function countReadingAlerts(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'reading-alerts.read')
  return ctx.transaction(openAlerts)
}

/** In the caller's transaction, which has authorized. */
export async function openAlerts(tx: Transaction): Promise<number> {
  const [row] = await tx.select({ open: count() }).from(readingAlert).where(isNull(readingAlert.answeredAt))
  return row?.open ?? 0
}

export const answerAlertSchema = z.strictObject({
  alertId: z.uuid('wrong'),
  finding: z.enum(readingFindings, 'required'),
  answer: plainText(2000, 1),
})

export type AnswerAlertResult = { status: 'done' } | { status: 'refused'; code: 'gone' | 'yourself' }

/** Answers an alert: the reading is explained, or the matter is taken further. Nobody answers one about themselves. Throws `Denied`. */
export async function answerReadingAlert(
  ctx: Context,
  { alertId, finding, answer }: z.output<typeof answerAlertSchema>,
): Promise<AnswerAlertResult> {
  authorize(ctx.actor, 'reading-alerts.answer')
  return ctx.transaction(async (tx) => {
    const [alert] = await tx
      .select()
      .from(readingAlert)
      .where(eq(readingAlert.alertId, alertId))
      .for('update')
    if (!alert || alert.answeredAt) return { status: 'refused', code: 'gone' }
    if (alert.staffId === actorId(ctx.actor)) return { status: 'refused', code: 'yourself' }
    const cipher = await readSubjectCipher(tx, ctx.services.keys, alert.staffId)
    await tx
      .update(readingAlert)
      .set({
        finding,
        answerSealed: cipher.encrypt(answerPlace(alertId), answer),
        answeredBy: actorId(ctx.actor),
        answeredAt: ctx.clock.now(),
      })
      .where(eq(readingAlert.alertId, alertId))
    await append(tx, ctx.auditedAs, {
      action: 'reading-alert.answer',
      resource: `staff:${alert.staffId}`,
      reason: finding,
    })
    return { status: 'done' }
  })
}

async function viewsOf(
  tx: Transaction,
  ctx: Context,
  rows: readonly (typeof readingAlert.$inferSelect)[],
): Promise<ReadingAlert[]> {
  const { keys } = ctx.services
  const named = [...new Set(rows.flatMap(({ staffId, answeredBy }) => [staffId, answeredBy ?? []].flat()))]
  const names = await staffNames(tx, keys, named)
  const ciphers = await readSubjectCiphers(tx, keys, named)
  return rows.map((row) => {
    const { alertId, staffId, day, opened, usualOwn, usualTeam, raisedAt } = row
    const { finding, answerSealed, answeredBy, answeredAt } = row
    const answer =
      finding && answerSealed && answeredAt
        ? {
            finding,
            text: ciphers.get(staffId)?.decrypt(answerPlace(alertId), answerSealed) ?? '',
            by: (answeredBy && names.get(answeredBy)) ?? answeredBy ?? '',
            at: answeredAt,
          }
        : null
    return {
      alertId,
      staffId,
      member: names.get(staffId) ?? staffId,
      day,
      opened,
      usualOwn,
      usualTeam,
      raisedAt,
      answer,
    }
  })
}
