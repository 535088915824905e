import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyMoment } from '#platform/time/almaty-time.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { type ClearanceRecord, type RegisterMember, readRegister } from './read-register.ts'

export const registerColumns = [
  'member',
  'email',
  'roles',
  'kind',
  'doneOn',
  'until',
  'counts',
  'sha256',
  'recordedBy',
  'recordedAt',
] as const
export type RegisterColumn = (typeof registerColumns)[number]

/** Words for the columns, and for the codes in them. */
export type RegisterWords = {
  columns: Record<RegisterColumn, string>
  role: (role: RegisterMember['roles'][number]) => string
  kind: (kind: ClearanceRecord['kind']) => string
  counts: string
}

/** Every record of members who may sign in, as CSV; a member without any is a line of its own. The export is recorded. Throws `Denied`, `SudoNeeded`. */
export async function exportRegister(ctx: Context, words: RegisterWords): Promise<string> {
  authorize(ctx.actor, 'staff-clearances.export')
  requireSudo(ctx)
  const members = await readRegister(ctx)
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'staff.export-clearances' }))
  const rows = members.flatMap((member) =>
    (member.records.length > 0 ? member.records : [null]).map((record) => cellsOf(member, record, words)),
  )
  return csvTable([registerColumns.map((column) => words.columns[column]), ...rows], {
    delimiter: delimiterFor(ctx.locale),
  })
}

function cellsOf(member: RegisterMember, record: ClearanceRecord | null, words: RegisterWords): string[] {
  const cells: Record<RegisterColumn, string> = {
    member: member.name,
    email: member.email,
    roles: member.roles.map(words.role).join(', '),
    kind: record ? words.kind(record.kind) : '',
    doneOn: record?.doneOn ?? '',
    until: record?.until ?? '',
    counts: record?.counts ? words.counts : '',
    sha256: record?.document?.sha256 ?? '',
    recordedBy: record?.recordedBy ?? '',
    recordedAt: record ? almatyMoment(record.recordedAt) : '',
  }
  return registerColumns.map((column) => cells[column])
}
