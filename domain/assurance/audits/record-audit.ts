import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { auditFinding, auditReport, securityAudit } from '#db/schema/assurance.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type CheckedDocument, encryptDocument } from '#domain/people/record/documents.ts'
import { newKey } from '#domain/people/record/person-records.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { rolesOfMembers } from '#domain/staff/team/members-by-role.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type {
  addFindingSchema,
  closeFindingSchema,
  planAuditSchema,
  recordAuditSchema,
} from '../rules/audit-schemas.ts'

/** `not-now`: somebody was faster. `future`: the day has not come. `document`: no file was given. `no-owner`: nobody of the staff who is active. `has-findings`: it was begun. `own-finding`: the member owns the finding. */
export type AuditResult =
  | { status: 'done' }
  | {
      status: 'refused'
      code: 'gone' | 'not-now' | 'future' | 'document' | 'no-owner' | 'has-findings' | 'own-finding'
    }

const done = { status: 'done' } as const
const refused = (code: Extract<AuditResult, { status: 'refused' }>['code']) =>
  ({ status: 'refused', code }) as const

const resourceOf = (auditId: string) => `security-audit:${auditId}`

/** The staff member who acts: only they have the permissions of this module. */
function memberOf(ctx: Context): string {
  if (ctx.actor.kind !== 'staff') throw new Error('only staff record audits')
  return ctx.actor.staffId
}

/** Plans an audit or a penetration test. Throws `Denied`. */
export async function planAudit(
  ctx: Context,
  { kind, scope, performer, plannedOn }: z.output<typeof planAuditSchema>,
): Promise<{ auditId: string }> {
  authorize(ctx.actor, 'audits.record')
  const auditId = newId()
  await ctx.transaction(async (tx) => {
    await tx.insert(securityAudit).values({
      auditId,
      kind,
      scope,
      performer,
      plannedOn,
      plannedBy: memberOf(ctx),
      plannedAt: ctx.clock.now(),
    })
    await append(tx, ctx.auditedAs, {
      action: 'security-audit.plan',
      resource: resourceOf(auditId),
      reason: kind,
    })
  })
  return { auditId }
}

type Audit = typeof securityAudit.$inferSelect

/** An audit that is locked for a change; what is cancelled does not change. */
async function change(
  ctx: Context,
  auditId: string,
  run: (tx: Transaction, audit: Audit) => Promise<AuditResult>,
  timing?: { deadlineMs: number },
): Promise<AuditResult> {
  authorize(ctx.actor, 'audits.record')
  return ctx.transaction(async (tx) => {
    const [audit] = await tx
      .select()
      .from(securityAudit)
      .where(eq(securityAudit.auditId, auditId))
      .for('update')
    if (!audit) return refused('gone')
    return audit.cancelledAt ? refused('not-now') : run(tx, audit)
  }, timing)
}

/**
 * Records that an audit was done, with its report, which is encrypted under a key of the audit. Once: a second record is refused
 * while the portal has the report. Throws `Denied`.
 */
export function recordAudit(
  ctx: Context,
  { auditId, doneOn, reportName }: z.output<typeof recordAuditSchema>,
  file: CheckedDocument | undefined,
  timing?: { deadlineMs: number },
): Promise<AuditResult> {
  return change(
    ctx,
    auditId,
    async (tx) => {
      const now = ctx.clock.now()
      if ((await tx.$count(auditReport, eq(auditReport.auditId, auditId))) > 0) return refused('not-now')
      if (doneOn > almatyDate(now)) return refused('future')
      if (!file) return refused('document')
      const recordedBy = memberOf(ctx)
      await tx
        .update(securityAudit)
        .set({ doneOn, reportName, recordedBy, recordedAt: now })
        .where(eq(securityAudit.auditId, auditId))
      const cipher =
        (await findSubjectCipher(tx, ctx.services.keys, auditId)) ??
        (await newKey(tx, ctx.services, auditId)).cipher
      await tx.insert(auditReport).values({
        auditId,
        ...encryptDocument(cipher, { table: 'audit_report', row: auditId }, file),
      })
      await append(tx, ctx.auditedAs, {
        action: 'security-audit.record',
        resource: resourceOf(auditId),
        fields: ['doneOn', 'reportName', 'report'],
      })
      return done
    },
    timing,
  )
}

/** Cancels what is planned, not done, and has found nothing: a finding of it could not be closed any more. Throws `Denied`. */
export function cancelAudit(ctx: Context, { auditId }: { auditId: string }): Promise<AuditResult> {
  return change(ctx, auditId, async (tx, audit) => {
    if (audit.doneOn) return refused('not-now')
    if ((await tx.$count(auditFinding, eq(auditFinding.auditId, auditId))) > 0) return refused('has-findings')
    await tx
      .update(securityAudit)
      .set({ cancelledAt: ctx.clock.now(), cancelledBy: memberOf(ctx) })
      .where(eq(securityAudit.auditId, auditId))
    await append(tx, ctx.auditedAs, { action: 'security-audit.cancel', resource: resourceOf(auditId) })
    return done
  })
}

/** Records a weakness that was found, who sees to it and by when; the day cannot be moved later. Throws `Denied`. */
export function addFinding(
  ctx: Context,
  { auditId, title, severity, ownerId, dueOn }: z.output<typeof addFindingSchema>,
): Promise<AuditResult> {
  return change(ctx, auditId, async (tx) => {
    if (!(await rolesOfMembers(tx, [ownerId])).has(ownerId)) return refused('no-owner')
    const findingId = newId()
    await tx.insert(auditFinding).values({
      findingId,
      auditId,
      title,
      severity,
      ownerId,
      dueOn,
      recordedBy: memberOf(ctx),
      recordedAt: ctx.clock.now(),
    })
    await append(tx, ctx.auditedAs, {
      action: 'audit-finding.add',
      resource: `audit-finding:${findingId}`,
      reason: severity,
    })
    return done
  })
}

/** Closes a finding, with what was done about it. Its owner cannot: somebody else says that the work is done. Throws `Denied`. */
export function closeFinding(
  ctx: Context,
  { auditId, findingId, measure }: z.output<typeof closeFindingSchema>,
): Promise<AuditResult> {
  return change(ctx, auditId, async (tx) => {
    const closedBy = memberOf(ctx)
    const isFinding = and(eq(auditFinding.findingId, findingId), eq(auditFinding.auditId, auditId))
    const [finding] = await tx.select().from(auditFinding).where(isFinding)
    if (!finding || finding.closedAt) return refused('not-now')
    if (finding.ownerId === closedBy) return refused('own-finding')
    await tx.update(auditFinding).set({ measure, closedBy, closedAt: ctx.clock.now() }).where(isFinding)
    await append(tx, ctx.auditedAs, { action: 'audit-finding.close', resource: `audit-finding:${findingId}` })
    return done
  })
}
