import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { FactList } from '#components/ui/fact-list.tsx'
import { IndexList } from '#components/ui/index-list.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { longDate } from '#i18n/dates.ts'
import { services } from '#platform/services.ts'
import { localeOf, visitorContext } from '../_server/session/request-context.ts'
import { Doors } from './doors.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('home')
  return publicMetadata(locale, '', { title: t('title'), description: t('description') })
}

export default async function HomePage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const [t, policyWords, requestWords] = await Promise.all([
    getTranslations('home'),
    getTranslations('policy'),
    getTranslations('requests'),
  ])
  const policy = await readPolicy(await visitorContext(locale), locale)
  const operator = readOperator(services().env)
  const notifications = {
    href: `/${locale}/my/choices#communication`,
    title: t('do.notifications'),
    children: t('do.notificationsText'),
    aside: t('do.atOnce'),
  }
  const requests = rights.map((right) => ({
    href: `/${locale}/requests/new/${right}/form`,
    title: requestWords(`rights.${right}.title`),
    children: requestWords(`rights.${right}.get`),
    aside: requestWords(`rights.${right}.due`),
  }))
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <Doors locale={locale} />
      <Section title={t('policy.title')}>
        {policy ? (
          <>
            <p className="mb-5 text-small text-soft">
              {policyWords.rich('updated', {
                date: () => (
                  <time dateTime={policy.lastUpdatedOn}>{longDate(locale, policy.lastUpdatedOn)}</time>
                ),
              })}
              {` · ${policyWords('version', { version: policy.version })}`}
            </p>
            <IndexList
              entries={policy.parts.map((part) => ({
                href: `/${locale}/policy#${part.id}`,
                title: part.title,
                aside: t('policy.clauses', { count: part.clauses.length }),
              }))}
            />
          </>
        ) : (
          <p className="mt-2 text-soft">{policyWords('none.text')}</p>
        )}
        <p className="mt-4">
          <a href={`/${locale}/policy/versions`}>{t('policy.versions')}</a>
        </p>
      </Section>
      <Section title={t('do.title')} note={requestWords('rightsNote')}>
        <IndexList entries={[notifications, ...requests]} />
        <p className="mt-4 text-small text-soft">{requestWords('noIdentityCopy')}</p>
      </Section>
      <Section title={t('ask.title')}>
        <FactList
          facts={[
            { term: t('ask.responsible'), value: operator.responsiblePerson[locale] },
            { term: t('ask.email'), value: <a href={`mailto:${operator.email}`}>{operator.email}</a> },
            { term: t('ask.phone'), value: operator.phone, note: operator.hours[locale] },
          ]}
        />
        <p className="mt-4">
          <a href={`/${locale}/contact`}>{t('ask.more')}</a>
        </p>
      </Section>
    </>
  )
}
