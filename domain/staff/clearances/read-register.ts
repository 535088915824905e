import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffClearance } from '#db/schema/staff.ts'
import { clearanceKinds } from '#db/schema/staff-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, clearedRoles } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { decryptDocument } from '#domain/people/record/documents.ts'
import { readSubjectCiphers } from '#domain/people/record/subject-fields.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ClearanceDates, type ClearanceState, clearanceState, countsUntil } from '../rules/clearance.ts'
import { staffNames, type TeamMember, teamMembers } from '../team/read-team.ts'

export type ClearanceRecord = {
  clearanceId: string
  kind: (typeof staffClearance.$inferSelect)['kind']
  /** Null: what was recorded before counts no more. */
  doneOn: string | null
  /** The last day on which it counts; null for an agreement without an end. */
  until: string | null
  /** The newest of its kind that has its document or is an end. */
  counts: boolean
  /** `size`: null where the portal does not have the document any more. */
  document: { sha256: string; size: number | null } | null
  /** Null where it came with sample data. */
  recordedBy: string | null
  recordedAt: Date
}

type Shown = 'staffId' | 'status' | 'email' | 'roles'
type Dates = keyof ClearanceDates | 'agreement' | 'trainingUntil' | 'training'
export type RegisterMember = Pick<TeamMember, Shown | Dates> & {
  name: string
  /** Whether a role reaches personal data, so that agreement and training are needed. */
  needed: boolean
  state: ClearanceState
  /** Newest first. */
  records: ClearanceRecord[]
}

/** Agreements and trainings of everybody who may sign in, those first whose are missing, over or soon over. */
export async function readRegister(ctx: Context): Promise<RegisterMember[]> {
  authorize(ctx.actor, 'staff-clearances.read')
  return ctx.transaction(async (tx) => {
    const members = await membersOf(tx, ctx)
    return members.filter(({ status }) => status !== 'disabled').sort((a, b) => urgency(a) - urgency(b))
  })
}

/** One member with everything that was ever recorded; null when there is none. */
export async function readRegisterMember(ctx: Context, staffId: string): Promise<RegisterMember | null> {
  authorize(ctx.actor, 'staff-clearances.read')
  return ctx.transaction(async (tx) => (await membersOf(tx, ctx, staffId))[0] ?? null)
}

/** `countDue` of everybody who may sign in. */
export async function countDueClearances(ctx: Context): Promise<number> {
  return countDue(await readRegister(ctx))
}

/** How many of these members are active and need what is missing, over or over within 30 days. */
export const countDue = (members: readonly RegisterMember[]): number =>
  members.filter((member) => urgency(member) === 0).length

/** The file of a record, for a download, which is recorded. Null where there is none. */
export async function readClearanceDocument(
  ctx: Context,
  clearanceId: string,
): Promise<{ mediaType: string; content: Buffer } | null> {
  authorize(ctx.actor, 'staff-clearances.read')
  if (!z.uuid().safeParse(clearanceId).success) return null
  return ctx.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(staffClearance)
      .where(and(eq(staffClearance.clearanceId, clearanceId), isNotNull(staffClearance.contentSealed)))
    const cipher = row && (await readSubjectCiphers(tx, ctx.services.keys, [row.staffId])).get(row.staffId)
    if (!row?.contentSealed || !row.mediaType || !cipher) return null
    const { mediaType, contentSealed } = row
    await append(tx, ctx.auditedAs, {
      action: 'staff.open-clearance-document',
      resource: `staff:${row.staffId}`,
      reason: row.kind,
    })
    return decryptDocument(
      cipher,
      { table: 'staff_clearance', row: clearanceId },
      { mediaType, contentSealed },
    )
  })
}

const urgency = ({ status, needed, state }: RegisterMember) => {
  if (status !== 'active' || !needed) return 2
  return state === 'valid' ? 1 : 0
}

// Without the content: a register of many files is read for its dates.
const listed = {
  clearanceId: staffClearance.clearanceId,
  staffId: staffClearance.staffId,
  kind: staffClearance.kind,
  doneOn: staffClearance.doneOn,
  endsOn: staffClearance.endsOn,
  sha256: staffClearance.sha256,
  size: staffClearance.size,
  hasDocument: sql<boolean>`${staffClearance.contentSealed} IS NOT NULL`,
  recordedBy: staffClearance.recordedBy,
  recordedAt: staffClearance.recordedAt,
}

async function membersOf(tx: Transaction, ctx: Context, staffId?: string): Promise<RegisterMember[]> {
  const { keys } = ctx.services
  const team = await teamMembers(tx, ctx, staffId)
  const rows = await tx
    .select(listed)
    .from(staffClearance)
    .where(staffId === undefined ? undefined : eq(staffClearance.staffId, staffId))
    .orderBy(desc(staffClearance.recordedAt), desc(staffClearance.clearanceId))
  const names = await staffNames(tx, keys, [...new Set(rows.flatMap(({ recordedBy }) => recordedBy ?? []))])
  return team.map((member) => {
    const own = rows.filter((row) => row.staffId === member.staffId)
    const newest = new Set(
      clearanceKinds.map(
        (kind) =>
          own.find((row) => row.kind === kind && (row.doneOn === null || row.hasDocument))?.clearanceId,
      ),
    )
    const { staffId: id, status, email, roles, ndaSignedOn, ndaEndsOn, agreement } = member
    const { trainingDoneOn, training } = member
    return {
      staffId: id,
      status,
      email,
      roles,
      ndaSignedOn,
      ndaEndsOn,
      agreement,
      trainingDoneOn,
      trainingUntil: member.trainingUntil,
      training,
      name: member.fullName ?? email,
      needed: roles.some((role) => clearedRoles.includes(role)),
      state: clearanceState(member, almatyDate(ctx.clock.now())),
      records: own.map((row) => ({
        clearanceId: row.clearanceId,
        kind: row.kind,
        doneOn: row.doneOn,
        until: countsUntil(row),
        counts: newest.has(row.clearanceId),
        document: documentOf(row),
        recordedBy: row.recordedBy && (names.get(row.recordedBy) ?? row.recordedBy),
        recordedAt: row.recordedAt,
      })),
    }
  })
}

type Listed = Pick<typeof staffClearance.$inferSelect, 'sha256' | 'size'> & { hasDocument: boolean }

const documentOf = ({ sha256, size, hasDocument }: Listed): ClearanceRecord['document'] =>
  sha256 && { sha256: sha256.toString('hex'), size: hasDocument ? size : null }
