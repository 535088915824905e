import type { FormAction } from '#components/form/action-state.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { FieldForm } from '#components/staff/field-form.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import type { DeskProps } from './request-props.ts'

/** What staff can do besides trying again, each with a text of theirs. */
type Way = { how: 'skip' | 'by-hand'; title: string; say?: string; label: string; pressing: string }

type Props<Done> = DeskProps & {
  action: FormAction<Done>
  /** What failed, as the action names it. */
  fields: Record<string, string>
  /** The part of the page to come back to. */
  place: string
  retry: { press: string; pressing: string }
  record: string
  ways: readonly Way[]
}

/** What staff can do about a system that failed: try again, skip it with a reason, or record what was done by hand. */
export function SettleFailed<Done>({
  action,
  fields,
  place,
  retry,
  record,
  ways,
  here,
  ...desk
}: Props<Done>) {
  return (
    <div className="mt-3 space-y-3 print:hidden">
      <PressForm action={action} fields={{ ...fields, how: 'retry' }} texts={retry} look="plain" {...desk} />
      {ways.map(({ how, title, say, label, pressing }) => (
        <details key={how}>
          <summary className={`${summaryLook} inline-flex min-h-11 items-center`}>{title}</summary>
          {say === undefined ? null : <p className="mb-2 text-small">{say}</p>}
          <FieldForm
            action={action}
            hidden={{ ...fields, how }}
            field={{ as: 'text', name: 'note', label }}
            texts={{ press: record, pressing }}
            place={`${here}#${place}`}
            {...desk}
          />
        </details>
      ))}
    </div>
  )
}
