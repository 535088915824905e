import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { publicMetadata } from '#components/frame/page-metadata.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { services } from '#platform/services.ts'
import { localeOf } from '../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('contact')
  return publicMetadata(locale, '/contact', { title: t('title'), description: t('description') })
}

/** Who answers for the data (Art. 8(4)(1), 25(2)(10) of Law 94-V), and where to complain (Art. 30; Rules 395, p. 24). */
export default async function ContactPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('contact')
  const operator = readOperator(services().env)
  const facts = [
    { term: t('operator.name'), value: operator.name[locale] },
    { term: t('operator.bin'), value: <span className="tabular-nums">{operator.bin}</span> },
    { term: t('operator.address'), value: operator.address[locale] },
    { term: t('operator.responsible'), value: operator.responsiblePerson[locale] },
    { term: t('operator.email'), value: <a href={`mailto:${operator.email}`}>{operator.email}</a> },
    {
      term: t('operator.phone'),
      value: <a href={`tel:${operator.phone.replaceAll(/[^+\d]/g, '')}`}>{operator.phone}</a>,
    },
    { term: t('operator.hours'), value: operator.hours[locale] },
  ]
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet -mt-2 pb-8 md:pb-10">
        <div />
        <div className="max-w-measure">
          <ButtonLink href={`/${locale}/requests/new`}>{t('request.link')}</ButtonLink>
          <p className="mt-3 text-small text-soft">{t('request.text')}</p>
        </div>
      </div>
      <Section title={t('operator.title')}>
        {operator.sample ? (
          <Notice word={t('sampleWord')} className="mb-6">
            {t('sampleText')}
          </Notice>
        ) : null}
        <FactList facts={facts} />
      </Section>
      <Section title={t('complaint.title')} id="complaint">
        <div className="max-w-measure">
          <p>{t('complaint.first')}</p>
          <p className="mt-3">{t('complaint.authority')}</p>
          <p className="mt-3 text-small text-soft">{t('complaint.basis')}</p>
        </div>
        {operator.complaint ? (
          <div className="mt-5">
            <FactList
              facts={[
                {
                  term: operator.complaint.authority[locale],
                  value: operator.complaint.address[locale],
                  note: (
                    <span className="flex flex-wrap gap-x-5">
                      <a href={operator.complaint.site}>{t('complaint.site')}</a>
                      <a href={operator.complaint.eOtinish}>{t('complaint.eOtinish')}</a>
                    </span>
                  ),
                },
                { term: t('complaint.court'), value: operator.complaint.court[locale] },
              ]}
            />
          </div>
        ) : null}
      </Section>
      <Section title={t('signal.title')} id="signal">
        <p className="max-w-measure">{t('signal.text')}</p>
        <p className="mt-3">
          <a href="/.well-known/gpc.json">{t('signal.link')}</a>
        </p>
      </Section>
      <Section title={t('security.title')}>
        <p className="max-w-measure">{t('security.text')}</p>
        <p className="mt-3">
          <a href="/.well-known/security.txt">{t('security.link')}</a>
        </p>
      </Section>
    </>
  )
}
