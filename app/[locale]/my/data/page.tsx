import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataRecords } from '#components/data/data-records.tsx'
import { DataSearch } from '#components/data/data-search.tsx'
import { errorWords } from '#components/form/form-texts.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readStatedFacts } from '#domain/fulfilment/map/stated-processing.ts'
import { readOwnData } from '#domain/fulfilment/own-data/read-own-data.ts'
import { itemTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf, subjectContext } from '../../../_server/session/request-context.ts'
import { searchData } from './actions.ts'
import { shownGroups } from './shown-data.ts'

const pageSize = 30

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ category?: string | string[]; after?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'ownData' })
  return { title: t('title') }
}

export default async function OwnDataPage({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/my/data`
  const ctx = await subjectContext(locale, here)
  const { subjectId } = ctx.actor
  const given = await searchParams
  const category = dataCategories.find((one) => one === given.category)
  const cursor = typeof given.after === 'string' ? given.after : undefined
  const data = await readOwnData(ctx, subjectId, { category, cursor, size: pageSize })
  const t = await getTranslations('ownData')
  const records = { about: t('about'), empty: t('emptyFields') }
  const reader = {
    locale,
    subjectId,
    stated: await readStatedFacts(ctx),
    keys: ctx.services.keys,
    titles: await readChoiceTitles(ctx, locale),
  }
  const page = category ? `${here}?category=${category}` : here
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet border-t border-rule pt-6 pb-10 md:pt-8">
        <Categories
          locale={locale}
          here={here}
          current={category}
          label={t('filter')}
          all={t('everything')}
        />
        <div className="min-w-0">
          <DataSearch
            action={searchData}
            texts={{ ...pickTexts(t, ['search', 'searchHint', 'press', 'pressing']), records }}
            words={errorWords(locale)}
            signInPath={`/${locale}/sign-in`}
          />
          <div className="mt-10 space-y-6">
            {data.failed.length > 0 ? (
              <Notice tone="due" word={t('failed')}>
                {t('failedText', { list: data.failed.map((item) => itemTitle(locale, item)).join(', ') })}
              </Notice>
            ) : null}
            {data.unidentified ? <Notice word={t('unidentified')} /> : null}
            {data.groups.length === 0 ? <p className="text-soft">{t('empty')}</p> : null}
            <DataRecords groups={shownGroups(data.groups, reader)} texts={records} place="list" />
          </div>
          <p className="mt-6 flex flex-wrap gap-x-6">
            {cursor === undefined ? null : (
              <a className="inline-flex min-h-11 items-center" href={page}>
                {t('first')}
              </a>
            )}
            {data.next === null ? null : (
              <a
                className="inline-flex min-h-11 items-center"
                href={`${page}${category ? '&' : '?'}after=${data.next}`}
              >
                {t('more')}
              </a>
            )}
          </p>
        </div>
      </div>
    </>
  )
}

type Filter = { locale: Locale; here: string; current: string | undefined; label: string; all: string }

function Categories({ locale, here, current, label, all }: Filter) {
  const links = [
    { code: undefined, title: all, href: here },
    ...dataCategories.map((code) => ({
      code,
      title: messages[locale].dataMap.categories[code],
      href: `${here}?category=${code}`,
    })),
  ]
  return (
    <nav aria-label={label} className="pb-6 text-small">
      <ul className="flex flex-wrap gap-x-5 lg:block">
        {links.map(({ code, title, href }) => (
          <li key={href}>
            <a
              className="inline-flex min-h-11 items-center aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:no-underline"
              href={href}
              aria-current={code === current ? 'true' : undefined}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
