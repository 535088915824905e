import type { TimelineEntry } from '#domain/requests/record/request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { summaryLook } from '../ui/summary-look.ts'
import { Timeline } from './timeline.tsx'

type Props = { locale: Locale; entries: readonly TimelineEntry[] }

/** The newest step; the whole history unfolds in its place, and is open on paper. */
export function StepsTaken({ locale, entries }: Props) {
  const t = translator(locale, 'case')
  if (entries.length < 2) return <Timeline locale={locale} entries={entries} />
  return (
    <div className="steps-taken">
      <Timeline locale={locale} entries={entries.slice(-1)} />
      <details>
        <summary className={`${summaryLook} py-1.5 text-small`}>
          {t('timeline.all', { count: entries.length })}
        </summary>
        <div className="pt-3">
          <Timeline locale={locale} entries={entries} />
        </div>
      </details>
    </div>
  )
}
