import { evidenceIds } from '#db/schema/assurance-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readBackupsBetween, readDrillsBetween } from '#domain/backups/state/read-backups-between.ts'
import { type Place, readRequestsBetween, start } from '#domain/requests/view/read-requests-between.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyInstant, almatyMoment } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type Measurement, measurementsBetween } from '../record/measurements.ts'
import { type EvidenceKind, evidence } from '../rules/evidence.ts'
import { stateAt } from '../rules/judge.ts'
import { type Register, type RegisterColumn, type RegisterPeriod, registerColumns } from './registers.ts'

/** Words for the columns, and for the codes in them. */
export type RegisterWords = {
  columns: Record<RegisterColumn, string>
  value: (column: RegisterColumn, code: string) => string
  figures: (kind: EvidenceKind, figures: Measurement['figures']) => string
}

/** Backups and trials name nobody: security officers and administrators download them too. */
export const exportPermission = (register: Register) =>
  register === 'backups' || register === 'drills' ? 'backups.export' : 'reports.export'

type Row = Partial<Record<RegisterColumn, string | number | Date | null>>

const PAGE = 500
const deadlineMs = 120_000

/**
 * A register of a period as CSV, page by page, so that memory holds one page: no personal data, formulas defused, times of Almaty.
 * On record before the first piece. Throws `Denied`, `SudoNeeded` at the first piece.
 */
export async function* exportRegister(
  ctx: Context,
  register: Register,
  { from, to, words }: RegisterPeriod & { words: RegisterWords },
): AsyncGenerator<string> {
  authorize(ctx.actor, exportPermission(register))
  requireSudo(ctx)
  const columns: readonly RegisterColumn[] = registerColumns[register]
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, {
      action: 'report.export',
      resource: `register:${register}`,
      fields: [`from:${from}`, `to:${to}`],
    }),
  )
  const delimiter = delimiterFor(ctx.locale)
  yield csvTable([columns.map((column) => words.columns[column])], { delimiter })
  const span = { from: almatyInstant(from), before: almatyInstant(addDays(to, 1)) }
  for await (const page of readers[register](ctx, span, words))
    if (page.length > 0)
      yield csvTable(
        page.map((row) => columns.map((column) => cellOf(row[column] ?? '', column, words))),
        { delimiter, bom: false },
      )
}

function cellOf(value: string | number | Date, column: RegisterColumn, words: RegisterWords): string {
  if (value instanceof Date) return almatyMoment(value)
  return typeof value === 'number' ? String(value) : words.value(column, value)
}

type Span = { from: Date; before: Date }

const readers: Record<Register, (ctx: Context, span: Span, words: RegisterWords) => AsyncGenerator<Row[]>> = {
  requests: requestRows,
  backups: async function* (ctx, span) {
    yield await ctx.transaction((tx) => readBackupsBetween(tx, span))
  },
  drills: async function* (ctx, span) {
    const drills = await ctx.transaction((tx) => readDrillsBetween(tx, span))
    yield drills.map(({ madeAt, changesMadeAt, ...drill }) => ({ ...drill, dataOf: changesMadeAt ?? madeAt }))
  },
  evidence: evidenceRows,
}

async function* requestRows(ctx: Context, span: Span): AsyncGenerator<Row[]> {
  const moment = (text: string | null) => (text === null ? null : new Date(text))
  let after: Place | null = start
  while (after) {
    const place: Place = after
    const page: Awaited<ReturnType<typeof readRequestsBetween>> = await ctx.transaction(
      (tx) => readRequestsBetween(tx, span, { after: place, most: PAGE, withSteps: false }),
      { deadlineMs },
    )
    yield page.requests.map((one) => ({
      reference: one.reference,
      kind: one.kind,
      status: one.status,
      channel: one.channel,
      language: one.language,
      receivedAt: moment(one.receivedAt),
      dueAt: moment(one.dueAt),
      decidedAt: moment(one.decidedAt),
      closedAt: moment(one.closedAt),
      refusalCode: one.refusalCode,
      late: isLate(one, ctx.clock.now()) ? 'yes' : 'no',
    }))
    after = page.next
  }
}

const isLate = ({ dueAt, closedAt }: { dueAt: string | null; closedAt: string | null }, now: Date) =>
  dueAt !== null && (closedAt ?? now.toISOString()) > dueAt

/** One evidence after the other, a month at a time. */
async function* evidenceRows(
  ctx: Context,
  { from, before }: Span,
  words: RegisterWords,
): AsyncGenerator<Row[]> {
  const month = 31 * 86_400_000
  for (let at = from.getTime(); at < before.getTime(); at += month) {
    const to = Math.min(at + month, before.getTime())
    const rows = await ctx.transaction(
      (tx) => measurementsBetween(tx, { from: new Date(at - 1), to: new Date(to - 1) }),
      { deadlineMs },
    )
    yield evidenceIds.flatMap((id) =>
      rows
        .filter((row) => row.evidence === id)
        .map((row) => ({
          evidence: id,
          measuredAt: row.measuredAt,
          state: stateAt(evidence[id].kind, row, row.measuredAt),
          figures: words.figures(evidence[id].kind, row.figures),
        })),
    )
  }
}
