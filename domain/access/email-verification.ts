import { createHmac } from 'node:crypto'
import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { verification } from '#db/schema/access.ts'
import type { verificationPurposes } from '#db/schema/access-codes.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { equal, hashCode, hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import type { Locale } from './locale.ts'

// The one mechanism behind every link and six-digit code: sign-in, visitors' requests, change of address, and the second
// step of staff. Callers authorize, and append to the audit log what the proof was for.

/** Wrong codes end a code (ASVS 6.6.3). Its link stays valid: its 256 bits cannot be guessed. */
export const CODE_TRIES = 5

export type VerificationPurpose = (typeof verificationPurposes)[number]
export type EmailVerification = typeof verification.$inferSelect

type Started = Pick<
  EmailVerification,
  'purpose' | 'accountId' | 'addressIndex' | 'expiresAt' | 'createdAt'
> & {
  locale: Locale
  resourceId?: string | null
  returnTo?: string | null
  /** False where the proof is another one than a message: its link and code do not exist. */
  mailed?: boolean
}

/** `browserToken` goes into a cookie of the browser that asked: only there is the code valid. */
export async function startVerification(
  tx: Transaction,
  keys: MasterKeys,
  { mailed = true, ...given }: Started,
): Promise<{ verificationId: string; browserToken: string }> {
  const verificationId = newId()
  const { linkToken, code } = verificationSecrets(keys, verificationId)
  const browser = newToken()
  await tx.insert(verification).values({
    ...given,
    verificationId,
    linkHash: mailed ? hashToken(linkToken) : null,
    codeHash: mailed ? codeHash(keys, verificationId, code) : null,
    browserHash: browser.hash,
  })
  return { verificationId, browserToken: browser.token }
}

/**
 * The link's token and the six digits of a message. Made from the id of the row and a key outside the database, so that a
 * job carries the id alone, and neither the queue nor a copy of the database holds what signs a person in.
 */
export function verificationSecrets(keys: MasterKeys, verificationId: string) {
  const linkToken = derived(keys, 'verification link', verificationId).toString('base64url')
  // 48 bits over a million: the first codes are likelier by one part in 10^8.
  const number = derived(keys, 'verification code', verificationId).readUIntBE(0, 6) % 1_000_000
  return { linkToken, code: String(number).padStart(6, '0') }
}

/** The token of a staff invitation. */
export const staffInvitationToken = (keys: MasterKeys, invitationId: string) =>
  derived(keys, 'staff invitation', invitationId).toString('base64url')

const derived = (keys: MasterKeys, purpose: string, id: string) =>
  createHmac('sha256', keys.derive(purpose)).update(lengthPrefixed(id)).digest()

const codeHash = (keys: MasterKeys, id: string, code: string) =>
  hashCode(code, keys.derive('verification code hash'), id)

export type VerificationState = 'open' | 'used' | 'expired'

export function verificationState(row: EmailVerification, now: Date): VerificationState {
  if (row.consumedAt !== null) return 'used'
  return row.expiresAt > now ? 'open' : 'expired'
}

/** The row of a mailed link, whatever became of it. Reads only: programs that check mail open links (ASVS 14.2.1). */
export async function findByLink(
  tx: Transaction,
  purposes: readonly VerificationPurpose[],
  linkToken: string,
): Promise<EmailVerification | undefined> {
  if (!tokenPattern.test(linkToken)) return undefined
  const [row] = await tx
    .select()
    .from(verification)
    .where(and(inArray(verification.purpose, [...purposes]), eq(verification.linkHash, hashToken(linkToken))))
  return row
}

/** The row that this browser asked for, in any state. */
export async function findByBrowser(
  tx: Transaction,
  purpose: VerificationPurpose,
  browserToken: string | undefined,
): Promise<EmailVerification | undefined> {
  if (!browserToken || !tokenPattern.test(browserToken)) return undefined
  const [row] = await tx
    .select()
    .from(verification)
    .where(and(eq(verification.purpose, purpose), eq(verification.browserHash, hashToken(browserToken))))
  return row
}

export const isOfBrowser = (row: EmailVerification, browserToken: string | undefined): boolean =>
  equal(row.browserHash, hashToken(browserToken ?? ''))

