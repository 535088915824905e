import { exportAudits } from '#domain/assurance/audits/read-audits.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { csvFile } from '../../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { auditState, findingState } from '../audit-words.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(_: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = `/${locale}/staff/registers/audits`
  const ctx = await staffContext(locale, page, 'audits.export')
  return fileOrConfirm(ctx, page, async () => {
    const rows = auditRows(locale, await exportAudits(ctx))
    return csvFile(ctx, 'security-audits', csvTable(rows, { delimiter: delimiterFor(locale) }))
  })
}

const columns = [
  'audit',
  'kind',
  'scope',
  'performer',
  'plannedOn',
  'state',
  'doneOn',
  'report',
  'sha256',
  'by',
  'finding',
  'severity',
  'owner',
  'dueOn',
  'findingState',
  'closedAt',
  'closedBy',
  'measure',
] as const

/** A row for each vulnerability, with its audit; an audit without any has one row. */
function auditRows(locale: Locale, { audits, findings }: Awaited<ReturnType<typeof exportAudits>>) {
  const t = translator(locale, 'audits')
  const rows = audits.flatMap((audit) => {
    const { report } = audit
    const head = [
      audit.auditId,
      t(`kinds.${audit.kind}`),
      audit.scope,
      audit.performer,
      audit.plannedOn,
      auditState(locale, audit).word,
      report?.doneOn ?? '',
      report?.name ?? '',
      report?.document?.sha256 ?? '',
      (report?.by ?? audit.planned.by).name ?? '',
    ]
    const own = findings.filter(({ auditId }) => auditId === audit.auditId)
    if (own.length === 0) return [[...head, '', '', '', '', '', '', '', '']]
    return own.map((one) => [
      ...head,
      one.title,
      t(`severities.${one.severity}`),
      one.owner.name ?? one.owner.staffId,
      one.dueOn,
      findingState(locale, one).word,
      one.closed?.at ?? '',
      one.closed?.by.name ?? '',
      one.closed?.measure ?? '',
    ])
  })
  return [columns.map((column) => t(`csv.${column}`)), ...rows]
}
