import { eq } from 'drizzle-orm'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type LogProof, readProof } from '#domain/audit/log/read-proof.ts'
import { append } from '#domain/audit/record/append.ts'
import { parseReference } from '#platform/ids.ts'
import { findRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { readOwnRequest } from './read-own-requests.ts'

/** The steps by which a request is decided or answered. */
const decisions = ['decide', 'approve', 'fulfil', 'refuse', 'refuse-unverified', 'answer-question'].map(
  (step) => `request.${step}`,
)

/**
 * Proof that the newest decision on a request is in the audit log, for a program; `proof` is null until there is one and it is
 * sealed. Null for an unknown reference. Throws `Denied`.
 */
export async function readDecisionProof(
  ctx: Context,
  typed: string,
): Promise<{ proof: LogProof | null } | null> {
  authorize(ctx.actor, 'requests.read-as-program')
  const reference = parseReference(typed)
  if (!reference) return null
  const resource = await ctx.transaction(async (tx) => {
    const { requestId, subjectId } = request
    const [row] = await tx
      .select({ requestId, subjectId })
      .from(request)
      .where(eq(request.reference, reference))
    if (!row) return null
    const named = resourceOf(row.requestId)
    const record = { subjectId: row.subjectId, resource: named, fields: ['decision'] }
    await append(tx, ctx.auditedAs, { action: 'request.read', ...record })
    return named
  })
  if (!resource) return null
  return { proof: await readProof(ctx, { actions: decisions, resource }) }
}

/**
 * The same for the person, or the representative who filed it; `proof` is also null while a decision is only proposed. Null for an
 * unknown reference and for another person's alike. Throws `Denied`.
 */
export async function readOwnDecisionProof(
  ctx: Context,
  reference: string,
): Promise<{ proof: LogProof | null } | null> {
  const view = await readOwnRequest(ctx, { reference })
  const where = requestNamed(ctx, reference, { own: 'requests.read-own', staff: 'requests.read-own' })
  const row = where && (await ctx.transaction((tx) => findRow(tx, where)))
  if (!view || !row) return null
  if (!view.decision) return { proof: null }
  return { proof: await readProof(ctx, { actions: decisions, resource: resourceOf(row.requestId) }) }
}
