import type { State } from '#components/ui/state-mark.tsx'
import type { ReceiptEvent } from '#domain/consent/receipts/receipt-shape.ts'
import { type EventStatus, isInForce } from '#domain/consent/rules/event-status.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

export type ReceiptStatusText = { tone: State; word: string; text: string }

/**
 * Whether a receipt is in force. A withdrawal and an ended consent have their own texts and never the mark of a kept
 * consent.
 */
export function receiptStatusText(
  locale: Locale,
  event: ReceiptEvent | null,
  status: EventStatus,
): ReceiptStatusText {
  const t = translator(locale, 'receipt')
  const at = status.since ? longMoment(locale, status.since) : ''
  const isOff = event === 'withdrawn' || event === 'expired'
  if (!isOff || !isInForce(status))
    return {
      tone: !isOff && isInForce(status) ? 'kept' : 'plain',
      word: t(`standing.${status.standing}`),
      text: t(`standing.${status.standing}Text`, { at }),
    }
  return {
    tone: 'plain',
    word: event === 'withdrawn' ? t('withdrawal.stands') : t('withdrawal.expired'),
    text: status.standing === 'renewed' ? t('withdrawal.renewedText', { at }) : t('withdrawal.standsText'),
  }
}
