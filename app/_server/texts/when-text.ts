import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** When something is possible again, for the end of a sentence: "in 7 minutes, at 14:35". */
export function whenText(locale: Locale, now: Date, seconds: number): string {
  const t = translator(locale, 'limits')
  // A minute that has begun counts, and the minute named has begun when it is possible.
  const at = new Date(Math.ceil((now.getTime() + seconds * 1000) / 60_000) * 60_000)
  const minutes = Math.ceil(seconds / 60)
  const time = clockTime(at)
  return minutes > 90 ? t('onDay', { day: longDate(locale, at), time }) : t('inMinutes', { minutes, time })
}
