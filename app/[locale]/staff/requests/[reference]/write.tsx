import { filesTexts } from '#components/requests/form-texts.ts'
import { FieldForm } from '#components/staff/field-form.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { newId } from '#platform/ids.ts'
import { write } from '../actions.ts'
import type { DeskProps } from './request-props.ts'

export function Write({
  locale,
  shown,
  here,
  ...desk
}: DeskProps & { locale: Locale; shown: StaffRequestView }) {
  const t = translator(locale, 'staffRequests')
  return (
    <details className="mt-4 print:hidden">
      <summary className={`${summaryLook} py-2 text-small`}>{t('write.title')}</summary>
      <p className="mt-1 mb-3 max-w-measure text-small text-soft">{t('write.note')}</p>
      <FieldForm
        action={write}
        hidden={{ reference: shown.reference, messageId: newId() }}
        field={{
          as: 'text',
          name: 'message',
          lang: shown.locale,
          label: t('write.label', { language: t(`inLanguage.${shown.locale}`) }),
          files: filesTexts(locale, { label: t('steps.files'), hint: t('steps.filesHint') }),
        }}
        texts={{ press: t('write.press'), pressing: t('steps.sending') }}
        place={`${here}#messages`}
        {...desk}
      />
    </details>
  )
}
