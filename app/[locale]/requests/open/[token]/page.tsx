import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readRequestLink } from '#domain/requests/visitor/open-visitor-request.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { DeadLink } from '../../dead-link.tsx'
import { openByLink } from '../actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'requestForm.open' })
  return { title: t('title'), robots: { index: false } }
}

/** Only shows; the button opens the case in this browser. */
export default async function OpenLink({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('requestForm')
  const { state } = await readRequestLink(await visitorContext(locale), token)
  if (state !== 'open')
    return <DeadLink locale={locale} title={t('proof.deadTitle')} text={t(`proof.${state}`)} />
  return (
    <>
      <PageTitle lead={t('open.lead')}>{t('open.title')}</PageTitle>
      <div className="sheet">
        <div />
        <PressForm
          action={openByLink}
          fields={{ token }}
          words={requestErrorWords(locale)}
          texts={{ press: t('open.button'), pressing: t('open.opening') }}
        />
      </div>
    </>
  )
}
