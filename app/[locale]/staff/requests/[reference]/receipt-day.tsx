import { summaryLook } from '#components/ui/summary-look.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { firstReceiptDay } from '#domain/requests/deadlines/receipt-day.ts'
import { isOnBehalf } from '#domain/requests/forms/request-schemas.ts'
import type { StaffRequestView } from '#domain/requests/queue/staff-request-views.ts'
import { translator } from '#i18n/translator.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { StaffContext } from '../../../../_server/session/staff-context.ts'
import { correctDay } from '../actions.ts'
import { ReceiptForm } from './receipt-form.tsx'
import type { DeskProps } from './request-props.ts'

type Props = DeskProps & { ctx: StaffContext; shown: StaffRequestView }

/** For an officer: corrects the day that was entered for a call, a letter or a visit. */
export function ReceiptDay({ ctx, shown, here, ...desk }: Props) {
  if (!isAllowed(ctx.actor, 'requests.correct-receipt') || shown.closedAt || !isOnBehalf(shown.channel))
    return null
  const t = translator(ctx.locale, 'staffRequests')
  const now = ctx.clock.now()
  return (
    <details className="mt-2 print:hidden">
      <summary className={`${summaryLook} py-2 text-small`}>{t('receipt.title')}</summary>
      <p className="mt-1 mb-3 text-small text-soft">{t('receipt.note')}</p>
      <ReceiptForm
        action={correctDay}
        hidden={{ reference: shown.reference, noteId: newId() }}
        receivedOn={almatyDate(new Date(shown.receivedAt))}
        bounds={{ first: firstReceiptDay(now), last: almatyDate(now) }}
        texts={{
          day: t('receipt.day'),
          why: t('receipt.why'),
          press: t('receipt.press'),
          pressing: t('receipt.pressing'),
        }}
        place={`${here}#deadline`}
        {...desk}
      />
    </details>
  )
}
