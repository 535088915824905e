import { exportAuditLog } from '#domain/assurance/audit-log/search-audit-log.ts'
import { logFiltersOf } from '#domain/audit/rules/log-filters.ts'
import { actionWord } from '#i18n/audit-actions.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { logPath } from '../log-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const form = await request.formData()
  const filters = logFiltersOf(
    Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  )
  const page = logPath(locale, filters)
  const ctx = await staffContext(locale, page, 'audit.read')
  const t = translator(locale, 'staffLog')
  const heads = {
    ...pickTexts(t, ['csv.leafIndex', 'csv.at', 'csv.actorKind', 'csv.actorId', 'csv.action']),
    ...pickTexts(t, ['csv.subjectId', 'csv.resource', 'csv.reason', 'csv.fields', 'csv.actionWord']),
  }
  const words = { heads, actionWord: (action: string) => actionWord(locale, action) }
  return fileOrConfirm(ctx, page, async () =>
    csvFile(ctx, t('csv.file'), await exportAuditLog(ctx, filters, words)),
  )
}
