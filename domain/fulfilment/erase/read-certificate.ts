import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { erasureRun } from '#db/schema/fulfilment.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { isSignedByUs, type Signed } from '#domain/consent/receipts/sign-receipt.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import type { ErasureCertificate } from '../rules/erasure-certificate.ts'

const signedSchema = z.looseObject({
  proof: z.strictObject({ type: z.literal('jws'), jws: z.string().max(1000) }),
})

export type FoundCertificate = { certificate: Signed<ErasureCertificate>; genuine: boolean }

/**
 * The certificate at the address that only the erased person was sent, and whether its signature is valid. It contains no
 * personal data. Null for an unknown address. Throws `Denied`.
 */
export async function readCertificate(ctx: Context, token: string): Promise<FoundCertificate | null> {
  authorize(ctx.actor, 'erasure-certificates.read')
  if (!/^[\w-]{43}$/.test(token)) return null
  // Nobody is signed in: the person no longer has an account.
  const system = asSystem(ctx, 'read-certificate')
  const [run] = await system.transaction((tx) =>
    tx
      .select({ certificate: erasureRun.certificate })
      .from(erasureRun)
      .where(eq(erasureRun.certificateHash, hashToken(token))),
  )
  const signed = signedSchema.safeParse(run?.certificate)
  if (!signed.success) return null
  const genuine = await isSignedByUs(ctx.services.keys, 'erasure-certificate', signed.data)
  return { certificate: run?.certificate as Signed<ErasureCertificate>, genuine }
}
