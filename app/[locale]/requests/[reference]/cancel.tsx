import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { requestErrorWords } from '#components/requests/form-texts.ts'
import { Section } from '#components/ui/section.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { endsInErasure, type KindName } from '#domain/requests/rules/kinds.ts'
import type { Locale } from '#i18n/locales.ts'
import { cancelRequest } from './actions.ts'

type Props = { locale: Locale; reference: string; kind: KindName }

/** What deletes data is cancelled with one click, because nothing is lost by it; other requests ask first. */
export async function Cancel({ locale, reference, kind }: Props) {
  const t = await getTranslations('case.page')
  const press = (
    <PressForm
      action={cancelRequest}
      fields={{ reference }}
      words={requestErrorWords(locale)}
      texts={{ press: t('cancelButton'), pressing: t('cancelling') }}
      look="plain"
    />
  )
  return (
    <Section title={t('cancelTitle')} id="cancel">
      {endsInErasure(kind) ? (
        <>
          <p className="mb-4 max-w-measure">
            {t(kind === 'withdrawal/service' ? 'cancelWithdrawal' : 'cancelErasure')}
          </p>
          {press}
        </>
      ) : (
        <details>
          <summary className={`${summaryLook} inline-flex min-h-11 items-center`}>{t('cancelAsk')}</summary>
          <p className="mt-2 mb-4 max-w-measure">{t('cancelText')}</p>
          {press}
        </details>
      )}
    </Section>
  )
}
