import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { ChartPatterns } from '#components/charts/bars.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { checkedCounts } from '#domain/assurance/statistics/counts-checked.ts'
import { readStatistics, type Statistics } from '#domain/assurance/statistics/read-statistics.ts'
import { choiceDimensions } from '#domain/consent/daily-counts/read-choice-counts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { BatchesChart } from './batches-chart.tsx'
import { ChoicesCharts } from './choices-charts.tsx'
import { MailChart, RequestsChart, SystemsChart } from './month-charts.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffStatistics' })
  return { title: t('title') }
}

const bySchema = z.enum(choiceDimensions).catch('purpose')

export default async function StatisticsPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/statistics`
  const by = bySchema.parse((await searchParams).by)
  const ctx = await staffContext(locale, here, 'statistics.read')
  const statistics = await readStatistics(ctx, { choicesBy: by })
  const t = await getTranslations('staffStatistics')
  const confirmFirst = ctx.actor.sudo === true ? null : confirmPath(locale, `${here}?by=${by}`)
  const download = isAllowed(ctx.actor, 'statistics.export')
    ? { action: `${here}/export`, confirmFirst }
    : null
  const given = { locale, statistics, download }
  return (
    <>
      <StaffTitle meta={`${t('lead')} ${t('withheldNote')}`}>{t('title')}</StaffTitle>
      <Checked locale={locale} checked={statistics.checked} />
      <p className="-mt-4 pb-6 text-small text-soft">{t('checked.unrecorded')}</p>
      <ChartPatterns />
      <RequestsChart {...given} />
      <ChoicesCharts {...given} by={by} here={here} />
      <BatchesChart {...given} />
      <MailChart {...given} />
      <SystemsChart {...given} />
    </>
  )
}

/** What the last comparison of the counts with the records found. */
function Checked({ locale, checked }: { locale: Locale; checked: Statistics['checked'] }) {
  const t = translator(locale, 'staffStatistics')
  if (!checked) return <p className="pb-6 text-small text-soft">{t('checked.never')}</p>
  const at = longMoment(locale, checked.at)
  const differing = checkedCounts.filter((name) => checked[name].different > 0)
  if (differing.length === 0) return <p className="pb-6 text-small text-soft">{t('checked.equal', { at })}</p>
  const list = differing.map((name) => t(`checked.${name}`, { count: String(checked[name].different) }))
  return (
    <Notice tone="broken" word={t('checked.different')} className="mb-6">
      {t('checked.where', { at, list: list.join(', ') })}
    </Notice>
  )
}
