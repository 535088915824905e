import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type LogProof, readProof } from '#domain/audit/log/read-proof.ts'
import { latestMeasurements, resourceOf } from '../record/measurements.ts'
import { type EvidenceId, evidence } from '../rules/evidence.ts'
import { readFigures } from '../rules/figures.ts'
import { isWithheld } from '../rules/withhold.ts'

/**
 * Proof that the newest measurement is in the audit log. Null while there is none or it is not sealed, and for figures that are
 * withheld: the record names their hash, from which so few could be guessed. Throws `Denied`.
 */
export async function readEvidenceProof(ctx: Context, id: EvidenceId): Promise<LogProof | null> {
  authorize(ctx.actor, 'evidence.read')
  const row = await ctx.transaction(async (tx) => (await latestMeasurements(tx, ctx.clock.now())).get(id))
  const { kind } = evidence[id]
  const figures = row && readFigures(kind, row.figures)
  if (!row || !figures || isWithheld(kind, figures)) return null
  return readProof(ctx, { actions: ['evidence.measure'], resource: resourceOf(row) })
}
