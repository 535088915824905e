import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { readSampleQuery } from '#domain/assurance/rules/audit-sample.ts'
import { readAuditSample } from '#domain/assurance/sample/read-audit-sample.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { logPath } from '../log-path.ts'
import { DrawnSample } from './drawn-sample.tsx'
import { SampleForm } from './sample-form.tsx'
import { samplePath } from './sample-path.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'staffLog' })
  return { title: t('sample.title') }
}

/** A sample of requests that nobody can pick, for an auditor. */
export default async function AuditSamplePage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const search = await searchParams
  const typed = (name: string) => (typeof search[name] === 'string' ? search[name] : '')
  const given = { from: typed('from'), to: typed('to'), day: typed('day') }
  const asked = Object.keys(given).some((name) => search[name] !== undefined)
  const { query, faults } = readSampleQuery(given)
  const ctx = await staffContext(locale, samplePath(locale, query ?? undefined), 'audit.sample')
  const t = await getTranslations('staffLog')
  const sample = query && (await readAuditSample(ctx, query))
  return (
    <>
      <StaffTitle meta={t('sample.lead')} above={<a href={logPath(locale)}>{t('sample.back')}</a>}>
        {t('sample.title')}
      </StaffTitle>
      <SampleForm locale={locale} action={samplePath(locale)} given={given} faults={asked ? faults : null} />
      {query && !sample ? (
        <Notice tone="due" role="status" word={t('sample.notYet')}>
          {t('sample.notYetText')}
        </Notice>
      ) : null}
      {query && sample ? <DrawnSample locale={locale} query={query} sample={sample} /> : null}
    </>
  )
}
