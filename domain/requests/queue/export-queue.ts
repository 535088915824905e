import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import type { QueueFilters } from '../forms/queue-filters.ts'
import { endOfPage } from './queue-order.ts'
import { pageOf, queueItems } from './read-queue.ts'
import type { RequestListItem } from './staff-request-views.ts'

export const csvColumns = [
  'reference',
  'kind',
  'status',
  'channel',
  'locale',
  'receivedAt',
  'dueAt',
  'overdue',
  'assignedTo',
  'closedAt',
] as const
export type CsvColumn = (typeof csvColumns)[number]

/** Texts for codes in the exporter's language. */
export type CsvWords = {
  columns: Record<CsvColumn, string>
  value: (column: CsvColumn, code: string) => string
}

const isMoment = (column: CsvColumn) => column === 'receivedAt' || column === 'dueAt' || column === 'closedAt'

const PAGE = 500
const LIMIT = 20_000

/** The queue as CSV without personal data, at most 20,000 rows, formulas defused, times of Almaty. Throws `Denied`, `SudoNeeded`. */
export async function exportQueueCsv(ctx: Context, filters: QueueFilters, words: CsvWords): Promise<string> {
  authorize(ctx.actor, 'requests.export')
  requireSudo(ctx)
  const rows: string[][] = [csvColumns.map((column) => words.columns[column])]
  for (let after: string | undefined; ; ) {
    const from = after
    const page = await ctx.transaction(async (tx) => {
      const found = await pageOf(tx, ctx, filters, from, PAGE)
      return { found, items: await queueItems(tx, ctx, found) }
    })
    rows.push(...page.items.map((item) => csvColumns.map((column) => cellOf(item, column, words))))
    const last = page.found.at(-1)
    if (!last || page.found.length < PAGE || rows.length > LIMIT) break
    after = endOfPage(filters, last)
  }
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'request.export', fields: csvColumns }))
  return csvTable(rows, { delimiter: delimiterFor(ctx.locale) })
}

function cellOf(item: RequestListItem, column: CsvColumn, words: CsvWords): string {
  const value = item[column]
  if (value === null) return ''
  if (isMoment(column)) return almatyMoment(new Date(String(value)))
  if (typeof value === 'object') return value.name ?? value.staffId
  return words.value(column, String(value))
}
