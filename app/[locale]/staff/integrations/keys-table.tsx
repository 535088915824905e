import { DenseTable } from '#components/staff/dense-table.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import type { State } from '#components/ui/state-mark.tsx'
import type { ApiKeyEntry } from '#domain/integrations/keys/list-api-keys.ts'
import { shortDate, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { revokeKey } from './actions.ts'
import { FoldedPress } from './folded-press.tsx'
import { integrationErrors, integrationsPath } from './integration-texts.ts'

type Props = {
  locale: Locale
  keys: readonly ApiKeyEntry[]
  nameOf: (id: string | null) => string
  /** Whether they can be revoked from here. */
  mayRevoke: boolean
}

const tones: Record<ApiKeyEntry['state'], State> = { works: 'kept', expired: 'due', revoked: 'plain' }

export function KeysTable({ locale, keys, nameOf, mayRevoke }: Props) {
  const t = translator(locale, 'integrations')
  const heads = ['name', 'scopes', 'made', 'expires', 'used', 'state'] as const
  return (
    <DenseTable
      caption={t('keys.title')}
      heads={heads.map((head) => t(`keys.${head}`))}
      rows={keys.map((key) => ({
        key: key.keyId,
        head: (
          <>
            <span className="font-semibold break-words">{key.name}</span>
            <span className="block text-soft">{t('keys.prefix', { prefix: key.prefix })}</span>
          </>
        ),
        cells: [
          {
            value: (
              <>
                {key.scopes.map((scope) => (
                  <span key={scope} className="block">
                    {t(`scopes.${scope}.word`)}
                  </span>
                ))}
                <span className="block text-soft">{t('keys.calls', { calls: key.callsPerMinute })}</span>
              </>
            ),
          },
          {
            label: t('keys.made'),
            short: true,
            value: (
              <>
                {shortDate(locale, key.createdAt)}
                <span className="text-soft md:block">
                  <span className="md:hidden">, </span>
                  {nameOf(key.createdBy.id)}
                </span>
              </>
            ),
          },
          {
            label: t('keys.expires'),
            short: true,
            value: key.expiresAt
              ? t('keys.until', { day: shortDate(locale, key.expiresAt) })
              : t('keys.noEnd'),
          },
          {
            label: t('keys.used'),
            short: true,
            value: key.lastUsedAt ? shortMoment(locale, key.lastUsedAt) : t('never'),
          },
          {
            value: (
              <>
                <WordedState tone={tones[key.state]} word={t(`keys.states.${key.state}`)} />
                {mayRevoke && key.state === 'works' ? (
                  <FoldedPress
                    action={revokeKey}
                    fields={{ keyId: key.keyId }}
                    summary={t('keys.revoke')}
                    label={t('keys.revokeOf', { name: key.name })}
                    note={t('keys.revokeNote')}
                    texts={{ press: t('keys.revokeNow'), pressing: t('saving') }}
                    words={integrationErrors(locale)}
                    signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(integrationsPath(locale))}`}
                  />
                ) : null}
              </>
            ),
          },
        ],
      }))}
    />
  )
}
