import { SourceChange } from '#components/requests/source-change.tsx'
import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { longDate, longMoment, shortMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { eventWord, integrationsPath } from '../../integrations/integration-texts.ts'
import { mailWord, reasonWord } from '../../mail/mail-texts.ts'
import type { PartProps } from './account.tsx'

export function Systems({ ctx: { locale }, record: { changes } }: PartProps) {
  const t = translator(locale, 'people')
  return (
    <Block id="systems" title={t('systems.title')} note={t('systems.note')}>
      {changes.length === 0 ? <p className="text-soft">{t('none')}</p> : null}
      <div className="max-w-[52rem]">
        {changes.map((change) => (
          <div key={change.changeId} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
            <SourceChange locale={locale} change={change} side="staff" />
          </div>
        ))}
      </div>
    </Block>
  )
}

const tones: Record<'delivered' | 'waiting' | 'dead', State> = {
  delivered: 'kept',
  waiting: 'due',
  dead: 'broken',
}

export function Messages({ ctx, record: { deliveries } }: PartProps) {
  const { locale } = ctx
  const t = translator(locale, 'people')
  const words = translator(locale, 'integrations')
  const mayOpen = isAllowed(ctx.actor, 'integrations.read')
  const heads = ['when', 'event', 'to', 'state', 'tries'] as const
  return (
    <Block id="messages" title={t('messages.title')} note={t('messages.note')}>
      {deliveries.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('messages.title')}
          heads={heads.map((head) => t(`messages.${head}`))}
          rows={deliveries.map((one) => ({
            key: one.deliveryId,
            head: <time dateTime={one.createdAt}>{shortMoment(locale, one.createdAt)}</time>,
            cells: [
              { value: eventWord(locale, one.event) },
              {
                value: mayOpen ? (
                  <a className="break-all" href={`${integrationsPath(locale)}/webhooks/${one.endpointId}`}>
                    {one.url}
                  </a>
                ) : (
                  <span className="break-all">{one.url}</span>
                ),
              },
              {
                value: <WordedState tone={tones[one.state]} word={words(`messages.states.${one.state}`)} />,
              },
              { label: t('messages.tries'), value: one.attempts, short: true },
            ],
          }))}
        />
      )}
    </Block>
  )
}

export function Undelivered({ ctx: { locale }, record: { undelivered } }: PartProps) {
  const t = translator(locale, 'people')
  const heads = ['what', 'why', 'state', 'last'] as const
  return (
    <Block id="mail" title={t('mail.title')} note={t('mail.note')}>
      {undelivered.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('mail.title')}
          heads={heads.map((head) => t(`mail.${head}`))}
          rows={undelivered.map(({ mailId, task, reason, state, lastTriedAt }) => ({
            key: mailId,
            head: mailWord(locale, task),
            cells: [
              { value: reasonWord(locale, reason) },
              {
                value: (
                  <WordedState
                    tone={state === 'given-up' ? 'broken' : 'due'}
                    word={t(`mail.states.${state}`)}
                  />
                ),
              },
              { label: t('mail.last'), value: shortMoment(locale, lastTriedAt), short: true },
            ],
          }))}
        />
      )}
    </Block>
  )
}

export function Incidents({ ctx: { locale }, record: { incidents } }: PartProps) {
  if (!incidents) return null
  const t = translator(locale, 'people')
  const heads = ['reference', 'listed', 'state'] as const
  return (
    <Block id="incidents" title={t('incidents.title')} note={t('incidents.note')}>
      {incidents.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('incidents.title')}
          heads={heads.map((head) => t(`incidents.${head}`))}
          rows={incidents.map(({ reference, closedAt, listedAt }) => ({
            key: reference,
            head: (
              <a className="tabular-nums" href={`/${locale}/staff/incidents/${reference}`}>
                {reference}
              </a>
            ),
            cells: [
              { label: t('incidents.listed'), value: longMoment(locale, listedAt), short: true },
              {
                value: closedAt
                  ? t('incidents.closed', { day: longDate(locale, closedAt) })
                  : t('incidents.open'),
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}
