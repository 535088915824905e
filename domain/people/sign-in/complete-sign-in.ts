import { eq } from 'drizzle-orm'
import { NIL } from 'uuid'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import {
  consumeVerification,
  type EmailVerification,
  findByLink,
  isOfBrowser,
  verificationState,
} from '#domain/access/email-verification.ts'
import { knownBrowser, rememberBrowser } from '#domain/access/known-browser.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import type { Locale } from '#domain/access/locale.ts'
import { type CodeError, proveMailedCode } from '#domain/access/mailed-code.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { noteNewBrowser } from './new-browser.ts'
import { endReplacedSession, openSession } from './sessions.ts'

export type SignedIn = {
  status: 'signed-in'
  subjectId: string
  /** The value of `sessionCookie`. */
  sessionToken: string
  expiresAt: Date
  /** The value of `knownBrowserCookie`. */
  knownBrowser: string
  locale: Locale
  welcomedAt: Date | null
  returnTo: string | null
}

export type ProofResult = SignedIn | CodeError

/**
 * What the page of a link may show before the POST: mail scanners open links (ASVS 14.2.1). `sameBrowser` is false on
 * another device than the one that asked.
 */
export async function readSignInLink(
  ctx: Context,
  linkToken: string,
  browserToken?: string,
): Promise<{ state: 'open' | 'used' | 'expired' | 'unknown'; sameBrowser: boolean }> {
  authorize(ctx.actor, 'sign-in.prove')
  const asked = await asSystem(ctx, 'sign-in').transaction((tx) => findByLink(tx, ['sign-in'], linkToken))
  if (!asked) return { state: 'unknown', sameBrowser: false }
  return { state: verificationState(asked, ctx.clock.now()), sameBrowser: isOfBrowser(asked, browserToken) }
}

/**
 * Signs in the holder of the link, in any browser; of two concurrent calls one gets the session. Only from a POST.
 */
export async function proveByLink(
  ctx: Context,
  linkToken: string,
  options: { previousSession?: string } = {},
): Promise<SignedIn | DeadLink | TooOften> {
  authorize(ctx.actor, 'sign-in.prove')
  const now = ctx.clock.now()
  const result = await asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const asked = await findByLink(tx, ['sign-in'], linkToken)
    const person = await lockPerson(tx, asked)
    if (asked && person && (await consumeVerification(tx, asked, now)))
      return completeSignIn(tx, ctx, asked, person, 'link', options.previousSession)
    const subjectId = person?.subjectId
    await append(tx, ctx.auditedAs, { action: 'sign-in.fail', subjectId, reason: 'dead-link' })
    return null
  })
  return result ?? deadLink(ctx)
}

/** Signs in with the six digits, in the browser that asked. Wrong ones are counted for the address as well. */
export async function proveByCode(
  ctx: Context,
  browserToken: string,
  code: string,
  options: { previousSession?: string } = {},
): Promise<ProofResult> {
  authorize(ctx.actor, 'sign-in.prove')
  return proveMailedCode(
    ctx,
    { task: 'sign-in', purpose: 'sign-in', browserToken, code },
    {
      lock: lockPerson,
      right: async (tx, asked, person) =>
        person ? completeSignIn(tx, ctx, asked, person, 'code', options.previousSession) : null,
      failed: (tx, asked, reason) =>
        append(tx, ctx.auditedAs, {
          action: 'sign-in.fail',
          subjectId: asked?.accountId,
          resource: asked && `sign-in:${asked.verificationId}`,
          reason,
        }),
    },
  )
}

/**
 * Locks the subject until the session is written: a subject that is being removed gets none. The subject is locked
 * before the code, as everywhere, so that a change of address cannot deadlock with this.
 */
async function lockPerson(tx: Transaction, asked: EmailVerification | undefined) {
  // An unknown address runs the same statement, so that the time does not tell it apart.
  const subjectId = asked?.accountId ?? NIL
  const [person] = await tx
    .select({ subjectId: subject.subjectId, locale: subject.locale, welcomedAt: subject.welcomedAt })
    .from(subject)
    .where(eq(subject.subjectId, subjectId))
    .for('share')
  return person
}

async function completeSignIn(
  tx: Transaction,
  ctx: Context,
  { verificationId, addressIndex, returnTo }: EmailVerification,
  person: { subjectId: string; locale: Locale; welcomedAt: Date | null },
  method: 'link' | 'code',
  previousSession: string | undefined,
): Promise<SignedIn> {
  const { subjectId } = person
  const { keys } = ctx.services
  if (previousSession) await endReplacedSession(tx, ctx, previousSession)
  const session = await openSession(tx, subjectId, method, ctx.clock.now())
  const by = recordedAs(ctx, { kind: 'subject', id: subjectId })
  const resource = `sign-in:${verificationId}`
  await append(tx, by, { action: 'sign-in.succeed', subjectId, resource, reason: method })
  const account = addressIndex.toString('hex')
  // At the first sign-in of all every browser is new.
  const isNew = person.welcomedAt !== null && knownBrowser(keys, ctx.client.browser, account) === null
  if (isNew) await noteNewBrowser(tx, ctx, subjectId)
  return {
    status: 'signed-in',
    ...person,
    sessionToken: session.token,
    expiresAt: session.expiresAt,
    knownBrowser: rememberBrowser(keys, ctx.client.browser, account),
    returnTo,
  }
}
