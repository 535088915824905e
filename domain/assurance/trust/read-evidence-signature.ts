import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { signForSsh } from '#platform/crypto/ssh-signature.ts'
import { latestMeasurements, measuredAs } from '../record/measurements.ts'
import { EVIDENCE_NAMESPACE, sshSignerAt } from '../record/ssh-signer.ts'
import { type EvidenceId, evidence } from '../rules/evidence.ts'
import { readFigures } from '../rules/figures.ts'
import { isWithheld } from '../rules/withhold.ts'

/**
 * The newest measurement, signed for `ssh-keygen -Y verify`: the same bytes of which the audit log names the SHA-256, by the key that was
 * current when it was measured. Null while there is none, and for figures that are withheld, which could be guessed from it. Throws `Denied`.
 */
export async function readEvidenceSignature(ctx: Context, id: EvidenceId): Promise<string | null> {
  authorize(ctx.actor, 'evidence.read')
  const row = await ctx.transaction(async (tx) => (await latestMeasurements(tx, ctx.clock.now())).get(id))
  const { kind } = evidence[id]
  const figures = row && readFigures(kind, row.figures)
  if (!row || !figures || isWithheld(kind, figures)) return null
  const signer = sshSignerAt(ctx, row.measuredAt)
  return signForSsh(Buffer.from(canonicalJson(measuredAs(row)), 'utf8'), {
    ...signer,
    namespace: EVIDENCE_NAMESPACE,
  })
}
