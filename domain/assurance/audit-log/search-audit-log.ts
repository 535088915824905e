import type { Transaction } from '#db/client.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { LogFilters } from '#domain/audit/rules/log-filters.ts'
import {
  type LogItem,
  type LogQuery,
  type LogSlice,
  readLogPage,
} from '#domain/audit/search/read-log-page.ts'
import { personByAddress, personByExternalId } from '#domain/people/record/person-records.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { requestResource } from '#domain/requests/record/find-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'

export type LogEntry = LogItem & {
  /** The name of the member of staff who acted; null for others. */
  actorName: string | null
}
export type LogPage = Omit<LogSlice, 'items'> & { items: LogEntry[] }

/** One page of the audit log, newest first. Reading it is itself a record of the log. Throws `Denied`. */
export async function searchAuditLog(
  ctx: Context,
  filters: LogFilters,
  page: { size: number; after?: string | undefined },
): Promise<LogPage> {
  authorize(ctx.actor, 'audit.read')
  return ctx.transaction(async (tx) => {
    const found = await pageOf(tx, filters, page)
    await append(tx, ctx.auditedAs, readingOf('audit.read', filters))
    const members = found.items.filter(({ actorKind }) => actorKind === 'staff')
    const ids = [...new Set(members.flatMap(({ actorId }) => actorId ?? []))]
    const names = await staffNames(tx, ctx.services.keys, ids)
    const items = found.items.map((item) => ({ ...item, actorName: names.get(item.actorId ?? '') ?? null }))
    return { ...found, items }
  })
}

export const logColumns = [
  ...(['leafIndex', 'at', 'actorKind', 'actorId', 'action'] as const),
  ...(['subjectId', 'resource', 'reason', 'fields', 'actionWord'] as const),
]
export type LogColumn = (typeof logColumns)[number]

const EXPORTED = 20_000
const PAGE = 1000

export type LogWords = {
  heads: Record<LogColumn, string>
  /** What an action is called; undefined: it has no words. */
  actionWord: (action: string) => string | undefined
}

/**
 * The newest 20,000 records of a search as CSV: ids and codes as they are, times of Almaty, and in the last column what the action is
 * called. The export is recorded. Throws `Denied`, `SudoNeeded`.
 */
export async function exportAuditLog(
  ctx: Context,
  filters: LogFilters,
  { heads, actionWord }: LogWords,
): Promise<string> {
  authorize(ctx.actor, 'audit.read')
  requireSudo(ctx)
  const items = await ctx.transaction(async (tx) => {
    const rows: LogItem[] = []
    for (let after: string | undefined; ; ) {
      const page = await pageOf(tx, filters, { size: PAGE, after, whole: true })
      rows.push(...page.items)
      if (page.next === null || rows.length >= EXPORTED) break
      after = page.next
    }
    await append(tx, ctx.auditedAs, readingOf('audit.export', filters))
    return rows
  })
  const rows = [logColumns.map((column) => heads[column]), ...items.map((item) => cellsOf(item, actionWord))]
  return csvTable(rows, { delimiter: delimiterFor(ctx.locale) })
}

const cellsOf = (item: LogItem, actionWord: LogWords['actionWord']) =>
  logColumns.map((column) => {
    if (column === 'at') return almatyMoment(new Date(item.at))
    if (column === 'actionWord') return actionWord(item.action) ?? ''
    return column === 'fields' ? item.fields.join(' ') : String(item[column] ?? '')
  })

/** The id of the person with an address or an id of the platform, for a search of the log; recorded. Throws `Denied`. */
export async function findPersonForLog(ctx: Context, typed: string): Promise<string | null> {
  authorize(ctx.actor, 'audit.find-person')
  return ctx.transaction(async (tx) => {
    const address = parseEmailAddress(typed)
    const subjectId = address.ok
      ? await personByAddress(tx, ctx.services.keys, address.address)
      : await personByExternalId(tx, typed.trim())
    await append(tx, ctx.auditedAs, { action: 'audit.find-person', subjectId })
    return subjectId
  })
}

async function pageOf(
  tx: Transaction,
  { request, ...filters }: LogFilters,
  page: { size: number; after?: string | undefined; whole?: boolean },
) {
  if (request === undefined) return readLogPage(tx, filters, page)
  const resource = await requestResource(tx, request)
  if (resource === null) return { items: [], next: null, searchedTo: null }
  const query: LogQuery = { ...filters, resource }
  return readLogPage(tx, query, page)
}

/** Whose records were read and by which filters, never what was typed. */
const readingOf = (action: AuditAction, { person, ...others }: LogFilters) => ({
  action,
  subjectId: person ?? null,
  fields: Object.keys(person === undefined ? others : { person, ...others }),
})
