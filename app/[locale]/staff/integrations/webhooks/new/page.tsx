import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../../_server/session/staff-context.ts'
import { makeEndpoint } from '../../actions.ts'
import { eventChoices, integrationErrors, integrationsPath } from '../../integration-texts.ts'
import { secretTexts } from '../secret-texts.ts'
import { EndpointForm } from './endpoint-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'integrations' })
  return { title: t('hooks.new') }
}

export default async function NewWebhook({ params }: Props) {
  const locale = localeOf((await params).locale)
  const list = integrationsPath(locale)
  const here = `${list}/webhooks/new`
  const ctx = await staffContext(locale, here, 'integrations.manage')
  // Asked before anything is typed, so that nothing typed is lost on the way.
  if (!ctx.actor.sudo) redirect(confirmPath(locale, here))
  const t = await getTranslations('integrations')
  const loopback = ctx.services.env.webhookLoopback
  return (
    <>
      <StaffTitle above={<a href={list}>{t('title')}</a>} meta={t('hooks.form.lead')}>
        {t('hooks.new')}
      </StaffTitle>
      <EndpointForm
        action={makeEndpoint}
        events={eventChoices(locale)}
        texts={{
          url: t('hooks.form.url'),
          urlHint: loopback
            ? `${t('hooks.form.urlHint')} ${t('hooks.form.loopback')}`
            : t('hooks.form.urlHint'),
          events: t('hooks.form.events'),
          make: t('hooks.form.make'),
          making: t('saving'),
        }}
        secretTexts={secretTexts(locale)}
        words={integrationErrors(locale)}
        signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        listPath={list}
      />
    </>
  )
}
