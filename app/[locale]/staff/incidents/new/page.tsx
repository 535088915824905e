import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { addIncident } from '../actions.ts'
import { IncidentForm } from '../incident-form.tsx'
import { formProps, incidentForm } from '../incident-texts.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'incidents' })
  return { title: t('new.title') }
}

export default async function NewIncident({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/incidents/new`
  const ctx = await staffContext(locale, here, 'incidents.work')
  const t = await getTranslations('incidents')
  const { lastDay, options, labels } = incidentForm(ctx)
  return (
    <>
      <StaffTitle meta={t('new.lead')}>{t('new.title')}</StaffTitle>
      <IncidentForm
        action={addIncident}
        lastDay={lastDay}
        options={options}
        texts={{ ...labels, press: t('openPress'), pressing: t('opening') }}
        {...formProps(ctx, here)}
      />
    </>
  )
}
