import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readingAlert } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { countReadings, type DayOfReading } from '#domain/audit/search/count-readings.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { isUnusual, median, USUAL_DAYS } from '../rules/unusual-reading.ts'
import { membersByRole } from '../team/members-by-role.ts'
import { staffNames } from '../team/read-team.ts'

/** For an hour after midnight the day before is counted too, for what was read in its last minutes. */
const YESTERDAY_UNTIL_MS = 3_600_000

/**
 * Raises an alert about each member who opened unusually many persons' records today, once a day, and enqueues emails to security
 * officers. Stops nobody's work. Returns how many alerts. For a schedule of minutes.
 */
export async function raiseReadingAlerts(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'reading-alerts.raise')
  const now = ctx.clock.now()
  const today = almatyDate(now)
  const days = [...new Set([almatyDate(new Date(now.getTime() - YESTERDAY_UNTIL_MS)), today])]
  return ctx.transaction(async (tx) => {
    const floor = ctx.services.env.readingAlertFloor
    const many = (await countReadings(tx, days)).filter(({ opened }) => opened >= floor)
    let raised = 0
    for (const one of many) if (await raise(tx, ctx, one)) raised += 1
    return raised
  })
}

async function raise(
  tx: Transaction,
  ctx: Context,
  { staffId, day, opened }: DayOfReading,
): Promise<boolean> {
  const known = await tx.$count(
    readingAlert,
    and(eq(readingAlert.staffId, staffId), eq(readingAlert.day, day)),
  )
  if (known > 0) return false
  const usual = await countReadings(
    tx,
    Array.from({ length: USUAL_DAYS }, (_, n) => addDays(day, -n - 1)),
  )
  const own = usual.filter((one) => one.staffId === staffId).map((one) => one.opened)
  const team = usual.filter((one) => one.staffId !== staffId).map((one) => one.opened)
  if (!isUnusual({ opened, own, team, floor: ctx.services.env.readingAlertFloor })) return false
  const alertId = newId()
  const rows = await tx
    .insert(readingAlert)
    .values({
      alertId,
      staffId,
      day,
      opened,
      usualOwn: Math.round(median(own)),
      usualTeam: Math.round(median(team)),
      raisedAt: ctx.clock.now(),
    })
    .onConflictDoNothing()
    .returning({ alertId: readingAlert.alertId })
  if (rows.length === 0) return false
  for (const reader of await readersOf(tx, ctx, staffId))
    await enqueue(tx, 'send-reading-alert', { alertId, to: reader.staffId })
  await append(tx, ctx.auditedAs, { action: 'reading-alert.raise', resource: `staff:${staffId}` })
  return true
}

/** Security officers but the member; administrators where there is no other officer. */
async function readersOf(tx: Transaction, ctx: Context, staffId: string) {
  const others = (await membersByRole(tx, ctx.services.keys, ['security-officer', 'administrator'])).filter(
    (one) => one.staffId !== staffId,
  )
  const officers = others.filter(({ roles }) => roles.includes('security-officer'))
  return officers.length > 0 ? officers : others
}

export type ReadingAlertMail = {
  to: string
  locale: Locale
  member: string
  day: string
  opened: number
  usual: number
}

/** The content of one email; null once the alert is answered, or the member may no longer answer it. */
export async function readReadingAlertMail(
  ctx: Context,
  { alertId, to }: { alertId: string; to: string },
): Promise<ReadingAlertMail | null> {
  authorize(ctx.actor, 'reading-alerts.raise')
  return ctx.transaction(async (tx) => {
    const [alert] = await tx.select().from(readingAlert).where(eq(readingAlert.alertId, alertId))
    if (!alert || alert.answeredAt) return null
    const reader = (await readersOf(tx, ctx, alert.staffId)).find(({ staffId }) => staffId === to)
    const names = await staffNames(tx, ctx.services.keys, [alert.staffId])
    if (!reader) return null
    const { email, locale } = reader
    const { day, opened, usualOwn } = alert
    return {
      to: email,
      locale,
      member: names.get(alert.staffId) ?? alert.staffId,
      day,
      opened,
      usual: usualOwn,
    }
  })
}
