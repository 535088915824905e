import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PrintButton } from '#components/staff/print-button.tsx'
import { PrintSheet } from '#components/staff/print-sheet.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readQuarter } from '#domain/assurance/report/read-quarter.ts'
import { longDate } from '#i18n/dates.ts'
import { quarterTitle } from '#i18n/quarter-title.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { previousQuarter, quarterOf, quarterPattern } from '#platform/time/quarter.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { quarterPath } from './quarter-path.ts'
import { ReportParts } from './report-parts.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ quarter?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'quarterReport' })
  return { title: t('title') }
}

/** How many quarters before this one are offered: five years. */
const OFFERED = 20

/** All registers of a quarter in counts, to be printed. */
export default async function QuarterReportPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const { quarter: asked } = await searchParams
  const ctx = await staffContext(locale, quarterPath(locale), 'reports.read')
  const current = quarterOf(almatyDate(ctx.clock.now()))
  const quarter = typeof asked === 'string' && quarterPattern.test(asked) ? asked : current
  const report = await readQuarter(ctx, quarter)
  if (!report) notFound()
  const t = await getTranslations('quarterReport')
  const offered = [current]
  for (let n = 0; n < OFFERED; n += 1) offered.push(previousQuarter(offered.at(-1) ?? current))
  const here = quarterPath(locale, quarter)
  const { from, to } = report
  return (
    <PrintSheet
      head={`${report.operator[locale]} · ${t('heading', { quarter: quarterTitle(locale, quarter) })}`}
    >
      <StaffTitle
        meta={`${report.operator[locale]}. ${t('lead', { from: longDate(locale, from), to: longDate(locale, to) })}`}
        actions={<PrintButton word={t('print')} />}
      >
        {t('heading', { quarter: quarterTitle(locale, quarter) })}
      </StaffTitle>
      {report.isRunning ? <Notice tone="due" word={t('running')} className="mb-6" /> : null}
      <ReportParts
        locale={locale}
        report={report}
        downloads={
          isAllowed(ctx.actor, 'reports.export')
            ? { confirmFirst: ctx.actor.sudo ? null : confirmPath(locale, here) }
            : null
        }
      />
      <nav className="border-t border-rule pt-6 text-small print:hidden" aria-labelledby="others">
        <h2 id="others" className="text-part">
          {t('others')}
        </h2>
        <ul className="mt-2 flex flex-wrap gap-x-5">
          {offered.map((one) => (
            <li key={one}>
              <a
                className="inline-flex min-h-11 items-center tabular-nums"
                href={quarterPath(locale, one)}
                aria-current={one === quarter ? 'page' : undefined}
              >
                {quarterTitle(locale, one)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </PrintSheet>
  )
}
