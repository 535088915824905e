import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { PrintButton } from '#components/staff/print-button.tsx'
import { PrintSheet } from '#components/staff/print-sheet.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { type ProcessingEntry, readRegister } from '#domain/fulfilment/register/read-register.ts'
import { itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { entryFacts, purposeTitle } from '../../data-map/register-texts.ts'
import { MapFile } from '../map-file.tsx'
import { OperatorFacts } from '../operator-facts.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'registers' })
  return { title: t('names.processing') }
}

/** Processing activities by purpose, from the data map and the operator's settings. */
export default async function Processing({ params }: Props) {
  const locale = localeOf((await params).locale)
  const all = `/${locale}/staff/registers`
  const ctx = await staffContext(locale, `${all}/processing`, 'data-map.read')
  const t = await getTranslations('registers')
  const { operator, processing, ownPurposes, notStated } = await readRegister(ctx)
  return (
    <PrintSheet head={`${operator.name[locale]} · ${t('names.processing')}`}>
      <StaffTitle
        above={<a href={all}>{t('title')}</a>}
        meta={t('processing.lead', { day: longDate(locale, almatyDate(ctx.clock.now())) })}
        actions={<PrintButton word={t('print')} />}
      >
        {t('names.processing')}
      </StaffTitle>
      {notStated.length > 0 ? (
        <Notice tone="broken" word={translator(locale, 'staffDataMap')('notStated')} className="mb-6">
          {notStated.map((purpose) => purposeTitle(locale, purpose, ownPurposes)).join(', ')}
        </Notice>
      ) : null}
      <OperatorFacts locale={locale} operator={operator} />
      {[...Map.groupBy(processing, ({ item }) => item.purpose)].map(([purpose, entries]) => (
        <Activity
          key={purpose}
          locale={locale}
          id={purpose}
          title={purposeTitle(locale, purpose, ownPurposes)}
          entries={entries}
        />
      ))}
      <p className="max-w-measure pb-2 text-small text-soft print:hidden">
        {t('processing.more')}{' '}
        <a href={`/${locale}/staff/data-map`}>{messages[locale].staff.places.dataMap}</a>
      </p>
      <MapFile ctx={ctx} register="processing" />
    </PrintSheet>
  )
}

/** Facts of several records joined into one sentence. */
const Capitalised = ({ children }: { children: string }) => (
  <span className="inline-block first-letter:uppercase">{children}</span>
)

type ActivityProps = { locale: Locale; id: string; title: string; entries: readonly ProcessingEntry[] }

/** One purpose: on which basis which data is processed, where, who gets it, and for how long. */
function Activity({ locale, id, title, entries }: ActivityProps) {
  const t = translator(locale, 'registers')
  const words = messages[locale].dataMap
  const distinct = (texts: readonly (string | false | null | undefined)[]) =>
    [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))].join('; ')
  const facts = entries.map((entry) => entryFacts(locale, entry))
  const bySource = Map.groupBy(entries, ({ item }) => item.source)
  const list = [
    ['basis', distinct(entries.map(({ item }) => words.bases[item.basis]))],
    ['categories', distinct(entries.map(({ item }) => words.categories[item.category]))],
    ['recipients', distinct(facts.map(({ recipients }) => recipients))],
    ['countries', distinct(facts.map(({ countries }) => countries))],
    ['retention', distinct(facts.map(({ retention }) => retention))],
    ['law', distinct(facts.map(({ kept }) => kept))],
    ['erase', distinct(entries.map(({ item }) => words.erase[item.erase.how]))],
  ] as const
  return (
    <Block id={id} title={title} note={t('processing.records', { count: entries.length })}>
      <div className="max-w-[56rem]">
        <FactList
          facts={[
            ...list.flatMap(([term, value]) =>
              value
                ? [{ term: t(`processing.facts.${term}`), value: <Capitalised>{value}</Capitalised> }]
                : [],
            ),
            ...[...bySource].map(([source, own]) => ({
              term: sourceTitle(locale, source, own[0]?.item.system?.title),
              value: own.map(({ item }) => itemTitle(locale, item)).join(', '),
            })),
          ]}
        />
      </div>
    </Block>
  )
}
