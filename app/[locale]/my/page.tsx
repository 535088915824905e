import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { isAskedOnFirstPage } from '#domain/consent/representatives/asked-on-first-page.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { currentSession, localeOf, subjectContext } from '../../_server/session/request-context.ts'
import { AskedAgain } from './asked-again.tsx'
import { EndingChoices } from './choices/ending/ending-choices.tsx'
import { choicesSummary } from './choices-summary.ts'
import { RequestsSummary } from './requests-summary.tsx'
import { SignalNotice } from './signal/signal-notice.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'my' })
  return { title: t('title') }
}

export default async function My({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my`)
  const { subjectId } = ctx.actor
  const t = await getTranslations('my')
  const [profile, standing] = [await readProfile(ctx, subjectId), await readChoices(ctx, subjectId)]
  const isNew = (await currentSession())?.welcomedAt === null
  if (isNew && (await isAskedOnFirstPage(ctx, subjectId, standing))) redirect(`/${locale}/my/welcome`)
  const anyOn = standing.some((one) => one.decision === 'granted' && one.purpose !== 'service')
  const at = (path: string) => `/${locale}${path}`
  return (
    <>
      <PageTitle meta={[profile?.fullName, profile?.email].filter(Boolean).join(' · ')}>
        {t('title')}
      </PageTitle>
      <AskedAgain ctx={ctx} />
      <SignalNotice ctx={ctx} page="/my" />
      <Section title={t('choices')}>
        <p className="max-w-measure">
          {choicesSummary(locale, standing, await readChoiceTitles(ctx, locale))}
        </p>
        <p className="mt-4 flex flex-wrap items-center gap-3">
          <ButtonLink look="plain" href={at('/my/choices')}>
            {t('open')}
          </ButtonLink>
          {anyOn ? (
            <ButtonLink look="plain" href={at('/my/choices/withdraw-all')}>
              {t('withdrawAll')}
            </ButtonLink>
          ) : null}
        </p>
      </Section>
      <EndingChoices ctx={ctx} />
      <Section title={t('requests')}>
        <RequestsSummary ctx={ctx} />
      </Section>
      <Section title={t('data')}>
        <p className="max-w-measure">{t('dataText')}</p>
        <p className="mt-1">
          <a className="inline-flex min-h-11 items-center" href={at('/my/data')}>
            {t('openData')}
          </a>
        </p>
      </Section>
      <Section title={t('history')}>
        <p className="max-w-measure">{t('historyText')}</p>
        <p className="mt-1">
          <a className="inline-flex min-h-11 items-center" href={at('/my/history')}>
            {t('openHistory')}
          </a>
        </p>
      </Section>
      <Section title={t('profile')}>
        <p className="max-w-measure">{t('profileText')}</p>
        <p className="mt-1">
          <a className="inline-flex min-h-11 items-center" href={at('/my/profile')}>
            {t('openProfile')}
          </a>
        </p>
      </Section>
    </>
  )
}
