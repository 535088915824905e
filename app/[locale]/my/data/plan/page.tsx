import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readErasurePlan } from '#domain/fulfilment/erase/read-erasure-plan.ts'
import { readSourceTitles } from '#domain/fulfilment/map/read-http-sources.ts'
import type { PlanLine } from '#domain/fulfilment/rules/erasure-plan.ts'
import type { SourceTitles } from '#domain/fulfilment/rules/http-protocol.ts'
import { sourceTitle } from '#i18n/data-map-texts.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'erasure.plan' })
  return { title: t('title') }
}

/** What an erasure would do, by category of the policy, before anybody asks for one. */
export default async function PlanPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/data/plan`)
  const lines = await readErasurePlan(ctx, ctx.actor.subjectId)
  const titles = readSourceTitles(ctx.services.env)
  const t = translator(locale, 'erasure')
  return (
    <>
      <PageTitle lead={t('plan.lead')}>{t('plan.title')}</PageTitle>
      {lines.length === 0 ? (
        <div className="sheet pb-10">
          <div />
          <p>{t('plan.nothing')}</p>
        </div>
      ) : null}
      {lines.map((line) => (
        <Section key={line.category} title={messages[locale].dataMap.categories[line.category]}>
          <Line locale={locale} line={line} titles={titles} />
        </Section>
      ))}
      <Section title={t('plan.outside')} note={t('plan.counted')}>
        <p className="max-w-measure">{t('plan.outsideText')}</p>
        <p className="mt-3 max-w-measure">{t('plan.locked')}</p>
        <p className="mt-6">
          <ButtonLink href={`/${locale}/requests/new/erasure/form`}>{t('plan.ask')}</ButtonLink>
        </p>
      </Section>
    </>
  )
}

function Line({ locale, line, titles }: { locale: Locale; line: PlanLine; titles: SourceTitles }) {
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
