import { readOwnDecisionProof } from '#domain/requests/view/read-decision-proof.ts'
import { proofFile } from '../../../../_server/files/proof-file.ts'
import { referenceIn, requestAccess } from '../../../../_server/session/request-access.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; reference: string }> }

/** Proof that the decision on a person's own request is in the audit log, to be saved. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, reference: typed } = await params
  const reference = referenceIn(typed)
  const access = reference === null ? null : await requestAccess(localeOf(locale), reference)
  const found = access && reference ? await readOwnDecisionProof(access.ctx, reference) : null
  if (!found?.proof) return new Response(null, { status: 404 })
  return proofFile(`decision-${reference}`, found.proof.proof)
}
