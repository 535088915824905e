import { dataPolicy } from '#platform/http/content-security.ts'

/** A proof that something is in the audit log (C2SP tlog-proof), to be saved as `name`.tlog-proof. */
export const proofFile = (name: string, proof: string): Response =>
  new Response(proof, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.tlog-proof"`,
      'cache-control': 'no-store',
      'content-security-policy': `${dataPolicy}; sandbox`,
    },
  })
