import { getLocale, getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'

type Props = {
  /** How many the member has. */
  count: number
  /** The member's role is closed until there are two. */
  waits: boolean
  /** On a page other than that of the passkeys. */
  withLink?: boolean
}

/** Says to privacy officers and administrators that they need two passkeys. */
export async function PasskeysWanted({ count, waits, withLink = false }: Props) {
  const t = await getTranslations('staffAccount.wanted')
  return (
    <Notice tone={waits ? 'broken' : 'due'} word={t('title')} className="mb-6">
      <p>
        {waits ? t('waits') : t('advised')} {t('have', { count })}{' '}
        {withLink ? <a href={`/${await getLocale()}/staff/account`}>{t('add')}</a> : null}
      </p>
    </Notice>
  )
}
