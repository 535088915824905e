import { asc } from 'drizzle-orm'
import { incident } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { openIncidentRow } from '../record/incident-rows.ts'
import { type IncidentView, viewOf } from './read-incidents.ts'

export const incidentColumns = [
  ...(['reference', 'status', 'title', 'what', 'data', 'systems', 'risk', 'measures'] as const),
  ...(['noticedAt', 'openedAt', 'dueAt', 'term', 'authority', 'authorityAt'] as const),
  ...(['people', 'subjects', 'subjectsAt', 'closedAt'] as const),
]
export type IncidentColumn = (typeof incidentColumns)[number]

/** Words for the columns, and for the codes in them. */
export type IncidentWords = {
  columns: Record<IncidentColumn, string>
  value: (column: IncidentColumn, code: string) => string
}

/**
 * The whole register as CSV, in the order of opening: codes by their words, times of Almaty. Recorded. Throws `Denied`,
 * `SudoNeeded`.
 */
export async function exportIncidents(ctx: Context, words: IncidentWords): Promise<string> {
  authorize(ctx.actor, 'incidents.read')
  requireSudo(ctx)
  const views = await ctx.transaction(async (tx) => {
    const rows = await tx.select().from(incident).orderBy(asc(incident.incidentId))
    await append(tx, ctx.auditedAs, { action: 'incident.export' })
    const found: IncidentView[] = []
    for (const row of rows) {
      const { facts } = await openIncidentRow(tx, ctx.services.keys, row)
      found.push(viewOf(row, facts, ctx.clock.now()))
    }
    return found
  })
  const lines = views.map((view) =>
    incidentColumns.map((column) =>
      cell({ ...view, ...view.facts }[column], (code) => words.value(column, code)),
    ),
  )
  return csvTable([incidentColumns.map((column) => words.columns[column]), ...lines], {
    delimiter: delimiterFor(ctx.locale),
  })
}

function cell(
  value: string | number | Date | readonly string[] | null,
  word: (code: string) => string,
): string {
  if (value instanceof Date) return almatyMoment(value)
  if (typeof value === 'string') return word(value)
  return Array.isArray(value) ? value.map(word).join(', ') : String(value ?? '')
}
