import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { CalendarGap } from '../deadlines/calendar-gaps.ts'
import { findCalendarGaps } from '../record/read-calendar.ts'

/** The years about which the administrators were told, so that each is told once. */
const warnedFact = 'calendar-warned'
const warnedSchema = z.object({ years: z.array(z.number().int()) }).default({ years: [] })

/**
 * Enqueues one email to each administrator about each year that needs a table, once. Without an administrator the year is
 * told when there is one. Returns how many emails. For a daily schedule.
 */
export async function warnOfCalendar(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'requests.keep-time')
  return ctx.transaction(async (tx) => {
    const { years } = warnedSchema.parse(await readFact({ db: tx }, warnedFact))
    const gaps = (await findCalendarGaps(tx, ctx.clock)).filter(({ year }) => !years.includes(year))
    if (gaps.length === 0) return 0
    const administrators = await membersByRole(tx, ctx.services.keys, ['administrator'])
    if (administrators.length === 0) return 0
    for (const { year, gap } of gaps) {
      for (const { staffId } of administrators)
        await enqueue(
          tx,
          'send-calendar-warning',
          { staffId, year },
          { key: `calendar-warning:${year}:${staffId}` },
        )
      await append(tx, ctx.auditedAs, { action: 'calendar.warn', resource: `calendar:${year}`, reason: gap })
    }
    await setFact({ db: tx }, warnedFact, { years: [...years, ...gaps.map(({ year }) => year)] })
    return gaps.length * administrators.length
  })
}

export type CalendarWarning = CalendarGap & { to: string; locale: Locale }

/** The content of the email to one administrator; null once the table is there, or for who is no administrator any more. */
export async function readCalendarWarning(
  ctx: Context,
  { staffId, year }: { staffId: string; year: number },
): Promise<CalendarWarning | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const gap = (await findCalendarGaps(tx, ctx.clock)).find((one) => one.year === year)
    const members = await membersByRole(tx, ctx.services.keys, ['administrator'])
    const member = members.find((one) => one.staffId === staffId)
    return gap && member ? { ...gap, to: member.email, locale: member.locale } : null
  })
}
