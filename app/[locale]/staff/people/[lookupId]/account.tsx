import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import type { PersonRecordView } from '#domain/lookups/page/read-person-page.ts'
import { longDate, longMoment, shortMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import type { StaffContext } from '../../../../_server/session/staff-context.ts'

export type PartProps = { ctx: StaffContext; record: PersonRecordView; here: string }

export function Account({ ctx: { locale }, record: { account } }: PartProps) {
  const t = translator(locale, 'people')
  const { createdAt, updatedAt, welcomedAt, linkedAt, changingEmailSince, adultOn } = account
  const facts = [
    { term: t('account.created'), value: longMoment(locale, createdAt) },
    { term: t('account.updated'), value: longMoment(locale, updatedAt) },
    {
      term: t('account.welcomed'),
      value: welcomedAt ? longMoment(locale, welcomedAt) : t('account.notWelcomed'),
    },
    ...(linkedAt ? [{ term: t('account.linked'), value: longMoment(locale, linkedAt) }] : []),
    ...(changingEmailSince
      ? [{ term: t('account.changing'), value: longMoment(locale, changingEmailSince) }]
      : []),
    ...(adultOn ? [{ term: t('account.adultOn'), value: longDate(locale, adultOn) }] : []),
  ]
  return (
    <Block id="account" title={t('account.title')} note={t('account.note')}>
      <div className="max-w-[44rem]">
        <FactList facts={facts} />
      </div>
    </Block>
  )
}

export function Sessions({ ctx: { locale }, record: { sessions } }: PartProps) {
  const t = translator(locale, 'people')
  const heads = ['seen', 'method', 'created', 'expires'] as const
  return (
    <Block id="sessions" title={t('sessions.title')} note={t('sessions.note')}>
      {sessions.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('sessions.title')}
          heads={heads.map((head) => t(`sessions.${head}`))}
          rows={sessions.map(({ method, createdAt, seenAt, expiresAt }) => ({
            key: createdAt.toISOString(),
            head: shortMoment(locale, seenAt),
            cells: [
              { label: t('sessions.method'), value: t(`sessions.methods.${method}`) },
              { label: t('sessions.created'), value: shortMoment(locale, createdAt), short: true },
              { label: t('sessions.expires'), value: shortMoment(locale, expiresAt), short: true },
            ],
          }))}
        />
      )}
    </Block>
  )
}

export function Representatives({ ctx: { locale }, record }: PartProps) {
  const t = translator(locale, 'people')
  const capacities = translator(locale, 'guardians')
  const { representatives, represents, invitedAt } = record
  const word = (capacity: (typeof represents)[number]['capacity']) => capacities(`capacities.${capacity}`)
  const rows = [
    ...representatives.map((one) => ({
      ...one,
      word: t('representatives.by', { capacity: word(one.capacity) }),
      who: one.contact
        ? [one.contact.fullName, one.contact.email].filter(Boolean).join(', ')
        : t('representatives.erased'),
    })),
    ...represents.map((one) => ({
      ...one,
      word: t('representatives.of', { capacity: word(one.capacity) }),
      who: null,
    })),
  ]
  const heads = ['who', 'since', 'ended'] as const
  return (
    <Block id="representatives" title={t('representatives.title')} note={t('representatives.note')}>
      {invitedAt ? (
        <p className="mb-3">{t('representatives.invited', { day: longDate(locale, invitedAt) })}</p>
      ) : null}
      {rows.length === 0 ? (
        <p className="text-soft">{t('none')}</p>
      ) : (
        <DenseTable
          caption={t('representatives.title')}
          heads={heads.map((head) => t(`representatives.${head}`))}
          rows={rows.map((one) => ({
            key: one.representationId,
            head: (
              <>
                {one.word}
                {one.who ? <span className="block text-soft">{one.who}</span> : null}
              </>
            ),
            cells: [
              {
                label: t('representatives.since'),
                value: longDate(locale, one.verifiedAt),
                short: true,
              },
              {
                label: t('representatives.ended'),
                value: one.endedAt ? longDate(locale, one.endedAt) : t('representatives.holds'),
              },
            ],
          }))}
        />
      )}
    </Block>
  )
}
