import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { dayRange } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { daysBetween } from '#platform/time/local-date.ts'

type Day = DeadlineView['days'][number]
type Reason = Exclude<Day['why'], 'working-day'>

/** “28–29 November (weekend), 16 December (public holiday)”: days in a row with the same reason together; empty for none. */
export function daysInWords(locale: Locale, days: readonly Day[]): string {
  const t = translator(locale, 'case')
  const groups: { why: Reason; from: string; to: string }[] = []
  for (const { date, why } of days) {
    if (why === 'working-day') continue
    const last = groups.at(-1)
    if (last?.why === why && daysBetween(last.to, date) === 1) last.to = date
    else groups.push({ why, from: date, to: date })
  }
  return groups
    .map(({ why, from, to }) =>
      t('deadline.ofDays', { list: dayRange(locale, from, to), why: t(`deadline.reasons.${why}`) }),
    )
    .join(', ')
}

/** The remaining time on a day: days left, ends today, or overdue since. */
export function standing(
  locale: Locale,
  deadline: DeadlineView,
  today: string,
): { state: 'running' | 'last-day' | 'over'; words: string } {
  const t = translator(locale, 'case')
  if (today > deadline.dueOn)
    return { state: 'over', words: t('deadline.overdueSince', { count: daysBetween(deadline.dueOn, today) }) }
  if (today === deadline.dueOn) return { state: 'last-day', words: t('deadline.lastDay') }
  const count = deadline.days.filter((day) => day.counted !== null && day.date > today).length
  return {
    state: 'running',
    words: t(deadline.unit === 'working-days' ? 'deadline.workingDaysLeft' : 'deadline.daysLeft', { count }),
  }
}

/** “3 working days”. */
export function termWords(locale: Locale, deadline: Pick<DeadlineView, 'amount' | 'unit'>): string {
  const t = translator(locale, 'case')
  return t(deadline.unit === 'working-days' ? 'deadline.workingDays' : 'deadline.days', {
    count: deadline.amount,
  })
}

/** Whose deadline it is. A right that only the policy promises has its deadline from the operator. */
export function sourceWords(locale: Locale, deadline: Pick<DeadlineView, 'source'>): string {
  return translator(locale, 'case')(`deadline.${deadline.source}`)
}
