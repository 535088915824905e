import { kindTitle, StatusWord } from '#components/requests/status-texts.tsx'
import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { PersonRecordView } from '#domain/lookups/page/read-person-page.ts'
import { longDate, longMoment, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { casePath } from '../../requests/queue-texts.ts'
import type { PartProps } from './account.tsx'

export function Requests({ ctx: { locale }, record: { requests } }: PartProps) {
  const t = translator(locale, 'people')
  const heads = ['reference', 'kind', 'state', 'received', 'due', 'messages'] as const
  return (
    <Block id="requests" title={t('requests.title')} note={t('requests.note')}>
      {requests.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('requests.title')}
          heads={heads.map((head) => t(`requests.${head}`))}
          rows={requests.map((one) => ({
            key: one.requestId,
            head: <RequestLink locale={locale} reference={one.reference} />,
            cells: [
              { value: kindTitle(locale, one.kind) },
              { value: <StatusWord locale={locale} request={one} side="staff" /> },
              { label: t('requests.received'), value: longDate(locale, one.receivedAt), short: true },
              {
                label: t('requests.due'),
                value: one.dueAt && !one.closedAt ? longDate(locale, one.dueAt) : '–',
                short: true,
              },
              {
                label: t('requests.messages'),
                value: (
                  <>
                    {t('requests.count', { count: one.messages })}
                    {one.lastMessageAt ? (
                      <span className="block text-soft">
                        {t('requests.last', { at: shortMoment(locale, one.lastMessageAt) })}
                      </span>
                    ) : null}
                  </>
                ),
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}

const RequestLink = ({ locale, reference }: { locale: Locale; reference: string }) => (
  <a className="tabular-nums" href={casePath(locale, reference)}>
    {reference}
  </a>
)

/** The link to the request that something came of. */
function Cause({
  locale,
  record,
  requestId,
}: {
  locale: Locale
  record: PersonRecordView
  requestId: string
}) {
  const found = record.requests.find((one) => one.requestId === requestId)
  return found ? <RequestLink locale={locale} reference={found.reference} /> : '–'
}

export function Limits({ ctx: { locale }, record }: PartProps) {
  const t = translator(locale, 'people')
  const rows = [
    ...record.restrictions.map((one) => ({
      ...one,
      key: `restriction ${one.requestId}`,
      word: t(one.blocking ? 'limits.blocked' : 'limits.restricted'),
    })),
    ...record.objections.map((one) => ({
      ...one,
      key: `objection ${one.requestId}`,
      word: t('limits.objection'),
    })),
  ]
  const heads = ['what', 'since', 'lifted', 'request'] as const
  return (
    <Block id="limits" title={t('limits.title')} note={t('limits.note')}>
      {rows.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('limits.title')}
          heads={heads.map((head) => t(`limits.${head}`))}
          rows={rows.map(({ key, word, since, liftedAt, requestId }) => ({
            key,
            head: word,
            cells: [
              { label: t('limits.since'), value: longMoment(locale, since), short: true },
              {
                label: t('limits.lifted'),
                value: liftedAt ? (
                  longMoment(locale, liftedAt)
                ) : (
                  <WordedState tone="due" word={t('limits.holds')} />
                ),
              },
              {
                label: t('limits.request'),
                value: <Cause locale={locale} record={record} requestId={requestId} />,
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}

export function Deletion({ ctx: { locale }, record }: PartProps) {
  const t = translator(locale, 'people')
  const erasure = translator(locale, 'erasure')
  const copy = translator(locale, 'dataPackage')
  const at = (moment: Date | null) => (moment ? longMoment(locale, moment) : '')
  const rows = [
    ...record.erasures.map(({ requestId, state, startsAt, endedAt }) => ({
      key: `erasure ${requestId}`,
      requestId,
      what: t('deletion.erasure'),
      state: erasure(`staff.run.${state}`),
      when: endedAt ? t('deletion.ended', { at: at(endedAt) }) : t('deletion.starts', { at: at(startsAt) }),
    })),
    ...record.copies.map(({ requestId, state, madeAt, expiresAt }) => ({
      key: `copy ${requestId}`,
      requestId,
      what: t('deletion.copy'),
      state: copy(`staff.states.${state}`),
      when: [
        madeAt ? t('deletion.made', { at: at(madeAt) }) : '',
        state === 'released' && expiresAt ? t('deletion.deleted', { at: at(expiresAt) }) : '',
      ]
        .filter(Boolean)
        .join(', '),
    })),
  ]
  const heads = ['what', 'state', 'when'] as const
  return (
    <Block id="deletion" title={t('deletion.title')} note={t('deletion.note')}>
      {rows.length === 0 ? (
        <p className="text-soft">{t('deletion.none')}</p>
      ) : (
        <DenseTable
          caption={t('deletion.title')}
          heads={[...heads.map((head) => t(`deletion.${head}`)), t('limits.request')]}
          rows={rows.map(({ key, requestId, what, state, when }) => ({
            key,
            head: what,
            cells: [
              { value: state },
              { value: when || '–' },
              {
                label: t('limits.request'),
                value: <Cause locale={locale} record={record} requestId={requestId} />,
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}
