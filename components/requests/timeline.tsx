import type { ReactNode } from 'react'
import type { TimelineEntry } from '#domain/requests/record/request-views.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import type { Side } from './status-texts.tsx'

type Props = {
  locale: Locale
  entries: readonly TimelineEntry[]
  side?: Side
  /** What staff sees besides: who it was. */
  more?: (entry: TimelineEntry) => ReactNode
}

export function Timeline({ locale, entries, side = 'person', more }: Props) {
  const t = translator(locale, 'case')
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.seq}>
          <p className="font-semibold">{t(`timeline.${entry.step}`)}</p>
          <p className="text-small text-soft">
            <time dateTime={entry.at}>{longMoment(locale, entry.at)}</time>
            <span> · {t(`by.${side}.${entry.by}`)}</span>
          </p>
          {more?.(entry)}
        </li>
      ))}
    </ol>
  )
}
