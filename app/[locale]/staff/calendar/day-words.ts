import { isWeekend, markOf } from '#domain/requests/deadlines/holiday-dates.ts'
import type { CalendarYear } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Day = CalendarYear['days'][number]

/** What a listed day is, in words: “Victory Day”, “day off in place of the holiday: Victory Day”, “working day at a weekend”. */
export function dayInWords(locale: Locale, day: Day): string {
  const t = translator(locale, 'calendar')
  const mark = markOf(day)
  if (day.holiday === null || mark === 'worked' || mark === 'worked-weekend') return t(`marks.${mark}`)
  const holiday = t(`holidays.${day.holiday}`)
  if (mark === 'moved-off') return t('movedFor', { holiday })
  return isWeekend(day.date) ? t('onWeekend', { holiday }) : holiday
}

/** How certain the day is where it is not official: “calculated”; null otherwise. */
export function doubtInWords(locale: Locale, { state }: Day): string | null {
  return state === 'official' ? null : translator(locale, 'calendar')(`uncertain.${state}`)
}
