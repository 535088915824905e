import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HistoryEntry } from '#components/history/history-entry.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { type HistoryEntry as Entry, readHistory } from '#domain/consent/ledger/read-choices.ts'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import { isLocale } from '#i18n/locales.ts'
import { localeOf, subjectContext } from '../../../_server/session/request-context.ts'
import { Disclosures } from './disclosures.tsx'
import { Incidents } from './incidents.tsx'
import { WholeHistory } from './whole-history.tsx'

const pageSize = 30

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<{ before?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'history' })
  return { title: t('title') }
}

export default async function History({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await subjectContext(locale, `/${locale}/my/history`)
  const before = numberIn((await searchParams).before)
  const { items, next } = await readHistory(ctx, ctx.actor.subjectId, {
    size: pageSize,
    ...(before === undefined ? {} : { before }),
  })
  const t = await getTranslations('history')
  // What was imported was agreed to under another policy and other words than those of this portal.
  const versionOf = (version: number) => (version > 0 ? t('version', { version }) : t('elsewhere'))
  const placeOnPlatform = (origin: string) => `${t('origins.platform')}: ${origin.replace(/^platform:/, '')}`
  const textsOf = (entry: Entry) => {
    const granted = entry.decision === 'granted'
    const service = entry.purpose === 'service'
    const origin = origins.find((one) => one === entry.origin)
    return {
      decision: granted
        ? t(service ? 'serviceGranted' : 'granted')
        : t(service ? 'serviceWithdrawn' : 'withdrawn'),
      time: longMoment(locale, entry.recordedAt),
      facts: [
        { label: t('who'), value: t(`actors.${actorOf(entry.actorKind)}`) },
        { label: t('where'), value: origin ? t(`origins.${origin}`) : placeOnPlatform(entry.origin) },
        ...(entry.signal === 'gpc' ? [{ label: t('signal'), value: t('signalOn') }] : []),
        {
          label: t('language'),
          value: isLocale(entry.locale) ? t(`languages.${entry.locale}`) : entry.locale,
        },
        ...(entry.givenAt ? [{ label: t('made'), value: longMoment(locale, entry.givenAt) }] : []),
        { label: t('policy'), value: versionOf(entry.policyVersion) },
        { label: t('words'), value: versionOf(entry.textVersion) },
        ...(entry.expiresAt ? [{ label: t('until'), value: longDate(locale, entry.expiresAt) }] : []),
      ],
      proof: t('proof'),
      hash: t('hash'),
      hashNote: t('hashNote'),
    }
  }
  const titles = await readChoiceTitles(ctx, locale)
  return (
    <>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <div className="sheet border-t border-rule pt-6 md:pt-8">
        <div className="pb-4 text-small text-soft lg:pb-0">{t('zone')}</div>
        <div>
          {items.length === 0 && before === undefined ? (
            <>
              <Notice word={t('empty')}>{t('emptyText')}</Notice>
              <p className="mt-6">
                <ButtonLink look="plain" href={`/${locale}/my/choices`}>
                  {t('toChoices')}
                </ButtonLink>
              </p>
            </>
          ) : (
            <ol>
              {items.map((entry) => (
                <HistoryEntry
                  key={entry.eventId}
                  at={entry.recordedAt}
                  granted={entry.decision === 'granted'}
                  title={choiceTitle(locale, entry, titles)}
                  textSha256={entry.textSha256}
                  receipt={{
                    href: `/receipts/${entry.eventId}`,
                    text: t('receipt'),
                    label: t('receiptOf', {
                      choice: choiceTitle(locale, entry, titles),
                      at: textsOf(entry).time,
                    }),
                  }}
                  texts={textsOf(entry)}
                />
              ))}
            </ol>
          )}
          <p className="mt-4 flex flex-wrap gap-x-6">
            {before === undefined ? null : (
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/history`}>
                {t('newest')}
              </a>
            )}
            {next === null ? null : (
              <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/history?before=${next}`}>
                {t('older')}
              </a>
            )}
          </p>
        </div>
      </div>
      {before === undefined && items.length > 0 ? <WholeHistory locale={locale} /> : null}
      {before === undefined ? <Incidents ctx={ctx} /> : null}
      {before === undefined ? <Disclosures ctx={ctx} /> : null}
    </>
  )
}

const actors = ['subject', 'representative', 'staff', 'program', 'system', 'visitor'] as const
const actorOf = (kind: string) => actors.find((one) => one === kind) ?? 'system'

function numberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined
}
