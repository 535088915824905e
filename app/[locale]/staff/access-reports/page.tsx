import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { Block } from '#components/staff/block.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { listAccessReports, type StaffAccessReport } from '#domain/requests/access-reports/answer-report.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../_server/session/unsent-owner.ts'
import { answerReport } from './actions.ts'
import { AnswerForm } from './answer-form.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'accessReports' })
  return { title: t('title') }
}

export default async function AccessReports({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/access-reports`
  const ctx = await staffContext(locale, here, 'access-reports.read')
  const t = await getTranslations('accessReports')
  const { open, answered } = await listAccessReports(ctx)
  const mayAnswer = isAllowed(ctx.actor, 'access-reports.answer')
  const form = {
    action: answerReport,
    findings: (['in-order', 'not-in-order'] as const).map((value) => ({
      value,
      word: t(`findings.${value}`),
    })),
    words: { ...errorWords(locale), ...messages[locale].accessReports.errors },
    unsentOwner: unsentOwner(ctx),
    signInPath: `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`,
  }
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {(await searchParams).done === undefined ? null : (
        <Notice tone="kept" role="status" word={t('done')} className="mb-6" />
      )}
      <Block id="open" title={t('open')} note={t('openNote')}>
        {open.length === 0 ? <p className="text-soft">{t('empty')}</p> : null}
        {open.map((report) => (
          <article
            key={report.auditId}
            id={`r-${report.auditId}`}
            className="border-t border-rule py-5 first:border-t-0 first:pt-0"
          >
            <Facts locale={locale} report={report} />
            {mayAnswer ? (
              <AnswerForm
                {...form}
                record={report.auditId}
                lang={report.locale}
                texts={{
                  ...pickTexts(t, ['finding', 'send', 'sending']),
                  answer: t('answer', {
                    language: translator(locale, 'staffRequests')(`inLanguage.${report.locale}`),
                  }),
                }}
              />
            ) : null}
          </article>
        ))}
      </Block>
      {answered.length > 0 ? (
        <Block id="answered" title={t('answered')} note={t('answeredNote')}>
          {answered.map((report) => (
            <article key={report.auditId} className="border-t border-rule py-5 first:border-t-0 first:pt-0">
              <Facts locale={locale} report={report} />
            </article>
          ))}
        </Block>
      ) : null}
    </>
  )
}

function Facts({ locale, report }: { locale: Locale; report: StaffAccessReport }) {
  const t = translator(locale, 'accessReports')
  const words = messages[locale].case.disclosures
  const { by, reason, reference, dueAt, overdue, answeredAt, answeredBy, finding, answer } = report
  const roles = by.roles.map((role) => words.roles[role]).join(', ') || t('former')
  const name = answeredBy?.name ?? answeredBy?.staffId ?? ''
  return (
    <FactList
      facts={[
        {
          term: t('who'),
          value: `${by.name ?? by.staffId} (${roles})`,
          note: <a href={`/${locale}/staff/audit-log?actor=staff&actorId=${by.staffId}`}>{t('log')}</a>,
        },
        { term: t('what'), value: words.what[report.what] },
        { term: t('when'), value: longMoment(locale, report.at) },
        { term: t('why'), value: reason ? words.reasons[reason] : t('noReason') },
        ...(reference
          ? [{ term: t('request'), value: <span className="tabular-nums">{reference}</span> }]
          : []),
        { term: t('asked'), value: longMoment(locale, report.reportedAt) },
        ...(answeredAt && finding
          ? [
              {
                term: t('said'),
                value: <span lang={report.locale}>{answer}</span>,
                note: `${t(`findings.${finding}`)}. ${t('by', { name, date: longDate(locale, answeredAt) })}`,
              },
            ]
          : [
              {
                term: t('due'),
                value: (
                  <time dateTime={dueAt} className={overdue ? 'font-semibold text-broken' : 'font-semibold'}>
                    {longDate(locale, dueAt)}
                    {overdue ? ` (${t('overdue')})` : ''}
                  </time>
                ),
              },
            ]),
      ]}
    />
  )
}