/** What a job sends: null when there is nothing to send, since it was used or ran out while the message waited. */
export async function readOpenVerification(
  tx: Transaction,
  verificationId: string,
  now: Date,
): Promise<EmailVerification | null> {
  const [row] = await tx
    .select()
    .from(verification)
    .where(and(eq(verification.verificationId, verificationId), isOpen(now)))
  return row ?? null
}

/** The rows of a request or a change of address that are still open, oldest first. */
export function openVerificationsOf(tx: Transaction, resourceId: string, now: Date) {
  return tx
    .select()
    .from(verification)
    .where(and(eq(verification.resourceId, resourceId), isOpen(now)))
    .orderBy(asc(verification.verificationId))
}

const isOpen = (now: Date) => and(isNull(verification.consumedAt), gt(verification.expiresAt, now))

/** Uses a row up; false when it was used or has expired. Of two at once one gets true. */
export async function consumeVerification(
  tx: Transaction,
  { verificationId }: Pick<EmailVerification, 'verificationId'>,
  now: Date,
): Promise<boolean> {
  const rows = await tx
    .update(verification)
    .set({ consumedAt: now })
    .where(and(eq(verification.verificationId, verificationId), isOpen(now)))
    .returning({ at: verification.consumedAt })
  return rows.length > 0
}

/** Why a code does nothing, for the browser that asked for it. `dead`: it did not ask for any. */
export type DeadCode = 'dead' | 'code-used' | 'code-expired' | 'code-tries'

export type CountedTry = { ok: true; triesLeft: number } | { ok: false; code: DeadCode }

/**
 * Counts a try by the statement that locks the row, so that many at once get no more than five (ASVS 6.6.3). For a code
 * that the caller checks itself.
 */
export async function countTry(
  tx: Transaction,
  row: EmailVerification | undefined,
  now: Date,
): Promise<CountedTry> {
  if (!row) return { ok: false, code: 'dead' }
  const isThis = eq(verification.verificationId, row.verificationId)
  const [tried] = await tx
    .update(verification)
    .set({ tries: sql`${verification.tries} + 1` })
    .where(and(isThis, isOpen(now), lt(verification.tries, CODE_TRIES)))
    .returning({ tries: verification.tries })
  if (tried) return { ok: true, triesLeft: CODE_TRIES - tried.tries }
  const [current] = await tx.select().from(verification).where(isThis)
  const state = current ? verificationState(current, now) : 'expired'
  return { ok: false, code: state === 'open' ? 'code-tries' : `code-${state}` }
}

export type CheckedCode =
  | { status: 'right' }
  | { status: 'wrong'; triesLeft: number }
  | { status: 'dead'; code: DeadCode }

/** The answer to a wrong code; with the last try the code has ended. */
export const wrongCode = (triesLeft: number) =>
  triesLeft > 0
    ? ({ status: 'refused', code: 'wrong-code', triesLeft } as const)
    : ({ status: 'refused', code: 'code-tries' } as const)

/** Checks the six digits of a message and uses the row up when they are right. No code is right for an unknown address. */
export async function checkCode(
  tx: Transaction,
  keys: MasterKeys,
  row: EmailVerification | undefined,
  code: string,
  now: Date,
): Promise<CheckedCode> {
  const tried = await countTry(tx, row, now)
  if (!tried.ok || !row) return { status: 'dead', code: tried.ok ? 'dead' : tried.code }
  const right = row.codeHash !== null && equal(codeHash(keys, row.verificationId, code), row.codeHash)
  if (!right || row.accountId === null) return { status: 'wrong', triesLeft: tried.triesLeft }
  await consumeVerification(tx, row, now)
  return { status: 'right' }
}

/** Ends what an account asked for and has not used: links and codes that are on their way to a mailbox. */
export async function endVerifications(
  tx: Transaction,
  accountId: string,
  purposes: readonly VerificationPurpose[],
  now: Date,
): Promise<void> {
  await tx
    .update(verification)
    .set({ consumedAt: now })
    .where(
      and(
        eq(verification.accountId, accountId),
        inArray(verification.purpose, [...purposes]),
        isNull(verification.consumedAt),
      ),
    )
}
