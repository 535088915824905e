import { z } from 'zod'
import { exportedCharts, exportStatistics } from '#domain/assurance/statistics/export-statistics.ts'
import { choiceDimensions } from '#domain/consent/daily-counts/read-choice-counts.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { figuresOf } from '../statistics-figures.ts'

type Props = { params: Promise<{ locale: string }> }

const formSchema = z.object({
  chart: z.enum(exportedCharts).catch('requests'),
  by: z.enum(choiceDimensions).catch('purpose'),
})

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const { chart, by } = formSchema.parse(Object.fromEntries(await request.formData()))
  const page = `/${locale}/staff/statistics`
  const ctx = await staffContext(locale, page, 'statistics.export')
  return fileOrConfirm(ctx, page, async () => {
    const statistics = await exportStatistics(ctx, { chart, choicesBy: by })
    const { head, rows } = figuresOf(chart, { locale, statistics, format: String }, by)
    const name = chart === 'choices' ? `statistics-choices-by-${by}` : `statistics-${chart}`
    return csvFile(ctx, name, csvTable([head, ...rows], { delimiter: delimiterFor(locale) }))
  })
}
