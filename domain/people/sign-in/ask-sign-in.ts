import { eq } from 'drizzle-orm'
import { signInAttempt, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { signInCodeHash, signInSecrets } from '#domain/access/email-secrets.ts'
import { limit } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { append } from '#domain/audit/append.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { emailIndex } from '../record/subject-fields.ts'
import type { AskSignInInput } from '../rules/person-schemas.ts'

/** ASVS 6.5.5: ten minutes. */
export const SIGN_IN_LASTS_MS = 600_000

export type AskSignInResult =
  | {
      status: 'asked'
      /** For `browserCookie`: the code is good only where this is. */
      browserToken: string
      expiresAt: Date
    }
  | { status: 'refused'; code: 'too-often'; retryAfterSeconds: number }

/**
 * Asks for a link and a code by mail. A known and an unknown address get the same answer by the same statements, job
 * included; for the unknown one the job finds nobody and sends nothing (ASVS 6.3.8). `email` as `emailSchema` gives it.
 */
export async function askSignIn(ctx: Context, input: AskSignInInput): Promise<AskSignInResult> {
  authorize(ctx.actor, 'sign-in.ask')
  const { services } = ctx
  const allowed = await limit(services, 'sign-in-address', input.email)
  if (!allowed.ok)
    return { status: 'refused', code: 'too-often', retryAfterSeconds: allowed.retryAfterSeconds }
  const attemptId = newId()
  const { linkToken, code } = signInSecrets(services.keys, attemptId)
  const browser = newToken()
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + SIGN_IN_LASTS_MS)
  await asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const [known] = await tx
      .select({ subjectId: subject.subjectId })
      .from(subject)
      .where(eq(subject.emailIndex, emailIndex(services.keys, input.email)))
    const subjectId = known?.subjectId ?? null
    await tx.insert(signInAttempt).values({
      attemptId,
      subjectId,
      linkHash: hashToken(linkToken),
      codeHash: signInCodeHash(services.keys, attemptId, code),
      browserHash: browser.hash,
      locale: ctx.locale,
      returnTo: safeReturnPath(input.returnTo) ?? null,
      createdAt: now,
      expiresAt,
    })
    await append(tx, ctx.auditedAs, { action: 'sign-in.ask', subjectId, resource: `sign-in:${attemptId}` })
    await enqueue(tx, 'send-sign-in-mail', { attemptId })
  })
  return { status: 'asked', browserToken: browser.token, expiresAt }
}
