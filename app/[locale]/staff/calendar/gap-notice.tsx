import { Notice } from '#components/ui/notice.tsx'
import type { CalendarGap } from '#domain/requests/deadlines/calendar-gaps.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  locale: Locale
  gaps: readonly CalendarGap[]
  /** The year of the page: its own gap needs no link. */
  year: number
}

/** The years that need a table now, and what a missing one does to deadlines. */
export function GapNotice({ locale, gaps, year }: Props) {
  const t = translator(locale, 'calendar')
  return gaps.map((one) => (
    <Notice
      key={one.year}
      tone={one.gap === 'missing' ? 'broken' : 'due'}
      word={t(`gaps.${one.gap}.word`, { year: String(one.year) })}
      className="mb-5"
    >
      <p>
        {t(`gaps.${one.gap}.text`)} {t('gaps.effect')}
      </p>
      {one.year === year ? null : (
        <p className="mt-1">
          <a href={`/${locale}/staff/calendar?year=${one.year}`}>
            {t('gaps.open', { year: String(one.year) })}
          </a>
        </p>
      )}
    </Notice>
  ))
}
