import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { Notice } from '#components/ui/notice.tsx'
import { currentVersion, readPolicy } from '#domain/policy/versions/read-policy.ts'
import type { Locale } from '#i18n/locales.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { comparePath } from '../../compare-path.ts'
import { PolicyDocument } from '../../policy-document.tsx'
import { versionOf } from '../../version-of.ts'

type Props = { params: Promise<{ locale: string; version: string }> }

const policyOf = cache(async (locale: Locale, text: string) => {
  const version = versionOf(text)
  if (version === undefined) return null
  return readPolicy(await visitorContext(locale), locale, version)
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale: given, version } = await params
  const locale = localeOf(given)
  const policy = await policyOf(locale, version)
  if (!policy) return { title: (await getTranslations('errorPages.notFound'))('title') }
  const t = await getTranslations('policy')
  return publicMetadata(locale, `/policy/versions/${policy.version}`, {
    title: t('versions.pageTitle', { version: policy.version }),
    description: t('description'),
  })
}

/** One version of the policy, which says whether it is the current one. */
export default async function VersionPage({ params }: Props) {
  const { locale: given, version } = await params
  const locale = localeOf(given)
  const policy = await policyOf(locale, version)
  if (!policy) notFound()
  const newest = await currentVersion(await visitorContext(locale))
  const current = policy.version === newest
  const t = await getTranslations('policy.versions')
  const notice = current ? (
    <Notice word={t('isCurrent')} />
  ) : (
    <Notice word={t('isPast')}>
      <a href={`/${locale}/policy`}>{t('toCurrent', { version: newest })}</a>{' '}
      <a href={comparePath(locale, policy.version, newest)}>{t('compare', { version: newest })}</a>
    </Notice>
  )
  return <PolicyDocument policy={policy} current={current} notice={notice} />
}
