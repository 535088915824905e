import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { erasureRun } from '#db/schema/fulfilment.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type LogProof, readProof } from '#domain/audit/log/read-proof.ts'
import { isSignedByUs, type Signed } from '#domain/consent/receipts/sign-receipt.ts'
import { readUnreadableSince } from '#domain/people/key-epochs/read-key-epochs.ts'
import { hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { type ItemRow, type RunRow, readItems } from '../erasure-record/erasure-rows.ts'
import type { ErasureCertificate } from '../rules/erasure-certificate.ts'
import { isOfRun } from '../rules/erasure-run.ts'

const signedSchema = z.looseObject({
  proof: z.strictObject({ type: z.literal('jws'), jws: z.string().max(1000) }),
})

export type FoundCertificate = {
  certificate: Signed<ErasureCertificate>
  genuine: boolean
  /** What became of the kept items since it was signed, by their ids. */
  since: ReadonlyMap<string, KeptSince>
  /** When the last of what was kept was deleted. */
  keptGoneAt: Date | null
  /** Since when no copy of the person's key can be read; null: a copy may be. */
  unreadableSince: Date | null
}

/** `late`: its time is over and it could not be deleted yet. */
export type KeptSince =
  | { state: 'deleted'; rows: number; at: Date }
  | { state: 'kept'; until: Date | null; late: boolean }

/**
 * The certificate at the address that only the erased person was sent, whether its signature is valid, and what has been
 * deleted since. It contains no personal data. Null for an unknown address. Throws `Denied`.
 */
export async function readCertificate(ctx: Context, token: string): Promise<FoundCertificate | null> {
  authorize(ctx.actor, 'erasure-certificates.read')
  if (!tokenPattern.test(token)) return null
  // Nobody is signed in: the person no longer has an account.
  const system = asSystem(ctx, 'read-certificate')
  const found = await system.transaction(async (tx) => {
    const [run] = await tx
      .select()
      .from(erasureRun)
      .where(eq(erasureRun.certificateHash, hashToken(token)))
    return (
      run && { run, items: await readItems(tx, run), unreadableSince: await unreadableSince(tx, ctx, run) }
    )
  })
  if (!found) return null
  const { run, items, unreadableSince: since } = found
  const signed = signedSchema.safeParse(run.certificate)
  if (!signed.success) return null
  const genuine = await isSignedByUs(ctx.services.keys, 'erasure-certificate', signed.data)
  return {
    certificate: run.certificate as Signed<ErasureCertificate>,
    genuine,
    since: new Map(items.flatMap((item) => sinceThen(item, run, ctx.clock.now()))),
    keptGoneAt: run.keptGoneAt,
    unreadableSince: since,
  }
}

/** Proof that the erasure of a certificate is in the audit log; null for an unknown address and until it is sealed. Throws `Denied`. */
export async function readCertificateProof(ctx: Context, token: string): Promise<LogProof | null> {
  authorize(ctx.actor, 'erasure-certificates.read')
  if (!tokenPattern.test(token)) return null
  const { requestId, certificateHash } = erasureRun
  const [run] = await asSystem(ctx, 'read-certificate').transaction((tx) =>
    tx
      .select({ requestId })
      .from(erasureRun)
      .where(eq(certificateHash, hashToken(token))),
  )
  return run ? readProof(ctx, { actions: ['erasure.complete'], resource: `request:${run.requestId}` }) : null
}

async function unreadableSince(tx: Transaction, ctx: Context, { certificate }: RunRow): Promise<Date | null> {
  const key = (certificate as ErasureCertificate | null)?.key
  return key?.state === 'destroyed' ? readUnreadableSince(tx, ctx, new Date(key.destroyed_at)) : null
}

function sinceThen(item: ItemRow, run: RunRow, now: Date): [string, KeptSince][] {
  const { state, changed, at, keptUntil } = item
  if (state === 'expired') {
    const rows = isOfRun(item.item) ? (item.matched ?? 0) : (changed ?? 0)
    return [[item.item, { state: 'deleted', rows, at: isOfRun(item.item) ? (run.keptGoneAt ?? at) : at }]]
  }
  if (state !== 'kept') return []
  // The job runs nightly: what was over since yesterday is not late yet.
  const late = keptUntil !== null && keptUntil.getTime() + 2 * DAY < now.getTime()
  return [[item.item, { state: 'kept', until: keptUntil, late }]]
}

const DAY = 86_400_000
