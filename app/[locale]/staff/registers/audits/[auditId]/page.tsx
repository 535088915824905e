import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { filesTexts } from '#components/requests/form-texts.ts'
import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { severities } from '#db/schema/assurance-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import {
  type AuditEntry,
  type FindingEntry,
  listOwners,
  readAudit,
} from '#domain/assurance/audits/read-audits.ts'
import { auditIdSchema } from '#domain/assurance/rules/audit-schemas.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { type StaffContext, staffContext } from '../../../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../../../_server/session/unsent-owner.ts'
import { staffErrorTexts } from '../../../../../_server/texts/staff-texts.ts'
import { addAFinding, cancelAnAudit, closeAFinding, recordAnAudit } from '../actions.ts'
import { auditState, findingState } from '../audit-words.ts'
import { CloseForm } from './close-form.tsx'
import { FindingForm } from './finding-form.tsx'
import { RecordForm } from './record-form.tsx'

type Props = {
  params: Promise<{ locale: string; auditId: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'audits' })
  return { title: t('title') }
}

const results = ['planned', 'recorded', 'cancelled', 'foundAdded', 'findingClosed'] as const

export default async function Audit({ params, searchParams }: Props) {
  const { locale: given, auditId } = await params
  const locale = localeOf(given)
  const register = `/${locale}/staff/registers/audits`
  const here = `${register}/${auditId}`
  const ctx = await staffContext(locale, here, 'audits.read')
  const known = auditIdSchema.safeParse({ auditId }).success
  const audit = known ? await readAudit(ctx, auditId) : null
  if (!audit) notFound()
  const t = await getTranslations('audits')
  const { done } = await searchParams
  const did = results.find((one) => one === done)
  return (
    <>
      <StaffTitle above={<a href={register}>{t('title')}</a>} meta={longDate(locale, audit.plannedOn)}>
        {t(`kinds.${audit.kind}`)}
      </StaffTitle>
      {did ? <Notice tone="kept" role="status" word={t(did)} className="mb-6" /> : null}
      <div className="mb-8 max-w-[44rem]">
        <Facts
          locale={locale}
          audit={audit}
          opensReport={isAllowed(ctx.actor, 'audits.open-report')}
          here={here}
        />
      </div>
      <Block id="findings" title={t('findings')} note={t('findingsNote')}>
        {audit.list.length === 0 ? (
          <p className="text-soft">{t('noFindings')}</p>
        ) : (
          <Findings locale={locale} list={audit.list} />
        )}
      </Block>
      {isAllowed(ctx.actor, 'audits.record') && audit.state !== 'cancelled' ? (
        <Changes ctx={ctx} audit={audit} here={here} />
      ) : null}
    </>
  )
}

type FactsProps = { locale: Locale; audit: AuditEntry; opensReport: boolean; here: string }

function Facts({ locale, audit, opensReport, here }: FactsProps) {
  const t = translator(locale, 'audits')
  const byAt = ({ by, at }: AuditEntry['planned']) =>
    t('byAt', { name: by.name ?? by.staffId, moment: longMoment(locale, at) })
  const { report } = audit
  return (
    <FactList
      facts={[
        { term: t('facts.state'), value: <WordedState {...auditState(locale, audit)} /> },
        { term: t('facts.scope'), value: <span className="whitespace-pre-line">{audit.scope}</span> },
        { term: t('facts.performer'), value: audit.performer },
        {
          term: t('facts.plannedOn'),
          value: longDate(locale, audit.plannedOn),
          note: `${t('facts.planned')}: ${byAt(audit.planned)}`,
        },
        ...(report
          ? [
              {
                term: t('facts.report'),
                value:
                  report.document && opensReport ? (
                    <a href={`${here}/report`}>{report.name}</a>
                  ) : report.document ? (
                    report.name
                  ) : (
                    <WordedState tone="broken" word={t('notHere')} detail={report.name} />
                  ),
                note: `${t('facts.recorded')}: ${byAt(report)}`,
              },
            ]
          : []),
        ...(report?.document
          ? [
              {
                term: t('facts.sha256'),
                value: <code className="font-mono text-small break-all">{report.document.sha256}</code>,
              },
            ]
          : []),
      ]}
    />
  )
}

function Findings({ locale, list }: { locale: Locale; list: readonly FindingEntry[] }) {
  const t = translator(locale, 'audits')
  const heads = ['finding', 'severity', 'owner', 'dueOn', 'state'] as const
  const closedBy = ({ closed }: FindingEntry) =>
    closed
      ? t('closedBy', {
          name: closed.by.name ?? closed.by.staffId,
          day: longDate(locale, closed.at),
          measure: closed.measure,
        })
      : undefined
  return (
    <DenseTable
      caption={t('findings')}
      heads={heads.map((head) => t(`findingColumns.${head}`))}
      rows={list.map((one) => ({
        key: one.findingId,
        head: one.title,
        cells: [
          { label: t('findingColumns.severity'), value: t(`severities.${one.severity}`) },
          { label: t('findingColumns.owner'), value: one.owner.name ?? one.owner.staffId },
          { label: t('findingColumns.dueOn'), value: longDate(locale, one.dueOn), short: true },
          {
            label: t('findingColumns.state'),
            value: <WordedState {...findingState(locale, one)} detail={closedBy(one)} />,
          },
        ],
      }))}
    />
  )
}

type ChangesProps = { ctx: StaffContext; audit: AuditEntry & { list: FindingEntry[] }; here: string }

async function Changes({ ctx, audit, here }: ChangesProps) {
  const { locale } = ctx
  const t = await getTranslations('audits')
  const owners = await listOwners(ctx)
  const { auditId } = audit
  const common = {
    auditId,
    words: { ...staffErrorTexts(locale), ...messages[locale].audits.errors },
    signInPath: `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`,
  }
  const open = audit.list.filter(({ closed }) => closed === null)
  return (
    <>
      {open.length > 0 ? (
        <Block id="close" title={t('closeTitle')} note={t('recordNote')}>
          <CloseForm
            {...common}
            unsentOwner={unsentOwner(ctx)}
            action={closeAFinding}
            open={open.map(({ findingId, title }) => ({ value: findingId, word: title }))}
            texts={pickTexts(t, ['which', 'measure', 'close', 'closing'])}
          />
        </Block>
      ) : null}
      <Block id="add" title={t('add')} note={t('findingHint')}>
        <FindingForm
          {...common}
          action={addAFinding}
          severities={severities.map((value) => ({ value, word: t(`severities.${value}`) }))}
          owners={owners.map(({ staffId, name }) => ({ value: staffId, word: name }))}
          texts={pickTexts(t, ['finding', 'severity', 'owner', 'dueOn', 'add', 'saving'])}
        />
      </Block>
      {audit.report?.document ? null : (
        <>
          <Block id="record" title={t('record')} note={t('recordNote')}>
            <RecordForm
              {...common}
              action={recordAnAudit}
              today={almatyDate(ctx.clock.now())}
              texts={pickTexts(t, ['doneOn', 'reportName', 'saveRecord', 'saving'])}
              files={filesTexts(locale, { label: t('file'), hint: t('fileHint') })}
            />
          </Block>
          {audit.findings.all === 0 && !audit.report ? (
            <Block id="cancel" title={t('cancel')} note={t('cancelNote')}>
              <PressForm
                action={cancelAnAudit}
                fields={{ auditId }}
                words={common.words}
                texts={{ press: t('cancel'), pressing: t('cancelling') }}
                look="plain"
                signInPath={common.signInPath}
              />
            </Block>
          ) : null}
        </>
      )}
    </>
  )
}
