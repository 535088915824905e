import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { localeOf, visitorContext } from '../../../_server/session/request-context.ts'
import { VersionEntry } from './version-entry.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('policy.versions')
  return publicMetadata(locale, '/policy/versions', { title: t('title'), description: t('description') })
}

/** Every published version of the policy, newest first: when, what changed and why, and its fingerprint. */
export default async function VersionsPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('policy')
  const ctx = await visitorContext(locale)
  const versions = await listVersions(ctx, locale)
  const titles = await readChoiceTitles(ctx, locale)
  return (
    <>
      <PageTitle lead={t('versions.lead')} beside={<a href={`/${locale}/policy`}>{t('title')}</a>}>
        {t('versions.title')}
      </PageTitle>
      {versions.length === 0 ? <p>{t('none.text')}</p> : null}
      {versions.map((entry, at) => (
        <VersionEntry
          titles={titles}
          key={entry.version}
          entry={entry}
          locale={locale}
          current={at === 0}
          before={versions[at + 1]?.version}
        />
      ))}
      <p className="mt-8 text-small">
        <a href="/policy.atom">{t('versions.atom')}</a>
      </p>
    </>
  )
}
