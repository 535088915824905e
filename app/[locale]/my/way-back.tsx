import { getTranslations } from 'next-intl/server'

/** From a page below it to the learner's own home. */
export async function WayBack({ locale }: { locale: string }) {
  const t = await getTranslations('my')
  return (
    <a className="-my-3 inline-flex min-h-11 items-center" href={`/${locale}/my`}>
      {t('title')}
    </a>
  )
}
