import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { errorWords } from '#components/form/form-texts.ts'
import { Block } from '#components/staff/block.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { auditKinds } from '#db/schema/assurance-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { listAudits } from '#domain/assurance/audits/read-audits.ts'
import { longDate } from '#i18n/dates.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { confirmPath, staffContext } from '../../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../../_server/session/unsent-owner.ts'
import { planAnAudit } from './actions.ts'
import { auditState, findingCount } from './audit-words.ts'
import { PlanForm } from './plan-form.tsx'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'audits' })
  return { title: t('title') }
}

export default async function Audits({ params }: Props) {
  const locale = localeOf((await params).locale)
  const here = `/${locale}/staff/registers/audits`
  const ctx = await staffContext(locale, here, 'audits.read')
  const t = await getTranslations('audits')
  const audits = await listAudits(ctx)
  const heads = ['kind', 'plannedOn', 'state', 'findings', 'performer'] as const
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      <Block id="register" title={t('count', { count: audits.length })} note={t('findingsNote')}>
        {audits.length === 0 ? (
          <p className="text-soft">{t('empty')}</p>
        ) : (
          <DenseTable
            caption={t('title')}
            heads={heads.map((head) => t(`columns.${head}`))}
            rows={audits.map((audit) => ({
              key: audit.auditId,
              head: <a href={`${here}/${audit.auditId}`}>{t(`kinds.${audit.kind}`)}</a>,
              cells: [
                { label: t('columns.plannedOn'), value: longDate(locale, audit.plannedOn), short: true },
                { label: t('columns.state'), value: <WordedState {...auditState(locale, audit)} /> },
                { label: t('columns.findings'), value: <WordedState {...findingCount(locale, audit)} /> },
                { label: t('columns.performer'), value: audit.performer },
              ],
            }))}
          />
        )}
        {isAllowed(ctx.actor, 'audits.export') ? (
          <CsvDownload
            action={`${here}/export`}
            fields={{}}
            confirmFirst={ctx.actor.sudo ? null : confirmPath(locale, here)}
            label={t('export')}
          >
            {t('exportNote')}
          </CsvDownload>
        ) : null}
      </Block>
      {isAllowed(ctx.actor, 'audits.record') ? (
        <Block id="plan" title={t('plan')} note={t('planNote')}>
          <PlanForm
            action={planAnAudit}
            kinds={auditKinds.map((kind) => ({ value: kind, word: t(`kinds.${kind}`) }))}
            texts={pickTexts(t, [
              'kind',
              'scope',
              'scopeHint',
              'performer',
              'performerHint',
              'plannedOn',
              'save',
              'saving',
            ])}
            words={{ ...errorWords(locale), ...messages[locale].audits.errors }}
            unsentOwner={unsentOwner(ctx)}
            signInPath={`/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`}
          />
        </Block>
      ) : null}
    </>
  )
}
