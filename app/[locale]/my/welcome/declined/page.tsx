import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'welcome.declined' })
  return { title: t('title'), robots: { index: false } }
}

export default async function Declined({ params }: Props) {
  const locale = localeOf((await params).locale)
  await subjectContext(locale, `/${locale}/my/welcome/declined`)
  const t = await getTranslations('welcome.declined')
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet">
        <div />
        <div>
          <ul className="max-w-measure list-disc space-y-2 pl-5">
            <li>{t('back')}</li>
            <li>{t('rights')}</li>
          </ul>
          <p className="mt-7 flex flex-wrap gap-3">
            <ButtonLink look="plain" href={`/${locale}/requests/new`}>
              {t('toRequests')}
            </ButtonLink>
            <ButtonLink look="plain" href={`/${locale}/my/welcome?again=1`}>
              {t('agree')}
            </ButtonLink>
            <ButtonLink look="plain" href={`/${locale}/my`}>
              {t('my')}
            </ButtonLink>
          </p>
        </div>
      </div>
    </>
  )
}
