import { PressForm } from '#components/form/press-form.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import type { DeliveryEntry } from '#domain/integrations/webhooks/list-deliveries.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { sendAgain } from '../../actions.ts'
import { eventWord, integrationErrors, outcomeWords } from '../../integration-texts.ts'

type Props = {
  locale: Locale
  endpointId: string
  items: readonly DeliveryEntry[]
  /** Whether failed messages can be sent again from here. */
  mayReplay: boolean
  signInPath: string
}

const tones: Record<DeliveryEntry['state'], State> = { delivered: 'kept', waiting: 'due', dead: 'broken' }

export function MessagesTable({ locale, endpointId, items, mayReplay, signInPath }: Props) {
  const t = translator(locale, 'integrations')
  const heads = ['when', 'event', 'state', 'attempts', 'outcome'] as const
  return (
    <DenseTable
      caption={t('messages.title')}
      heads={heads.map((head) => t(`messages.${head}`))}
      rows={items.map((item) => ({
        key: item.deliveryId,
        head: <time dateTime={item.createdAt}>{shortMoment(locale, item.createdAt)}</time>,
        cells: [
          { value: eventWord(locale, item.event) },
          {
            value: (
              <>
                <WordedState tone={tones[item.state]} word={t(`messages.states.${item.state}`)} />
                {mayReplay && item.state === 'dead' ? (
                  <PressForm
                    action={sendAgain}
                    fields={{ endpointId, deliveryId: item.deliveryId }}
                    words={integrationErrors(locale)}
                    texts={{ press: t('messages.again'), pressing: t('messages.sending') }}
                    label={t('messages.againOf', {
                      event: eventWord(locale, item.event),
                      at: shortMoment(locale, item.createdAt),
                    })}
                    look="text"
                    signInPath={signInPath}
                  />
                ) : null}
              </>
            ),
          },
          { label: t('messages.attempts'), value: item.attempts, short: true },
          {
            value: (
              <>
                {item.outcome ? outcomeWords(locale, item.outcome) : null}
                {item.nextAt ? (
                  <span className="block text-soft">
                    {t('messages.next', { at: shortMoment(locale, item.nextAt) })}
                  </span>
                ) : null}
              </>
            ),
          },
        ],
      }))}
    />
  )
}
