import { getLocale, getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import type { PasskeysAwaited } from '#domain/access/actor.ts'
import type { Locale } from '#i18n/locales.ts'
import { confirmPath } from '../../_server/session/staff-context.ts'

type Props = {
  /** How many the member has. */
  count: number
  /** What the session waits for. */
  waits: PasskeysAwaited | undefined
  /** On a page other than that of the passkeys. */
  withLink?: boolean
}

/** Tells privacy officers and administrators that they need two passkeys, or have to use one. */
export async function PasskeysWanted({ count, waits, withLink = false }: Props) {
  const t = await getTranslations('staffAccount.wanted')
  const locale = (await getLocale()) as Locale
  if (waits === 'use')
    return (
      <Notice tone="broken" word={t('useTitle')} className="mb-6">
        <p>
          {t('use')} <a href={confirmPath(locale, `/${locale}/staff`)}>{t('confirm')}</a>
        </p>
      </Notice>
    )
  return (
    <Notice tone={waits ? 'broken' : 'due'} word={t('title')} className="mb-6">
      <p>
        {waits ? t('waits') : t('advised')} {t('have', { count })}{' '}
        {withLink ? <a href={`/${locale}/staff/account`}>{t('add')}</a> : null}
      </p>
    </Notice>
  )
}
