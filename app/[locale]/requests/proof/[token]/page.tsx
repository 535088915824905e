import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { PageTitle } from '#components/ui/page-title.tsx'
import { readVerificationLink } from '#domain/requests/visitor/verify-visitor-request.ts'
import { localeOf, visitorContext } from '../../../../_server/session/request-context.ts'
import { DeadLink } from '../../dead-link.tsx'
import { proveByLink } from '../actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'requestForm.proof' })
  return { title: t('linkTitle'), robots: { index: false } }
}

/** Only shows: programs that check mail open every link. The button confirms. */
export default async function ProofLink({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const t = await getTranslations('requestForm.proof')
  const { state, reference } = await readVerificationLink(await visitorContext(locale), token)
  if (!reference) {
    const why = state === 'lapsed' || state === 'used' ? state : 'noLink'
    return (
      <DeadLink locale={locale} title={t(state === 'lapsed' ? 'lapsedTitle' : 'deadTitle')} text={t(why)} />
    )
  }
  return (
    <>
      <PageTitle lead={t('linkLead')}>{t('linkTitle')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <p className="max-w-measure">{t('linkText', { reference })}</p>
          <div className="mt-6">
            <PressForm
              action={proveByLink}
              fields={{ token }}
              words={requestErrorWords(locale)}
              texts={{ press: t('linkButton'), pressing: t('checking') }}
            />
          </div>
        </div>
      </div>
    </>
  )
}
