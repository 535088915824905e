import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { choiceStates } from '#domain/assurance/consents/consent-table.ts'
import { type ConsentStateView, readConsentState } from '#domain/assurance/consents/read-consent-state.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../_server/session/staff-context.ts'
import { peopleCell } from './people-cell.ts'
import { ShownTexts } from './shown-texts.tsx'
import { Withdrawals } from './withdrawals.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'consentState' })
  return { title: t('title') }
}

export default async function ConsentState({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/consent`
  const ctx = await staffContext(locale, here, 'consent-states.read')
  const { counted, current, recent } = await readConsentState(ctx)
  const titles = await readChoiceTitles(ctx, locale)
  const t = await getTranslations('consentState')
  return (
    <>
      <StaffTitle
        meta={
          counted ? t('counted', { people: counted.people, at: longMoment(locale, counted.at) }) : t('lead')
        }
      >
        {t('title')}
      </StaffTitle>
      <Block id="choices" title={t('choices.title')} note={t('choices.note')}>
        {counted ? (
          <ChoicesTable locale={locale} titles={titles} rows={counted.choices} />
        ) : (
          <Notice word={t('notCounted')}>{t('notCountedText')}</Notice>
        )}
        {isAllowed(ctx.actor, 'consent-states.export') ? (
          <CsvDownload
            action={`${here}/export`}
            fields={{}}
            confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
            label={t('csv.get')}
          >
            {t('csv.note')}
          </CsvDownload>
        ) : null}
      </Block>
      <Block id="texts" title={t('texts.title')} note={t('texts.note')}>
        <ShownTexts locale={locale} titles={titles} current={current} rows={counted?.texts ?? []} />
      </Block>
      <Block id="withdrawals" title={t('recent.title')} note={t('recent.note')}>
        <Withdrawals locale={locale} titles={titles} recent={recent} />
      </Block>
      <p className="flex flex-wrap gap-x-6 border-t border-rule pt-3 text-small print:hidden">
        {isAllowed(ctx.actor, 'people.find') ? (
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/staff/people`}>
            {t('toPeople')}
          </a>
        ) : null}
        {isAllowed(ctx.actor, 'policy-drafts.read') ? (
          <a className="inline-flex min-h-11 items-center" href={`/${locale}/staff/policy`}>
            {t('toPolicy')}
          </a>
        ) : null}
      </p>
    </>
  )
}

type Rows = NonNullable<ConsentStateView['counted']>['choices']

function ChoicesTable({ locale, titles, rows }: { locale: Locale; titles: ChoiceTitles; rows: Rows }) {
  const t = translator(locale, 'consentState')
  return (
    <DenseTable
      caption={t('choices.title')}
      heads={[t('choices.choice'), ...choiceStates.map((state) => t(`states.${state}`))]}
      rows={rows.map((row) => ({
        key: row.name,
        head: choiceTitle(locale, row, titles),
        cells: choiceStates.map((state) => ({
          label: t(`states.${state}`),
          value: peopleCell(locale, row.people[state]),
          short: true,
        })),
      }))}
    />
  )
}
