import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { findAPerson } from './actions.ts'
import { peopleErrors, peoplePath } from './people-paths.ts'
import { PersonSearch } from './person-search.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ ended?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'people' })
  return { title: t('title') }
}

export default async function People({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = peoplePath(locale)
  await staffContext(locale, here, 'people.find')
  const t = await getTranslations('people')
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {(await searchParams).ended === '1' ? (
        <Notice tone="due" role="status" word={t('ended')} className="mb-6" />
      ) : null}
      <div className="border-t border-rule pt-6">
        <PersonSearch
          action={findAPerson}
          texts={pickTexts(t, ['search.label', 'search.hint', 'search.press', 'search.pressing'])}
          words={peopleErrors(locale)}
          signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
        />
      </div>
    </>
  )
}
