import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import {
  consumeVerification,
  type EmailVerification,
  findByBrowser,
  findByLink,
  startVerification,
  verificationState,
} from '#domain/access/email-verification.ts'
import { type DeadLink, deadLink, spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { proveMailedCode } from '#domain/access/mailed-code.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { personByAddress } from '#domain/people/record/person-records.ts'
import { emailIndex } from '#domain/people/record/subject-fields.ts'
import { parseReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { AskRequestCodeInput } from '../forms/request-schemas.ts'
import type { ProofResult } from './verify-visitor-request.ts'
import { type Opened, openVisitorSession } from './visitor-session.ts'

export { closeVisitorSession, readRequestAsVisitor, visitorRequestContext } from './visitor-session.ts'

/** ASVS 6.5.5: ten minutes. */
export const CASE_CODE_LASTS_MS = 600_000

export type AskRequestCodeResult = { status: 'asked'; browserToken: string; expiresAt: Date } | TooOften

/**
 * Asks for a link and a code that open one request. Any reference and address get the same answer by the same
 * statements; if they do not belong together, the job sends nothing.
 */
export async function askRequestCode(
  ctx: Context,
  input: AskRequestCodeInput,
): Promise<AskRequestCodeResult> {
  authorize(ctx.actor, 'requests.open-case')
  const { keys } = ctx.services
  const addressIndex = emailIndex(keys, input.email)
  const spending = await spendMessage(ctx, addressIndex)
  if (!spending.ok) return tooOften(spending)
  return asSystem(ctx, 'case').transaction(async (tx) => {
    const subjectId = await personByAddress(tx, keys, input.email)
    const [found] = await tx
      .select({ subjectId: request.subjectId, requestId: request.requestId })
      .from(request)
      .where(eq(request.reference, parseReference(input.reference) ?? ''))
    const isTheirs = found !== undefined && found.subjectId === subjectId
    return start(tx, ctx, {
      accountId: isTheirs ? found.subjectId : null,
      resourceId: isTheirs ? found.requestId : null,
      addressIndex,
    })
  })
}

/** Sends another message for what this browser asked for. The earlier link stays valid, the earlier code does not. */
export async function askRequestCodeAgain(
  ctx: Context,
  browserToken: string | undefined,
): Promise<AskRequestCodeResult | DeadLink> {
  authorize(ctx.actor, 'requests.open-case')
  const system = asSystem(ctx, 'case')
  const asked = await system.transaction((tx) => findByBrowser(tx, 'open-request', browserToken))
  if (!asked) return { status: 'refused', code: 'dead' }
  const spending = await spendMessage(ctx, asked.addressIndex)
  if (!spending.ok) return tooOften(spending)
  return system.transaction((tx) => start(tx, ctx, asked))
}

const spendMessage = ({ services, client }: Context, addressIndex: Buffer) =>
  spend(services, 'open-request-message', { account: addressIndex.toString('hex'), client })

async function start(
  tx: Transaction,
  ctx: Context,
  given: Pick<EmailVerification, 'accountId' | 'resourceId' | 'addressIndex'>,
) {
  const { accountId, resourceId, addressIndex } = given
  const createdAt = ctx.clock.now()
  const expiresAt = new Date(createdAt.getTime() + CASE_CODE_LASTS_MS)
  const { verificationId, browserToken } = await startVerification(tx, ctx.services.keys, {
    purpose: 'open-request',
    accountId,
    resourceId,
    addressIndex,
    locale: ctx.locale,
    createdAt,
    expiresAt,
  })
  const resource = `case:${verificationId}`
  await append(tx, ctx.auditedAs, { action: 'case.ask', subjectId: accountId, resource })
  await enqueue(tx, 'send-case-code', { verificationId })
  return { status: 'asked' as const, browserToken, expiresAt }
}

/** What the page of the mailed link may say. Reads only. */
export async function readRequestLink(
  ctx: Context,
  linkToken: string,
): Promise<{ state: 'open' | 'used' | 'expired' | 'unknown' }> {
  authorize(ctx.actor, 'requests.open-case')
  const link = await asSystem(ctx, 'case').transaction((tx) => findByLink(tx, ['open-request'], linkToken))
  return { state: link ? verificationState(link, ctx.clock.now()) : 'unknown' }
}

/** Opens the request by the link, in any browser. Only from a POST. */
export async function openRequestByLink(
  ctx: Context,
  linkToken: string,
): Promise<Opened | DeadLink | TooOften> {
  authorize(ctx.actor, 'requests.open-case')
  const opened = await asSystem(ctx, 'case').transaction(async (tx) => {
    const link = await findByLink(tx, ['open-request'], linkToken)
    if (!link || !(await consumeVerification(tx, link, ctx.clock.now()))) return null
    return open(tx, ctx, link, 'link')
  })
  return opened ?? deadLink(ctx)
}

/** Opens it by the six digits, in the browser that asked. */
export async function openRequestByCode(
  ctx: Context,
  browserToken: string,
  code: string,
): Promise<ProofResult> {
  authorize(ctx.actor, 'requests.open-case')
  return proveMailedCode(
    ctx,
    { task: 'case', purpose: 'open-request', browserToken, code },
    {
      lock: async () => null,
      right: (tx, asked) => open(tx, ctx, asked, 'code'),
      failed: async (tx, asked, reason) => {
        if (!asked) return
        const resource = `case:${asked.verificationId}`
        const subjectId = asked.accountId
        await append(tx, ctx.auditedAs, { action: 'case.open.fail', subjectId, resource, reason })
      },
    },
  )
}

async function open(
  tx: Transaction,
  ctx: Context,
  { accountId: subjectId, resourceId: requestId }: EmailVerification,
  how: 'link' | 'code',
): Promise<Opened | null> {
  if (!subjectId || !requestId) return null
  const [found] = await tx
    .select({ reference: request.reference })
    .from(request)
    .where(and(eq(request.subjectId, subjectId), eq(request.requestId, requestId)))
  return found ? openVisitorSession(tx, ctx, { subjectId, requestId, reference: found.reference }, how) : null
}
