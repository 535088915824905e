import type { ReactNode } from 'react'
import { kindTitle } from '#components/requests/status-texts.tsx'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import type { QuarterReport } from '#domain/assurance/report/read-quarter.ts'
import type { Register } from '#domain/assurance/report/registers.ts'
import { longDate, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { quarterPath } from './quarter-path.ts'

type Props = {
  locale: Locale
  report: QuarterReport
  /** Null for members who may not download. */
  downloads: { confirmFirst: string | null } | null
}

/** The registers one after the other, each with its numbers and its file. */
export function ReportParts({ locale, report, downloads }: Props) {
  const t = translator(locale, 'quarterReport')
  const { requests, incidents, audits, clearances, backups, review, evidence } = report
  const file = (register: Register, label: string) => {
    const { from, to } = report
    return downloads ? (
      <CsvDownload
        id={`${register}-file`}
        action={`${quarterPath(locale)}/export`}
        fields={{ register, from, to }}
        confirmFirst={downloads.confirmFirst}
        label={`${t('csv.get')}: ${label}`}
      >
        {t('csv.note')}
      </CsvDownload>
    ) : null
  }
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  const facts = (of: readonly (readonly [string, ReactNode])[]) => (
    <div className="max-w-measure">
      <FactList facts={of.map(([term, value]) => ({ term, value }))} />
    </div>
  )
  const register = (path: string, word: string) => (
    <p className="mt-4 text-small print:hidden">
      {t('csv.registers')} <a href={`/${locale}/staff/${path}`}>{word}</a>
    </p>
  )
  const places = messages[locale].staff.places
  return (
    <>
      <Requests locale={locale} requests={requests}>
        {file('requests', t('files.requests'))}
      </Requests>
      <Block id="incidents" title={t('incidents.title')} note={t('incidents.note')}>
        {facts([
          [t('incidents.incidents'), number(incidents.incidents)],
          [t('incidents.notices'), number(incidents.notices)],
          [t('incidents.inTime'), number(incidents.inTime)],
          [t('incidents.open'), number(incidents.open)],
          [t('incidents.overdue'), number(incidents.overdue)],
        ])}
        {register('incidents', places.incidents)}
      </Block>
      <Block id="audits" title={t('audits.title')} note={t('audits.note')}>
        {facts([
          [t('audits.audits'), number(audits.audits)],
          [t('audits.tests'), number(audits.tests)],
          [t('audits.planned'), number(audits.planned)],
          [t('audits.found'), number(audits.found)],
          [t('audits.closed'), number(audits.closed)],
          [t('audits.overdue'), number(audits.overdue)],
        ])}
        {register('registers/audits', places.audits)}
      </Block>
      <Block id="clearances" title={t('clearances.title')} note={t('clearances.note')}>
        {facts([
          [t('clearances.training'), number(clearances.training)],
          [t('clearances.agreement'), number(clearances.agreement)],
        ])}
        {register('registers/training', places.training)}
      </Block>
      <Block id="backups" title={t('backups.title')} note={t('backups.note')}>
        {facts([
          [t('backups.made'), number(backups.made)],
          [t('backups.passed'), number(backups.passed)],
          [t('backups.failed'), number(backups.failed)],
        ])}
        {file('backups', t('files.backups'))}
        {file('drills', t('files.drills'))}
      </Block>
      <Block id="review" title={t('review.title')} note={t('review.note')}>
        {facts([
          [
            t('review.completed'),
            review.completedAt ? longDate(locale, almatyDate(review.completedAt)) : t('review.notYet'),
          ],
          [t('review.pending'), number(review.pending)],
        ])}
        {register('security', places.security)}
      </Block>
      <Block
        id="evidence"
        title={t('evidence.title')}
        note={t('evidence.note', { count: evidence.measured })}
      >
        {evidence.red.length === 0 ? (
          <p className="text-soft">{t('none')}</p>
        ) : (
          <DenseTable
            caption={t('evidence.title')}
            heads={(['evidence', 'times', 'first', 'state'] as const).map((head) =>
              t(`evidence.columns.${head}`),
            )}
            rows={evidence.red.map((one) => ({
              key: one.evidence,
              head: messages[locale].trust.titles[one.evidence],
              cells: [
                { label: t('evidence.columns.times'), value: number(one.times), short: true },
                { label: t('evidence.columns.first'), value: shortMoment(locale, one.first), short: true },
                {
                  label: t('evidence.columns.state'),
                  value: t(one.isRed ? 'evidence.red' : 'evidence.green'),
                },
              ],
            }))}
          />
        )}
        {file('evidence', t('files.evidence'))}
      </Block>
    </>
  )
}

const shown = ['due', 'inTime', 'refused', 'cancelled', 'overdue'] as const

function Requests({
  locale,
  requests,
  children,
}: {
  locale: Locale
  requests: QuarterReport['requests']
  children: ReactNode
}) {
  const t = translator(locale, 'quarterReport')
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  const titleOf = (kind: (typeof requests)[number]['kind']) =>
    kind === 'question' ? kindTitle(locale, 'question') : messages[locale].requests.rights[kind].title
  const all = shown.map((column) => requests.reduce((sum, one) => sum + one[column], 0))
  return (
    <Block id="requests" title={t('requests.title')} note={t('requests.note')}>
      <DenseTable
        caption={t('requests.title')}
        heads={(['kind', ...shown, 'median'] as const).map((head) => t(`requests.columns.${head}`))}
        rows={[
          ...requests.map((one) => ({
            key: one.kind,
            head: titleOf(one.kind),
            cells: [
              ...shown.map((column) => ({
                label: t(`requests.columns.${column}`),
                value: number(one[column]),
                short: true,
              })),
              {
                label: t('requests.columns.median'),
                value: one.medianDays === null ? '–' : number(one.medianDays),
                short: true,
              },
            ],
          })),
          {
            key: 'all',
            head: <strong>{t('requests.all')}</strong>,
            cells: [
              ...shown.map((column, at) => ({
                label: t(`requests.columns.${column}`),
                value: number(all[at] ?? 0),
                short: true,
              })),
              { value: '' },
            ],
          },
        ]}
      />
      {children}
    </Block>
  )
}
