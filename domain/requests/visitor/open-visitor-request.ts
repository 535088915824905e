import { and, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { caseAttempt, request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { limit } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { personByAddress } from '#domain/people/record/person-records.ts'
import { equal, hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { newId, parseReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { AskRequestCodeInput } from '../forms/request-schemas.ts'
import { mailedCodeHash, mailedHashes } from '../record/request-secrets.ts'
import type { ProofResult } from './verify-visitor-request.ts'
import { type Opened, openVisitorSession } from './visitor-session.ts'

export { closeVisitorSession, readRequestAsVisitor, visitorRequestContext } from './visitor-session.ts'

/** ASVS 6.5.5: ten minutes. */
export const CASE_CODE_LASTS_MS = 600_000
const TRIES = 5

export type AskRequestCodeResult =
  | { status: 'asked'; browserToken: string; expiresAt: Date }
  | { status: 'refused'; code: 'too-often'; retryAfterSeconds: number }

const dead = { status: 'refused', code: 'dead' } as const

/**
 * Asks for a link and a code that open one case. A reference and an address that belong together and any others get the
 * same answer by the same statements; for the others the job finds nobody and sends nothing.
 */
export async function askRequestCode(
  ctx: Context,
  input: AskRequestCodeInput,
): Promise<AskRequestCodeResult> {
  authorize(ctx.actor, 'requests.open-case')
  const { services } = ctx
  const allowed = await limit(services, 'request-address', input.email)
  if (!allowed.ok)
    return { status: 'refused', code: 'too-often', retryAfterSeconds: allowed.retryAfterSeconds }
  const attemptId = newId()
  const browser = newToken()
  const expiresAt = new Date(ctx.clock.now().getTime() + CASE_CODE_LASTS_MS)
  await asSystem(ctx, 'case').transaction(async (tx) => {
    const subjectId = await personByAddress(tx, services.keys, input.email)
    const [found] = await tx
      .select({ subjectId: request.subjectId, requestId: request.requestId })
      .from(request)
      .where(eq(request.reference, parseReference(input.reference) ?? ''))
    const match = found && found.subjectId === subjectId ? found : { subjectId: null, requestId: null }
    await tx.insert(caseAttempt).values({
      attemptId,
      ...match,
      locale: ctx.locale,
      expiresAt,
      ...mailedHashes(services.keys, 'request case', attemptId),
      browserHash: browser.hash,
    })
    await append(tx, ctx.auditedAs, {
      action: 'case.ask',
      subjectId: match.subjectId,
      resource: `case:${attemptId}`,
    })
    await enqueue(tx, 'send-case-code', { attemptId })
  })
  return { status: 'asked', browserToken: browser.token, expiresAt }
}

const isAlive = (now: Date) =>
  and(isNull(caseAttempt.consumedAt), gt(caseAttempt.expiresAt, now), lt(caseAttempt.tries, TRIES))

/** Whether the mailed link still opens something. Reads only. */
export async function readRequestLink(ctx: Context, linkToken: string): Promise<{ open: boolean }> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return { open: false }
  const rows = await asSystem(ctx, 'case').transaction((tx) =>
    tx
      .select({ attemptId: caseAttempt.attemptId })
      .from(caseAttempt)
      .where(and(eq(caseAttempt.linkHash, hashToken(linkToken)), isAlive(ctx.clock.now()))),
  )
  return { open: rows.length > 0 }
}

/** Opens the case by the link, in any browser. Only from a POST. */
export async function openRequestByLink(ctx: Context, linkToken: string): Promise<Opened | typeof dead> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return dead
  const isThis = eq(caseAttempt.linkHash, hashToken(linkToken))
  return asSystem(ctx, 'case').transaction((tx) => consume(tx, ctx, isThis, 'link'))
}

/** Opens it by the six digits, in the browser that asked; five wrong ones end the code and its link. */
export async function openRequestByCode(
  ctx: Context,
  browserToken: string,
  code: string,
): Promise<ProofResult> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(browserToken) || !/^[0-9]{6}$/.test(code)) return dead
  const isThis = eq(caseAttempt.browserHash, hashToken(browserToken))
  return asSystem(ctx, 'case').transaction(async (tx) => {
    const [attempt] = await tx
      .update(caseAttempt)
      .set({ tries: sql`${caseAttempt.tries} + 1` })
      .where(and(isThis, isAlive(ctx.clock.now())))
      .returning()
    if (!attempt) return dead
    const { attemptId, codeHash, tries, subjectId } = attempt
    const right = equal(mailedCodeHash(ctx.services.keys, 'request case', attemptId, code), codeHash)
    if (right && subjectId) return consume(tx, ctx, isThis, 'code')
    const resource = `case:${attemptId}`
    await append(tx, ctx.auditedAs, { action: 'case.open.fail', subjectId, resource, reason: 'wrong-code' })
    return { status: 'refused', code: 'wrong-code', triesLeft: TRIES - tries }
  })
}

/** Of two at once one gets in. The try of a right code was counted already, so it is not asked for again. */
async function consume(
  tx: Transaction,
  ctx: Context,
  isThis: SQL,
  how: 'link' | 'code',
): Promise<Opened | typeof dead> {
  const now = ctx.clock.now()
  const alive =
    how === 'code' ? and(isNull(caseAttempt.consumedAt), gt(caseAttempt.expiresAt, now)) : isAlive(now)
  const [attempt] = await tx
    .update(caseAttempt)
    .set({ consumedAt: now })
    .where(and(isThis, alive))
    .returning({ subjectId: caseAttempt.subjectId, requestId: caseAttempt.requestId })
  if (!attempt?.subjectId || !attempt.requestId) return dead
  const { subjectId, requestId } = attempt
  const [found] = await tx
    .select({ reference: request.reference })
    .from(request)
    .where(and(eq(request.subjectId, subjectId), eq(request.requestId, requestId)))
  return found ? openVisitorSession(tx, ctx, { subjectId, requestId, reference: found.reference }, how) : dead
}
