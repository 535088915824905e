import { isAllowed } from '#domain/access/permissions.ts'
import { readReceiptProof } from '#domain/consent/receipts/read-receipt.ts'
import { proofFile } from '../../../../_server/files/proof-file.ts'
import { localeOf, readerContext } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; id: string }> }

/** Proof that a person's own receipt is in the audit log, to be saved. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, id } = await params
  const ctx = await readerContext(localeOf(locale))
  const own = ctx.actor.kind === 'subject' ? { subjectId: ctx.actor.subjectId } : {}
  const found = isAllowed(ctx.actor, 'receipts.read', own) ? await readReceiptProof(ctx, id) : null
  if (!found?.proof) return new Response(null, { status: 404 })
  return proofFile(`receipt-${id}`, found.proof.proof)
}
