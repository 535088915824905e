import { and, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { signInAttempt, subject } from '#db/schema/people.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import { signInCodeHash } from '#domain/access/email-secrets.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { equal, hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { endReplacedSession, openSession } from './sessions.ts'

const TRIES = 5

export type SignedIn = {
  status: 'signed-in'
  subjectId: string
  /** The value of `sessionCookie`. */
  sessionToken: string
  expiresAt: Date
  locale: Locale
  welcomedAt: Date | null
  returnTo: string | null
}

/** `dead`: used, expired, tried too often, or never there; which of these is nobody's business. */
export type ProofResult =
  | SignedIn
  | { status: 'refused'; code: 'dead' }
  | { status: 'refused'; code: 'wrong-code'; triesLeft: number }

type Attempt = typeof signInAttempt.$inferSelect

const dead = { status: 'refused', code: 'dead' } as const

const isAlive = (now: Date) =>
  and(isNull(signInAttempt.consumedAt), gt(signInAttempt.expiresAt, now), lt(signInAttempt.tries, TRIES))

/**
 * What the page of a link may say before anybody presses the button. Reads only: scanners of mail open links
 * (ASVS 14.2.1). `sameBrowser` is false on another device than the one that asked.
 */
export async function readSignInLink(
  ctx: Context,
  linkToken: string,
  browserToken?: string,
): Promise<{ open: boolean; sameBrowser: boolean }> {
  authorize(ctx.actor, 'sign-in.prove')
  if (!tokenPattern.test(linkToken)) return { open: false, sameBrowser: false }
  const [attempt] = await asSystem(ctx, 'sign-in').transaction((tx) =>
    tx
      .select({ browserHash: signInAttempt.browserHash })
      .from(signInAttempt)
      .where(and(eq(signInAttempt.linkHash, hashToken(linkToken)), isAlive(ctx.clock.now()))),
  )
  const sameBrowser = attempt !== undefined && equal(attempt.browserHash, hashToken(browserToken ?? ''))
  return { open: attempt !== undefined, sameBrowser }
}

/** Signs in whoever holds the link, in any browser; of two at once one gets the session. Only from a POST. */
export async function proveByLink(
  ctx: Context,
  linkToken: string,
  options: { previousSession?: string } = {},
): Promise<SignedIn | { status: 'refused'; code: 'dead' }> {
  authorize(ctx.actor, 'sign-in.prove')
  if (!tokenPattern.test(linkToken)) return dead
  const now = ctx.clock.now()
  const isThis = eq(signInAttempt.linkHash, hashToken(linkToken))
  return asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const person = await lockPerson(tx, isThis)
    const [attempt] = person ? await consume(tx, and(isThis, isAlive(now)), now) : []
    if (person && attempt) return completeSignIn(tx, ctx, attempt, person, 'link', options.previousSession)
    await append(tx, ctx.auditedAs, {
      action: 'sign-in.fail',
      subjectId: person?.subjectId,
      reason: 'dead-link',
    })
    return dead
  })
}

/**
 * Signs in with the six digits, in the browser that asked. Five wrong ones and the attempt is dead, its link too. The
 * try is counted by the statement that locks the attempt, so many at once get no more than five (ASVS 6.6.3).
 */
export async function proveByCode(
  ctx: Context,
  browserToken: string,
  code: string,
  options: { previousSession?: string } = {},
): Promise<ProofResult> {
  authorize(ctx.actor, 'sign-in.prove')
  if (!tokenPattern.test(browserToken) || !/^[0-9]{6}$/.test(code)) return dead
  const now = ctx.clock.now()
  const isThis = eq(signInAttempt.browserHash, hashToken(browserToken))
  return asSystem(ctx, 'sign-in').transaction(async (tx) => {
    const person = await lockPerson(tx, isThis)
    const subjectId = person?.subjectId
    const [attempt] = await tx
      .update(signInAttempt)
      .set({ tries: sql`${signInAttempt.tries} + 1` })
      .where(and(isThis, isAlive(now)))
      .returning()
    if (!attempt) {
      await append(tx, ctx.auditedAs, { action: 'sign-in.fail', subjectId, reason: 'dead-code' })
      return dead
    }
    const { attemptId, tries } = attempt
    const right = equal(signInCodeHash(ctx.services.keys, attemptId, code), attempt.codeHash)
    if (!right || !person) {
      const resource = `sign-in:${attemptId}`
      await append(tx, ctx.auditedAs, { action: 'sign-in.fail', subjectId, resource, reason: 'wrong-code' })
      return { status: 'refused', code: 'wrong-code', triesLeft: TRIES - tries }
    }
    await consume(tx, isThis, now)
    return completeSignIn(tx, ctx, attempt, person, 'code', options.previousSession)
  })
}

/**
 * Whom the attempt is for, held until the session is written: a person who is being removed at this moment gets none.
 * The person is locked before the attempt, as everywhere, so that a change of address cannot wait for us and we for it.
 */
async function lockPerson(tx: Transaction, isThis: SQL) {
  const [person] = await tx
    .select({ subjectId: subject.subjectId, locale: subject.locale, welcomedAt: subject.welcomedAt })
    .from(signInAttempt)
    .innerJoin(subject, eq(subject.subjectId, signInAttempt.subjectId))
    .where(isThis)
    .for('share', { of: subject })
  return person
}

const consume = (tx: Transaction, which: SQL | undefined, now: Date) =>
  tx.update(signInAttempt).set({ consumedAt: now }).where(which).returning()

async function completeSignIn(
  tx: Transaction,
  ctx: Context,
  { attemptId, returnTo }: Attempt,
  person: { subjectId: string; locale: Locale; welcomedAt: Date | null },
  method: 'link' | 'code',
  previousSession: string | undefined,
): Promise<SignedIn> {
  const { subjectId } = person
  if (previousSession) await endReplacedSession(tx, ctx, previousSession)
  const session = await openSession(tx, subjectId, method, ctx.clock.now())
  const by = recordedAs(ctx, { kind: 'subject', id: subjectId })
  const resource = `sign-in:${attemptId}`
  await append(tx, by, { action: 'sign-in.succeed', subjectId, resource, reason: method })
  return {
    status: 'signed-in',
    ...person,
    sessionToken: session.token,
    expiresAt: session.expiresAt,
    returnTo,
  }
}
