import { isAllowed } from '#domain/access/permissions.ts'
import { readCertificateProof } from '#domain/fulfilment/erase/read-certificate.ts'
import { proofFile } from '../../../../_server/files/proof-file.ts'
import { localeOf, readerContext } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; token: string }> }

/** Proof that the erasure of a certificate is in the audit log, to be saved. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, token } = await params
  const ctx = await readerContext(localeOf(locale))
  const found = isAllowed(ctx.actor, 'erasure-certificates.read')
    ? await readCertificateProof(ctx, token)
    : null
  if (!found) return new Response(null, { status: 404 })
  return proofFile('certificate', found.proof)
}
