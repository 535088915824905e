import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { localeOf, visitorContext } from '../../_server/session/request-context.ts'
import { ClauseEvidence } from './clause-evidence.tsx'
import { PolicyDocument } from './policy-document.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('policy')
  return publicMetadata(locale, '/policy', { title: t('title'), description: t('description') })
}

/** The policy that is published now. */
export default async function PolicyPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await visitorContext(locale)
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
