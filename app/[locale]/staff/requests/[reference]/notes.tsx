import { FieldForm } from '#components/staff/field-form.tsx'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { newId } from '#platform/ids.ts'
import { note } from '../actions.ts'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { locale: Locale; shown: StaffRequestView; mayWrite: boolean }

/** What staff wrote for each other, and a place to add to it. */
export function Notes({ locale, shown, mayWrite, here, ...desk }: Props) {
  const t = translator(locale, 'staffRequests')
  return (
    <>
      {shown.notes.length === 0 ? <p className="text-soft">{t('details.noNotes')}</p> : null}
      <ol className="max-w-measure">
        {shown.notes.map(({ noteId, staff, body, writtenAt }) => (
          <li key={noteId} className="border-t border-rule py-2.5 first:border-t-0 first:pt-0">
            <p className="flex flex-wrap justify-between gap-x-6 text-small text-soft">
              <b className="font-semibold text-ink">{staff.name ?? staff.staffId}</b>
              <time dateTime={writtenAt}>{longMoment(locale, writtenAt)}</time>
            </p>
            <p className="mt-0.5 whitespace-pre-wrap">{body ?? t('case.hidden')}</p>
          </li>
        ))}
      </ol>
      {mayWrite ? (
        <div className="mt-4 print:hidden">
          <FieldForm
            action={note}
            hidden={{ reference: shown.reference, noteId: newId() }}
            field={{ as: 'text', name: 'note', label: t('notes.label') }}
            texts={{ press: t('notes.save'), pressing: t('notes.saving') }}
            place={`${here}#notes`}
            {...desk}
          />
        </div>
      ) : null}
    </>
  )
}
