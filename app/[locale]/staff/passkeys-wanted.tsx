import { getLocale, getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import type { StaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import type { Locale } from '#i18n/locales.ts'
import { confirmPath } from '../../_server/session/staff-context.ts'

type Props = {
  session: StaffSession
  /** On a page other than that of the passkeys, which says how they are added. */
  withLink?: boolean
}

/** Tells privacy officers and administrators that they need two passkeys and how to add them, or that they have to use one. */
export async function PasskeysWanted({ session, withLink = false }: Props) {
  const t = await getTranslations('staffAccount.wanted')
  const locale = (await getLocale()) as Locale
  const { passkeys: count, passkeysRequired: required } = session
  const { waitsForPasskeys: waits, sudo } = session.actor
  if (waits === 'use')
    return (
      <Notice tone="broken" word={t('useTitle')} className="mb-6">
        <p>
          {t('use')} <a href={confirmPath(locale, `/${locale}/staff`)}>{t('confirm')}</a>
        </p>
      </Notice>
    )
  const open = { confirm: !sudo, first: count === 0, second: true, last: required }
  const steps = (['confirm', 'first', 'second', 'last'] as const).filter((step) => open[step])
  return (
    <Notice tone={waits ? 'broken' : 'due'} word={t('title')} className="mb-6">
      <p>
        {/* Who lacks them where they are required and does not wait is the only administrator. */}
        {waits ? t('waits') : required ? t('only') : t('advised')} {t('have', { count })}{' '}
        {withLink ? <a href={`/${locale}/staff/account`}>{t('add')}</a> : null}
      </p>
      {withLink ? null : (
        <>
          {required ? <p className="mt-2">{t('why')}</p> : null}
          <p className="mt-2">{t('pairs')}</p>
          <ol className="mt-2 list-decimal space-y-1 pl-6">
            {steps.map((step) => (
              <li key={step}>{t(`steps.${step}`)}</li>
            ))}
          </ol>
          {waits ? <p className="mt-2">{t('noDevice')}</p> : null}
        </>
      )}
    </Notice>
  )
}
