import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import type { Locale } from '#i18n/locales.ts'

/** No page at this address, or none for this reader: the same words for both. */
export async function PageNotFound({ locale }: { locale: Locale }) {
  const t = await getTranslations('errorPages.notFound')
  return (
    <>
      <PageTitle lead={t('text')}>{t('title')}</PageTitle>
      <div className="sheet pb-16">
        <div />
        <p className="flex flex-wrap gap-3">
          <ButtonLink href={`/${locale}`}>{t('home')}</ButtonLink>
          <ButtonLink look="plain" href={`/${locale}/policy`}>
            {t('policy')}
          </ButtonLink>
          <ButtonLink look="plain" href={`/${locale}/contact`}>
            {t('contact')}
          </ButtonLink>
        </p>
      </div>
    </>
  )
}
