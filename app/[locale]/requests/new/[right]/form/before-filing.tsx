import { termWords } from '#components/requests/clock-texts.ts'
import { FactList } from '#components/ui/fact-list.tsx'
import type { DeadlineView } from '#domain/requests/record/request-views.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = {
  locale: Locale
  comes: string
  deadlines: readonly DeadlineView[]
  /** The term depends on the variant chosen on the form, so the form shows it there. */
  chooses: boolean
  noReason: boolean
}

/** What comes and by when, if the form is sent today: each deadline, and of two the one that applies. */
export function BeforeFiling({ locale, comes, deadlines, chooses, noReason }: Props) {
  const t = translator(locale, 'requestForm')
  return (
    <>
      <FactList
        facts={[
          { term: t('comes'), value: comes, note: noReason ? t('noReason') : undefined },
          ...deadlines.map((deadline) => ({
            term: t(`by.${deadline.source}`),
            value: (
              <time dateTime={deadline.dueOn} className="font-semibold">
                {longDate(locale, deadline.dueOn)}
              </time>
            ),
            note:
              deadline.binding && deadlines.length > 1
                ? t('binding', { term: termWords(locale, deadline) })
                : termWords(locale, deadline),
          })),
        ]}
      />
      {deadlines.length === 0 && !chooses ? (
        <p className="mt-3 max-w-measure text-soft">{t('noTerm')}</p>
      ) : null}
    </>
  )
}
