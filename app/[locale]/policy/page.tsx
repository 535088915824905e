import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import type { Context } from '#domain/access/context.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { currentVersion, readPolicy } from '#domain/policy/versions/read-policy.ts'
import { versionOn } from '#domain/policy/versions/version-on.ts'
import { longDate } from '#i18n/dates.ts'
import { isLocalDate, type LocalDate } from '#platform/time/local-date.ts'
import { localeOf, visitorContext } from '../../_server/session/request-context.ts'
import { ClauseEvidence } from './clause-evidence.tsx'
import { comparePath } from './compare-path.ts'
import { PolicyDocument } from './policy-document.tsx'

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ on?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('policy')
  return publicMetadata(locale, '/policy', { title: t('title'), description: t('description') })
}

/** The policy that is published now, or with `?on=2026-03-01` the words of that day. */
export default async function PolicyPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await visitorContext(locale)
  const { on } = await searchParams
  if (typeof on === 'string' && isLocalDate(on)) return <PolicyOn ctx={ctx} day={on} />
  const policy = await readPolicy(ctx, locale)
  if (policy) {
    const { clauses } = await readTrust(ctx)
    const evidenceOf = (id: string) => {
      const view = clauses.find(({ clause }) => clause === id)
      return view ? <ClauseEvidence locale={locale} view={view} now={ctx.clock.now()} /> : null
    }
    return <PolicyDocument policy={policy} current evidenceOf={evidenceOf} />
  }
  const t = await getTranslations('policy')
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <Notice word={t('none.word')}>{t('none.text')}</Notice>
    </>
  )
}

async function PolicyOn({ ctx, day }: { ctx: Context; day: LocalDate }) {
  const { locale } = ctx
  const t = await getTranslations('policy')
  const version = await versionOn(ctx, day)
  const policy = version === null ? null : await readPolicy(ctx, locale, version)
  const date = longDate(locale, day)
  if (!policy)
    return (
      <>
        <PageTitle>{t('title')}</PageTitle>
        <Notice word={t('onDay.none', { date })}>
          <a href={`/${locale}/policy`}>{t('onDay.toCurrent')}</a>
        </Notice>
      </>
    )
  const newest = await currentVersion(ctx)
  const isCurrent = policy.version === newest
  return (
    <PolicyDocument
      policy={policy}
      current={isCurrent}
      notice={
        <Notice word={t('onDay.word', { date })}>
          {isCurrent ? (
            t('onDay.isCurrent')
          ) : (
            <a href={comparePath(locale, policy.version, newest)}>{t('onDay.compare')}</a>
          )}
        </Notice>
      }
    />
  )
}
