import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { isRight } from '#domain/policy/rules/clauses.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { AboutRight, Shortcut } from './about-right.tsx'
import { HowToFile } from './how-to-file.tsx'
import { TermFacts } from './term-facts.tsx'

type Props = { params: Promise<{ locale: string; right: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale: given, right } = await params
  const locale = localeOf(given)
  if (!isRight(right)) return { title: (await getTranslations('errorPages.notFound'))('title') }
  const t = await getTranslations('requests')
  return publicMetadata(locale, `/requests/new/${right}`, {
    title: t(`rights.${right}.title`),
    description: t(`rights.${right}.get`),
  })
}

/**
 * One right, as everybody can read it, without a script and while the database is away: what it gives, by when, what happens
 * next, when it may be refused, how to ask. The page of the form says the same, so nobody is led through this one.
 */
export default async function RightPage({ params }: Props) {
  const { locale: given, right } = await params
  const locale = localeOf(given)
  if (right === 'question') redirect(`/${locale}/requests/new/question/form`)
  if (!isRight(right)) notFound()
  const t = await getTranslations('requests')
  const sections = await getTranslations('requests.sections')
  const above = <a href={`/${locale}/requests/new`}>{t('all')}</a>
  return (
    <>
      <PageTitle lead={t(`rights.${right}.what`)} beside={above}>
        {t(`rights.${right}.title`)}
      </PageTitle>
      <Shortcut right={right} locale={locale} />
      <Section title={sections('file')} id="file">
        <HowToFile right={right} locale={locale} operator={readOperator(services().env)} />
      </Section>
      <Section title={sections('terms')}>
        <TermFacts right={right} locale={locale} />
      </Section>
      <AboutRight right={right} locale={locale} />
    </>
  )
}
