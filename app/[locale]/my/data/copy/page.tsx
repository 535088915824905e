import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { countOwnData } from '#domain/fulfilment/own-data/count-own-data.ts'
import type { ItemCount } from '#domain/fulfilment/rules/erasure-plan.ts'
import { itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf, subjectContext } from '../../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations({ locale, namespace: 'dataPackage.contents' })
  return { title: t('title') }
}

/** What a copy of a person's data would have today, by category of the policy, before they ask for one. */
export default async function CopyContentsPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/data/copy`)
  const counts = await countOwnData(ctx, ctx.actor.subjectId)
  const t = translator(locale, 'dataPackage')
  const away = sourcesThat(counts, ({ status }) => status !== 'done' && status !== 'unidentified')
  const unlinked = sourcesThat(counts, ({ status }) => status === 'unidentified')
  const titles = Object.fromEntries(counts.map(({ item }) => [item.source, item.system?.title]))
  const named = (sources: readonly string[]) =>
    sources.map((one) => sourceTitle(locale, one, titles[one])).join(', ')
  return (
    <>
      <PageTitle lead={t('contents.lead')}>{t('contents.title')}</PageTitle>
      {away.length + unlinked.length > 0 ? (
        <div className="sheet pb-8">
          <div />
          <div className="space-y-4">
            {away.length > 0 ? (
              <Notice tone="due" word={t('contents.failed')}>
                {t('contents.failedText', { source: named(away) })}
              </Notice>
            ) : null}
            {unlinked.length > 0 ? (
              <p className="max-w-measure">{t('contents.unidentified', { source: named(unlinked) })}</p>
            ) : null}
          </div>
        </div>
      ) : null}
      {dataCategories.map((category) => (
        <Section key={category} title={messages[locale].dataMap.categories[category]}>
          <Counts locale={locale} counts={counts.filter(({ item }) => item.category === category)} />
        </Section>
      ))}
      <Section title={t('contents.ask')}>
        <p className="max-w-measure">{t('contents.askText')}</p>
        <p className="mt-6 flex flex-wrap gap-4">
          <ButtonLink href={`/${locale}/requests/new/access/form`}>{t('contents.askAccess')}</ButtonLink>
          <ButtonLink href={`/${locale}/requests/new/portability/form`}>
            {t('contents.askPortability')}
          </ButtonLink>
        </p>
      </Section>
    </>
  )
}

const sourcesThat = (counts: readonly ItemCount[], is: (counted: ItemCount['counted']) => boolean) => [
  ...new Set(counts.filter(({ counted }) => is(counted)).map(({ item }) => item.source)),
]

function Counts({ locale, counts }: { locale: Locale; counts: readonly ItemCount[] }) {
  const t = translator(locale, 'dataPackage')
  const held = counts.flatMap(({ item, counted }) =>
    counted.status === 'done' && counted.rows > 0 ? [{ item, rows: counted.rows }] : [],
  )
  if (held.length === 0) {
    const isRead = counts.every(({ counted }) => counted.status === 'done')
    return <p className="text-soft">{t(isRead ? 'file.states.nothing' : 'file.states.waiting')}</p>
  }
  return (
    <ul className="max-w-measure border-b border-rule">
      {held.map(({ item, rows }) => (
        <li
          key={item.id}
          className="flex flex-wrap justify-between gap-x-6 border-t border-rule py-2 tabular-nums"
        >
          <span>{itemTitle(locale, item)}</span>
          <span className="text-small text-soft">{t('file.records', { count: rows })}</span>
        </li>
      ))}
    </ul>
  )
}
