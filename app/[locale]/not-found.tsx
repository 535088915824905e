import { getLocale, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'

/** No page at this address, or none for this reader: the same words for both. */
export default async function NotFound() {
  const locale = await getLocale()
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
