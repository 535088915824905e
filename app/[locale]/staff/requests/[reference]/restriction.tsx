import { PressForm } from '#components/form/press-form.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { endsInErasure } from '#domain/requests/rules/kinds.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { lift } from '../actions.ts'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { locale: Locale; shown: StaffRequestView; mayLift: boolean }

export function Restriction({ locale, shown, mayLift, words, signInPath }: Props) {
  const { restriction, reference } = shown
  if (!restriction) return null
  const t = translator(locale, 'staffRequests')
  const day = (at: string) => longDate(locale, new Date(at))
  if (restriction.liftedAt)
    return <p className="mb-4">{t('restriction.lifted', { day: day(restriction.liftedAt) })}</p>
  return (
    <Notice tone="due" word={t('restriction.since', { day: day(restriction.since) })} className="mb-6">
      <p className="mb-3 text-small">{t('restriction.text')}</p>
      {mayLift && !endsInErasure(shown.kind) ? (
        <PressForm
          action={lift}
          fields={{ reference }}
          words={words}
          texts={{ press: t('restriction.press'), pressing: t('restriction.pressing') }}
          look="plain"
          signInPath={signInPath}
        />
      ) : null}
    </Notice>
  )
}
