import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import {
  type PublicSubprocessor,
  readPublicSubprocessors,
} from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { countryNames } from '#i18n/countries.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf, visitorContext } from '../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('subprocessors')
  return publicMetadata(locale, '/subprocessors', {
    title: t('public.title'),
    description: t('public.description'),
  })
}

/** Who processes data for the operator (Art. 8(4)(4), 16, 22(1)(5) of Law 94-V), as the register has it, and announced changes. */
export default async function SubprocessorsPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await visitorContext(locale)
  const t = translator(locale, 'subprocessors')
  const { sample, entered, current, announced } = await readPublicSubprocessors(ctx)
  return (
    <>
      <PageTitle lead={t('public.lead')} meta={<a href="/api/v1/subprocessors">JSON</a>}>
        {t('public.title')}
      </PageTitle>
      <Section title={t('public.current')} id="current">
        {sample ? (
          <p className="mb-5 border-l-[3px] border-ink py-0.5 pl-4 font-semibold">{t('public.sample')}</p>
        ) : null}
        {entered ? null : <Notice word={t('public.nothing')}>{t('public.nothingText')}</Notice>}
        {entered && current.length === 0 ? <p>{t('public.none')}</p> : null}
        {current.map((one) => (
          <Subprocessor key={one.subprocessorId} locale={locale} one={one} />
        ))}
      </Section>
      {announced.length > 0 ? (
        <Section title={t('public.announced')} id="announced" note={t('public.announcedNote')}>
          {announced.map((one) => (
            <Subprocessor
              key={`${one.subprocessorId} ${one.effectiveOn}`}
              locale={locale}
              one={one}
              change={t(one.entry === 'end' ? 'history.endsOn' : 'history.from', {
                day: longDate(locale, one.effectiveOn),
              })}
            />
          ))}
        </Section>
      ) : null}
    </>
  )
}

type OneProps = { locale: Locale; one: PublicSubprocessor; change?: string }

function Subprocessor({ locale, one, change }: OneProps) {
  const t = translator(locale, 'subprocessors')
  const categories = one.categories.map((code) => t(`categories.${code}`)).join(', ')
  return (
    <article className="border-t border-rule py-5 first:border-t-0 first:pt-0">
      {change ? <p className="font-semibold">{change}</p> : null}
      <h3 className="font-ui text-body font-semibold break-words">{one.name[locale]}</h3>
      <p>{one.service[locale]}</p>
      <dl className="mt-2 grid gap-x-6 gap-y-1 text-small sm:grid-cols-[11rem_minmax(0,1fr)]">
        <dt className="text-soft">{t('columns.categories')}</dt>
        <dd>{categories}</dd>
        <dt className="text-soft">{t('columns.country')}</dt>
        <dd>
          {countryNames(locale, [one.country])}. {t(`bases.${one.transferBasis}`)}
        </dd>
        <dt className="text-soft">{t('columns.since')}</dt>
        <dd>{longDate(locale, one.since)}</dd>
        {one.agreement ? (
          <>
            <dt className="text-soft">{t('columns.agreement')}</dt>
            <dd>
              {t('signed', { day: longDate(locale, one.agreement.signedOn) })}
              {one.agreement.endsOn
                ? `, ${t('public.until', { day: longDate(locale, one.agreement.endsOn) })}`
                : null}
            </dd>
          </>
        ) : null}
      </dl>
    </article>
  )
}
