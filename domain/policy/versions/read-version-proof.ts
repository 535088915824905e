import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type LogProof, readProof } from '#domain/audit/log/read-proof.ts'

/** Proof that the publication of a version is in the audit log; null for an unknown version and until it is sealed. */
export async function readVersionProof(ctx: Context, version: number): Promise<LogProof | null> {
  authorize(ctx.actor, 'policy.read')
  return readProof(ctx, { actions: ['policy.publish'], resource: `policy:${version}` })
}
