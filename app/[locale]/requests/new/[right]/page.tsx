import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { isRight, type Right } from '#domain/policy/rules/clauses.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
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

/** Nothing may make it harder to ask for a copy or to withdraw: for these no reason is wanted, and the page says so. */
const withoutReason: readonly Right[] = ['access', 'portability', 'withdrawal']

/** One right: what it gives, by when, what happens next, when it may be refused, how to ask. */
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
      {right === 'withdrawal' || right === 'objection' || right === 'rectification' ? (
        <div className="sheet pb-8">
          <div />
          <Shortcut right={right} locale={locale} />
        </div>
      ) : null}
      <Section title={sections('file')} id="file">
        <HowToFile right={right} locale={locale} operator={readOperator(services().env)} />
      </Section>
      <Section title={sections('terms')}>
        <TermFacts right={right} locale={locale} />
      </Section>
      <Section title={sections('steps')}>
        <ol className="steps max-w-measure">
          <li>
            {t('steps.ask')} {withoutReason.includes(right) ? t('noReason') : null}
          </li>
          <li>
            {t('steps.verify')} {t('noIdentityCopy')}
          </li>
          <li>{t('steps.answer')}</li>
          <li>
            {t.rich('steps.complain', {
              link: (words) => <a href={`/${locale}/contact#complaint`}>{words}</a>,
            })}
          </li>
        </ol>
      </Section>
      <Section title={sections('refusal')}>
        <p className="max-w-measure">
          {t(`refusal.${right}`)} {t('refusal.always')}
        </p>
      </Section>
    </>
  )
}

/** What the person can do alone, at once, instead of asking. */
async function Shortcut({ right, locale }: { right: Right; locale: string }) {
  const t = await getTranslations('requests')
  if (right === 'rectification')
    return (
      <Notice word={t('profile')}>
        <a href={`/${locale}/my/profile`}>{t('profileLink')}</a>
      </Notice>
    )
  const place = right === 'objection' ? '#personalisation' : ''
  return (
    <Notice word={t('choices')}>
      {t('choicesText')} <a href={`/${locale}/my/choices${place}`}>{t('choicesLink')}</a>
    </Notice>
  )
}
