import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import type { ReceiptState } from '#domain/consent/receipts/verify-receipt.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'

type Props = { locale: Locale; id: string; state: ReceiptState; signedIn: boolean }

export async function StateOnly({ locale, id, state, signedIn }: Props) {
  const t = await getTranslations('receipt')
  const since =
    state.known && !state.stands && state.since ? longMoment(locale, state.since.toISOString()) : null
  const next = encodeURIComponent(`/${locale}/receipts/${id}`)
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet pb-10">
        <div />
        {state.known ? (
          <Notice tone="plain" word={t('state.known')}>
            <p>{since === null ? t('state.stands') : t('state.ended', { at: since })}</p>
            <p className="mt-1 text-soft">
              {t('state.own')}{' '}
              {signedIn ? null : <a href={`/${locale}/sign-in?next=${next}`}>{t('state.signIn')}</a>}
            </p>
          </Notice>
        ) : (
          <Notice tone="broken" word={t('state.unknown')}>
            {t('state.unknownText')}
          </Notice>
        )}
      </div>
    </>
  )
}
