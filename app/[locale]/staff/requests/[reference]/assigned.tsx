import { FieldForm } from '#components/staff/field-form.tsx'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { assign } from '../actions.ts'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { locale: Locale; shown: StaffRequestView; mayAssign: boolean }

export function Assigned({ locale, shown, mayAssign, here, ...desk }: Props) {
  const t = translator(locale, 'staffRequests')
  const { assignedTo, desk: members } = shown
  return (
    <>
      <p className={assignedTo ? '' : 'text-soft'}>
        {assignedTo ? (assignedTo.name ?? assignedTo.staffId) : t('nobody')}
      </p>
      {mayAssign && !shown.closedAt ? (
        <div className="mt-3 print:hidden">
          <FieldForm
            action={assign}
            hidden={{ reference: shown.reference }}
            field={{
              as: 'select',
              name: 'to',
              label: t('assign.label'),
              chosen: assignedTo?.staffId ?? '',
              options: [
                { value: '', word: t('nobody') },
                ...members.map(({ staffId, name }) => ({ value: staffId, word: name ?? staffId })),
              ],
            }}
            texts={{ press: t('assign.press'), pressing: t('assign.pressing') }}
            place={`${here}#assigned`}
            {...desk}
          />
        </div>
      ) : null}
    </>
  )
}
