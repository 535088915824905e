import { getTranslations } from 'next-intl/server'
import type { Locale } from '#i18n/locales.ts'

/** The way for a person who cannot confirm from the old address: a request, whose sender staff identify otherwise. */
export async function LostMailbox({ locale, className }: { locale: Locale; className: string }) {
  const t = await getTranslations('profile')
  return (
    <p className={`max-w-measure ${className}`}>
      {t('lostOld')} <a href={`/${locale}/requests/new/rectification/form`}>{t('lostOldLink')}</a>.
    </p>
  )
}
