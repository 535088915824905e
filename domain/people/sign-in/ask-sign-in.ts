import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { findByBrowser, startVerification } from '#domain/access/email-verification.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { emailIndex } from '../record/subject-fields.ts'
import type { AskSignInInput } from '../rules/person-schemas.ts'

/** ASVS 6.5.5: ten minutes. */
export const SIGN_IN_LASTS_MS = 600_000

export type SignInAsked = {
  status: 'asked'
  /** For `browserCookie`: the code is valid only in this browser. */
  browserToken: string
  expiresAt: Date
}

export type AskSignInResult = SignInAsked | TooOften

/**
 * Asks for a link and a code by email. A known and an unknown address get the same answer by the same statements and
 * job; for an unknown one the job sends nothing (ASVS 6.3.8). `email` as `emailSchema` gives it.
 */
export async function askSignIn(ctx: Context, input: AskSignInInput): Promise<AskSignInResult> {
  authorize(ctx.actor, 'sign-in.ask')
  const { services } = ctx
  const addressIndex = emailIndex(services.keys, input.email)
  const spending = await spendMessage(ctx, addressIndex)
  if (!spending.ok) return tooOften(spending)
  return asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const [known] = await tx
      .select({ subjectId: subject.subjectId })
      .from(subject)
      .where(eq(subject.emailIndex, addressIndex))
    const returnTo = safeReturnPath(input.returnTo) ?? null
    return start(tx, ctx, { accountId: known?.subjectId ?? null, addressIndex, returnTo })
  })
}

/** Sends another message for what this browser asked for. The earlier link stays valid, the earlier code does not. */
export async function askSignInAgain(
  ctx: Context,
  browserToken: string | undefined,
): Promise<AskSignInResult | { status: 'refused'; code: 'dead' }> {
  authorize(ctx.actor, 'sign-in.ask')
  const system = asSystem(ctx, 'sign-in')
  const asked = await system.transaction((tx) => findByBrowser(tx, 'sign-in', browserToken))
  if (!asked) return { status: 'refused', code: 'dead' }
  const spending = await spendMessage(ctx, asked.addressIndex)
  if (!spending.ok) return tooOften(spending)
  return system.transaction((tx) => start(tx, ctx, asked))
}

const spendMessage = ({ services, client }: Context, addressIndex: Buffer) =>
  spend(services, 'sign-in-message', { account: addressIndex.toString('hex'), client })

async function start(
  tx: Transaction,
  ctx: Context,
  given: { accountId: string | null; addressIndex: Buffer; returnTo: string | null },
): Promise<SignInAsked> {
  const { accountId, addressIndex, returnTo } = given
  const createdAt = ctx.clock.now()
  const expiresAt = new Date(createdAt.getTime() + SIGN_IN_LASTS_MS)
  const { verificationId, browserToken } = await startVerification(tx, ctx.services.keys, {
    purpose: 'sign-in',
    accountId,
    addressIndex,
    returnTo,
    locale: ctx.locale,
    createdAt,
    expiresAt,
  })
  const resource = `sign-in:${verificationId}`
  await append(tx, ctx.auditedAs, { action: 'sign-in.ask', subjectId: accountId, resource })
  await enqueue(tx, 'send-sign-in-mail', { verificationId })
  return { status: 'asked', browserToken, expiresAt }
}
