import { and, isNotNull, lte } from 'drizzle-orm'
import { erasureRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readRepresentation } from '#domain/people/minors/represent.ts'
import { readErasureRequest } from '#domain/requests/steps/erase-by-request.ts'
import { isRun, type RunKey, readRun } from '../erasure-record/erasure-rows.ts'
import { certificateToken, decryptLetter, destroyLetterKey } from '../erasure-record/erasure-secrets.ts'

export type ErasureMail = {
  to: string
  locale: Locale
  reference: string
  result: 'done' | 'incomplete'
  /** Consent to the service was withdrawn: the account is closed. */
  closed: boolean
  certificateToken: string
}

/** What the job `send-erasure-mail` tells the person; null when it was told, or when nobody can be told. Throws `Denied`. */
export async function readErasureMail(ctx: Context, key: RunKey): Promise<ErasureMail | null> {
  authorize(ctx.actor, 'erasures.run')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const run = await readRun(tx, key)
    const request = run?.letterSealed && (await readErasureRequest(tx, ctx, key))
    if (!run?.letterSealed || !request || (run.state !== 'done' && run.state !== 'incomplete')) return null
    const { email, locale } = await decryptLetter(tx, keys, run, run.letterSealed)
    return {
      to: email,
      locale,
      reference: request.reference,
      result: run.state,
      closed: request.kind === 'withdrawal/service',
      certificateToken: certificateToken(keys, run),
    }
  })
}

/** The same to the representative who filed the request: their account stays. Null: there is none, or their data was erased too. */
export async function readErasureMailOfRepresentative(
  ctx: Context,
  key: RunKey,
): Promise<ErasureMail | null> {
  authorize(ctx.actor, 'erasures.run')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const run = await readRun(tx, key)
    if (!run) return null
    const request = await readErasureRequest(tx, ctx, key)
    if (!request?.representationId || (run.state !== 'done' && run.state !== 'incomplete')) return null
    const found = await readRepresentation(tx, ctx, request.representationId)
    if (!found?.representative?.email) return null
    return {
      to: found.representative.email,
      locale: found.representative.locale,
      reference: request.reference,
      result: run.state,
      closed: request.kind === 'withdrawal/service',
      certificateToken: certificateToken(keys, run),
    }
  })
}

/** Forgets the address after the last message to it. Throws `Denied`. */
// no audit record: the end of the erasure has one
export async function forgetLetter(ctx: Context, key: RunKey): Promise<void> {
  authorize(ctx.actor, 'erasures.run')
  await ctx.transaction(async (tx) => {
    await tx.update(erasureRun).set({ letterSealed: null }).where(isRun(key))
    await destroyLetterKey(tx, key.requestId)
  })
}

/** Days after which a message that could not be delivered is given up, as undelivered mail is. */
const letterDays = 7
const DAY = 86_400_000

/** Forgets addresses of messages that could not be delivered. Throws `Denied`. */
// no audit record: the end of the erasure has one
export async function forgetOldLetters(ctx: Context): Promise<void> {
  authorize(ctx.actor, 'erasures.run')
  const before = new Date(ctx.clock.now().getTime() - letterDays * DAY)
  await ctx.transaction(async (tx) => {
    const old = await tx
      .update(erasureRun)
      .set({ letterSealed: null })
      .where(and(isNotNull(erasureRun.letterSealed), lte(erasureRun.endedAt, before)))
      .returning({ requestId: erasureRun.requestId })
    for (const { requestId } of old) await destroyLetterKey(tx, requestId)
  })
}
