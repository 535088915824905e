import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { PlanLine } from '#domain/fulfilment/rules/erasure-plan.ts'
import type { SourceTitles } from '#domain/fulfilment/rules/http-protocol.ts'
import { sourceTitle } from '#i18n/data-map-texts.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; line: PlanLine; titles: SourceTitles }

/** What an erasure does to the records of one category: how many are deleted, anonymised, kept by which law until when. */
export function PlanRecords({ locale, line, titles }: Props) {
  const t = translator(locale, 'erasure')
  const records = (count: number) => t('plan.records', { count })
  const sources = (names: readonly string[]) =>
    names.map((name) => sourceTitle(locale, name, titles[name])).join(', ')
  const facts = [
    ...(line.deleted > 0 ? [{ term: t('plan.deleted'), value: records(line.deleted) }] : []),
    ...(line.anonymised > 0 ? [{ term: t('plan.anonymised'), value: records(line.anonymised) }] : []),
  ]
  return (
    <>
      {facts.length > 0 ? <FactList facts={facts} /> : null}
      {line.kept.length > 0 ? (
        <div className="mt-5">
          <h3 className="text-lead">{t('plan.kept')}</h3>
          <ul className="mt-2 max-w-measure">
            {line.kept.map(({ record, rows, law, until }) => (
              <li key={record} className="border-t border-rule py-3 first:border-t-0">
                <p className="font-semibold">{records(rows)}</p>
                <p>{law ? law[locale] : t('plan.noLaw')}</p>
                {until ? (
                  <p className="text-small text-soft">{t('plan.until', { date: longDate(locale, until) })}</p>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {line.failed.length > 0 ? (
        <Notice tone="broken" word={t('plan.failed')} className="mt-5">
          {t('plan.failedText', { source: sources(line.failed) })}
        </Notice>
      ) : null}
      {line.unidentified.length > 0 ? (
        <p className="mt-5 max-w-measure">{t('plan.unidentified', { source: sources(line.unidentified) })}</p>
      ) : null}
    </>
  )
}
