import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { listEndpoints } from '../endpoints/list-endpoints.ts'
import { listApiKeys } from '../keys/list-api-keys.ts'
import { readDecisionCounts } from '../keys/read-decision-counts.ts'
import { listDeliveries } from '../webhooks/list-deliveries.ts'

export const exportColumns = {
  keys: [
    ...(['name', 'prefix', 'scopes', 'callsPerMinute', 'createdBy', 'createdAt'] as const),
    ...(['expiresAt', 'lastUsedAt', 'state'] as const),
  ],
  endpoints: ['url', 'events', 'state', 'waiting', 'dead', 'createdAt'],
  messages: ['deliveryId', 'event', 'createdAt', 'state', 'attempts', 'lastAttemptAt', 'outcome'],
  decisions: ['purpose', 'allowed', 'refused'],
} as const
export type ExportedTable = keyof typeof exportColumns
export type ExportColumn = (typeof exportColumns)[ExportedTable][number]

const LIMIT = 20_000
const PAGE = 500

type Row = Partial<Record<ExportColumn, string | number | null>>

/**
 * A table of the integrations page as CSV, formulas defused, times of Almaty; no key, no secret, no personal data. `endpointId`: whose
 * messages. Throws `Denied`, `SudoNeeded`.
 */
export async function exportTable(
  ctx: Context,
  table: ExportedTable,
  { endpointId, words }: { endpointId?: string | undefined; words: Record<ExportColumn, string> },
): Promise<string> {
  authorize(ctx.actor, 'integrations.read')
  requireSudo(ctx)
  const columns: readonly ExportColumn[] = exportColumns[table]
  const rows = await rowsOf(ctx, table, endpointId)
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, { action: 'integrations.export', reason: table, fields: columns }),
  )
  return csvTable(
    [
      columns.map((column) => words[column]),
      ...rows.map((row) => columns.map((column) => cellOf(column, row[column] ?? ''))),
    ],
    { delimiter: delimiterFor(ctx.locale) },
  )
}

const moments: readonly ExportColumn[] = ['createdAt', 'expiresAt', 'lastUsedAt', 'lastAttemptAt']

const cellOf = (column: ExportColumn, value: string | number) =>
  moments.includes(column) && value !== '' ? almatyMoment(new Date(value)) : String(value)

async function rowsOf(ctx: Context, table: ExportedTable, endpointId?: string): Promise<readonly Row[]> {
  switch (table) {
    case 'keys':
      return (await listApiKeys(ctx)).map(({ scopes, createdBy, ...key }) => ({
        ...key,
        scopes: scopes.join(' '),
        createdBy: createdBy.id,
      }))
    case 'endpoints':
      return (await listEndpoints(ctx)).map(({ events, disabledAt, last: _last, ...endpoint }) => ({
        ...endpoint,
        events: events.join(' '),
        state: disabledAt ? 'off' : 'on',
      }))
    case 'messages':
      return endpointId === undefined ? [] : messagesOf(ctx, endpointId)
    case 'decisions':
      return readDecisionCounts(ctx)
  }
}

async function messagesOf(ctx: Context, endpointId: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let after: string | undefined; ; ) {
    const page = await listDeliveries(ctx, { endpointId, after, size: PAGE })
    rows.push(...page.items)
    if (page.next === null || rows.length >= LIMIT) return rows
    after = page.next
  }
}
