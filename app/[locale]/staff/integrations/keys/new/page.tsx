import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { keyDays } from '#domain/integrations/rules/integration-schemas.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../../_server/session/staff-context.ts'
import { makeKey } from '../../actions.ts'
import { integrationErrors, integrationsPath, scopeChoices } from '../../integration-texts.ts'
import { KeyForm } from './key-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'integrations' })
  return { title: t('keys.new') }
}

export default async function NewKey({ params }: Props) {
  const locale = localeOf((await params).locale)
  const list = integrationsPath(locale)
  const here = `${list}/keys/new`
  const ctx = await staffContext(locale, here, 'integrations.manage')
  // Asked before anything is typed, so that nothing typed is lost on the way.
  if (!ctx.actor.sudo) redirect(confirmPath(locale, here))
  const t = await getTranslations('integrations')
  return (
    <>
      <StaffTitle above={<a href={list}>{t('title')}</a>} meta={t('keys.form.lead')}>
        {t('keys.new')}
      </StaffTitle>
      <KeyForm
        action={makeKey}
        scopes={scopeChoices(locale)}
        days={keyDays.map((value) => ({ value, word: t(`keys.form.daysOf.${value}`) }))}
        texts={{
          ...pickTexts(t, ['keys.form.name', 'keys.form.nameHint', 'keys.form.scopes', 'keys.form.days']),
          callsPerMinute: t('keys.form.calls'),
          callsHint: t('keys.form.callsHint'),
          make: t('keys.form.make'),
          making: t('saving'),
          use: t('keys.shown.use'),
        }}
        secretTexts={pickTexts(t, [
          'keys.shown.title',
          'keys.shown.text',
          'shown.label',
          'shown.copy',
          'shown.copied',
          'shown.kept',
        ])}
        words={integrationErrors(locale)}
        signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        listPath={list}
      />
    </>
  )
}
