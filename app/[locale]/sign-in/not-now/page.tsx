import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { localeOf } from '../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'signIn.notNow' })
  return { title: t('title'), robots: { index: false } }
}

/** What declining at the first sign-in means, told without a word of regret. */
export default async function NotNow({ params }: Props) {
  const locale = localeOf((await params).locale)
  const t = await getTranslations('signIn.notNow')
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <ul className="max-w-measure list-disc space-y-2 pl-5">
            <li>{t('courses')}</li>
            <li>{t('back')}</li>
            <li>{t('rights')}</li>
          </ul>
          <p className="mt-7 flex flex-wrap gap-3">
            <ButtonLink look="plain" href={`/${locale}/requests/new`}>
              {t('toRequests')}
            </ButtonLink>
            <ButtonLink look="plain" href={`/${locale}/sign-in`}>
              {t('again')}
            </ButtonLink>
          </p>
        </div>
      </div>
    </>
  )
}
