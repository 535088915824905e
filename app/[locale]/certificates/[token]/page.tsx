import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import {
  type FoundCertificate,
  type KeptSince,
  readCertificate,
} from '#domain/fulfilment/erase/read-certificate.ts'
import type { CertifiedKept, ErasureCertificate } from '#domain/fulfilment/rules/erasure-certificate.ts'
import { isOfRun } from '#domain/fulfilment/rules/erasure-run.ts'
import { openSources } from '#domain/fulfilment/sources/open-sources.ts'
import { itemTitle, sourceTitle } from '#i18n/data-map-texts.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf, readerContext } from '../../../_server/session/request-context.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeOf((await params).locale)
  const t = await getTranslations({ locale, namespace: 'erasure.certificate' })
  return { title: t('title'), robots: { index: false }, referrer: 'no-referrer' }
}

/** What an erasure did, for the person who was sent the address and no longer has an account. */
export default async function CertificatePage({ params }: Props) {
  const { locale: given, token } = await params
  const locale = localeOf(given)
  const ctx = await readerContext(locale)
  const found = await readCertificate(ctx, token)
  const t = translator(locale, 'erasure')
  if (!found) return <PageTitle lead={t('certificate.notFoundText')}>{t('certificate.notFound')}</PageTitle>
  const { certificate, genuine, since, keptGoneAt, unreadableSince } = found
  const { map } = openSources(ctx)
  const storeOf = (source: string, item: string) =>
    `${sourceTitle(locale, source, map.find((one) => one.source === source)?.system?.title)}: ${titleOf(item)}`
  const titleOf = (id: string) => {
    const item = map.find((one) => one.id === id)
    return item ? itemTitle(locale, item) : id
  }
  return (
    <>
      <PageTitle lead={t('certificate.lead')}>{t('certificate.title')}</PageTitle>
      {certificate.sample ? (
        <div className="sheet pb-6">
          <div />
          <Notice word={t('certificate.sample')} />
        </div>
      ) : null}
      <Section title={t('certificate.result')}>
        <Notice
          tone={certificate.result === 'complete' ? 'kept' : 'broken'}
          word={t(`certificate.${certificate.result}`)}
          className="mb-6"
        />
        <FactList
          facts={[
            { term: t('certificate.number'), value: certificate.reference },
            { term: t('certificate.started'), value: longMoment(locale, certificate.started_at) },
            { term: t('certificate.issued'), value: longMoment(locale, certificate.issued_at) },
            { term: t('certificate.operator'), value: certificate.operator.name[locale] },
          ]}
        />
      </Section>
      <Section title={t('certificate.stores')} note={t('certificate.storesNote')}>
        <Stores locale={locale} certificate={certificate} storeOf={storeOf} />
      </Section>
      {certificate.kept.length > 0 ? (
        <Section title={t('certificate.kept')} note={t('certificate.keptNote')}>
          {keptGoneAt ? (
            <Notice tone="kept" word={t('certificate.gone')} className="mb-6">
              {t('certificate.goneText', { date: longDate(locale, keptGoneAt) })}
            </Notice>
          ) : null}
          <Kept locale={locale} certificate={certificate} storeOf={storeOf} since={since} />
        </Section>
      ) : null}
      <Section title={t('certificate.key')}>
        {unreadableSince ? (
          <Notice tone="kept" word={t('certificate.unreadable')} className="mb-4">
            {t('certificate.unreadableText', { date: longDate(locale, unreadableSince) })}
          </Notice>
        ) : null}
        <p className="max-w-measure">
          {certificate.key.state === 'destroyed'
            ? t('certificate.keyDestroyed', {
                time: longMoment(locale, certificate.key.destroyed_at),
                date: longDate(locale, certificate.key.unreadable_from),
              })
            : t('certificate.keyKept')}
        </p>
      </Section>
      <Section title={t('certificate.outside')}>
        <ul className="max-w-measure list-disc pl-5">
          {certificate.outside_reach.map((one) => (
            <li key={one}>{t(`certificate.outsideLines.${one}`)}</li>
          ))}
        </ul>
      </Section>
      <Section title={t('certificate.verify')}>
        <Notice
          tone={genuine ? 'kept' : 'broken'}
          word={t(genuine ? 'certificate.genuine' : 'certificate.changed')}
          className="mb-4"
        />
        <p className="max-w-measure">{t('certificate.verifyText')}</p>
        <p className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-2 print:hidden">
          <ButtonLink href={`/${locale}/certificates/${token}/file`}>{t('certificate.save')}</ButtonLink>
          <a
            className="inline-flex min-h-11 items-center"
            href={`/${locale}/certificates/${token}/proof`}
            download
          >
            {t('certificate.proof')}
          </a>
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/receipts`}>
            {t('certificate.how')}
          </a>
        </p>
      </Section>
    </>
  )
}

type Part = {
  locale: Locale
  certificate: ErasureCertificate
  storeOf: (source: string, item: string) => string
}

function Stores({ locale, certificate, storeOf }: Part) {
  const t = translator(locale, 'erasure')
  const facts = certificate.stores.map(({ item, source, state, matched, changed, left }) => ({
    term: storeOf(source, item),
    value: t(`certificate.states.${state}`),
    note:
      state === 'erased'
        ? t('certificate.numbers', { matched: matched ?? 0, changed: changed ?? 0, left: left ?? 0 })
        : undefined,
  }))
  return <FactList facts={facts} />
}

function Kept({ locale, certificate, storeOf, since }: Part & Pick<FoundCertificate, 'since'>) {
  const t = translator(locale, 'erasure')
  const facts = certificate.kept.map((kept) => ({
    term: storeOf(kept.source, kept.item),
    value: t('certificate.keptLine', { rows: kept.rows, law: kept.law?.[locale] ?? t('certificate.noLaw') }),
    note: [
      ...sinceThen(locale, kept, since.get(kept.item)),
      ...(kept.locked ? [] : [t('certificate.noMark')]),
    ].join(' '),
  }))
  return <FactList facts={facts} />
}

/** Until when it is kept, or when it was deleted. */
function sinceThen(locale: Locale, { item, until }: CertifiedKept, now: KeptSince | undefined): string[] {
  const t = translator(locale, 'erasure')
  if (now?.state === 'deleted') {
    const date = longDate(locale, now.at)
    return [
      isOfRun(item)
        ? t('certificate.nameless', { date })
        : t('certificate.deletedOn', { date, rows: now.rows }),
    ]
  }
  if (now?.late) return [t('certificate.late')]
  const end = now?.until ?? (until ? new Date(until) : null)
  return [end ? t('certificate.until', { date: longDate(locale, end) }) : t('certificate.noUntil')]
}
