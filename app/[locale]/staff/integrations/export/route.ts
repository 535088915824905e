import { z } from 'zod'
import {
  type ExportColumn,
  type ExportedTable,
  exportColumns,
  exportTable,
} from '#domain/integrations/export/export-table.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

const tables = Object.keys(exportColumns) as ExportedTable[]
const formSchema = z.object({
  table: z.enum(tables).catch('keys'),
  endpointId: z.uuid().optional().catch(undefined),
})

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const { table, endpointId } = formSchema.parse(Object.fromEntries(await request.formData()))
  const page = `/${locale}/staff/integrations${endpointId ? `/webhooks/${endpointId}` : ''}`
  const ctx = await staffContext(locale, page, 'integrations.read')
  return fileOrConfirm(ctx, page, async () => {
    const csv = await exportTable(ctx, table, { endpointId, words: columnWords(locale) })
    return csvFile(ctx, table, csv)
  })
}

const columnWords = (locale: Locale): Record<ExportColumn, string> =>
  messages[locale].integrations.csv.columns
