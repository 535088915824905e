import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readErasurePlan } from '#domain/fulfilment/erase/read-erasure-plan.ts'
import { readSourceTitles } from '#domain/fulfilment/map/read-http-sources.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'
import { PlanRecords } from './plan-records.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'erasure.plan' })
  return { title: t('title') }
}

/** What an erasure would do, by category of the policy, before anybody asks for one. */
export default async function PlanPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/data/plan`)
  const lines = await readErasurePlan(ctx, ctx.actor.subjectId)
  const titles = readSourceTitles(ctx.services.env)
  const t = translator(locale, 'erasure')
  return (
    <>
      <PageTitle lead={t('plan.lead')}>{t('plan.title')}</PageTitle>
      {lines.length === 0 ? (
        <div className="sheet pb-10">
          <div />
          <p>{t('plan.nothing')}</p>
        </div>
      ) : null}
      {lines.map((line) => (
        <Section key={line.category} title={messages[locale].dataMap.categories[line.category]}>
          <PlanRecords locale={locale} line={line} titles={titles} />
        </Section>
      ))}
      <Section title={t('plan.outside')} note={t('plan.counted')}>
        <p className="max-w-measure">{t('plan.outsideText')}</p>
        <p className="mt-3 max-w-measure">{t('plan.locked')}</p>
        <p className="mt-6">
          <ButtonLink href={`/${locale}/requests/new/erasure/form`}>{t('plan.ask')}</ButtonLink>
        </p>
      </Section>
    </>
  )
}
