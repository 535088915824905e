import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { unverifiedRequest } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { findByBrowser, startVerification } from '#domain/access/email-verification.ts'
import { type DeadLink, spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newKey } from '#domain/people/record/person-records.ts'
import { emailIndex } from '#domain/people/record/subject-fields.ts'
import { newId, newReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { VisitorRequestInput } from '../forms/request-schemas.ts'
import { resourceOf } from '../record/find-request.ts'
import { kindColumns } from '../rules/kinds.ts'
import { lapseOf } from '../rules/request-state.ts'

export type FileVisitorResult =
  | {
      status: 'asked'
      reference: string
      /** For `verificationCookie`: the code of the mail is good only where this is. */
      browserToken: string
      lapsesAt: Date
    }
  | TooOften

/** Where a field of an unverified request is stored. */
export const unverifiedPlace = (
  requestId: string,
  column: 'name_sealed' | 'email_sealed' | 'details_sealed',
) => ({ table: 'unverified_request', column, row: requestId })

/**
 * Files a request without sign-in. A known and an unknown address get the same answer by the same statements; staff
 * see the request only after the address is verified. Unverified, it expires after seven days.
 */
export async function fileVisitorRequest(
  ctx: Context,
  input: VisitorRequestInput,
): Promise<FileVisitorResult> {
  authorize(ctx.actor, 'requests.file-as-visitor')
  const { services } = ctx
  const { keys } = services
  const addressIndex = emailIndex(keys, input.email)
  const spending = await spendMessage(ctx, addressIndex)
  if (!spending.ok) return tooOften(spending)
  const requestId = newId()
  const receivedAt = ctx.clock.now()
  const lapsesAt = lapseOf(receivedAt)
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const { subjectId, cipher } = await newKey(tx, services)
    const sealed = (column: Parameters<typeof unverifiedPlace>[1], text: string) =>
      cipher.encrypt(unverifiedPlace(requestId, column), text)
    const details = JSON.stringify(input.message === '' ? {} : { message: input.message })
    const values = {
      subjectId,
      requestId,
      locale: input.locale,
      receivedAt,
      lapsesAt,
      ...kindColumns(input.kind),
      nameSealed: sealed('name_sealed', input.fullName),
      emailSealed: sealed('email_sealed', input.email),
      emailIndex: addressIndex,
      detailsSealed: sealed('details_sealed', details),
    }
    for (let draw = 0; draw < 5; draw++) {
      const [row] = await tx
        .insert(unverifiedRequest)
        .values({ ...values, reference: newReference() })
        .onConflictDoNothing({ target: unverifiedRequest.reference })
        .returning({ reference: unverifiedRequest.reference })
      if (!row) continue
      const resource = resourceOf(requestId)
      await append(tx, ctx.auditedAs, { action: 'request.file-unproved', resource, reason: input.kind })
      const asked = { accountId: subjectId, resourceId: requestId, addressIndex }
      const browserToken = await askForProof(tx, ctx, { ...asked, locale: input.locale, expiresAt: lapsesAt })
      return { status: 'asked', reference: row.reference, browserToken, lapsesAt }
    }
    throw new Error('no free reference was drawn')
  })
}

/** Sends another message for the request that this browser filed. The earlier link stays valid, the earlier code does not. */
export async function sendVerificationAgain(
  ctx: Context,
  browserToken: string | undefined,
): Promise<FileVisitorResult | DeadLink> {
  authorize(ctx.actor, 'requests.file-as-visitor')
  const system = asSystem(ctx, 'visitor-request')
  const asked = await system.transaction((tx) => findByBrowser(tx, 'visitor-request', browserToken))
  if (!asked?.resourceId) return dead
  const spending = await spendMessage(ctx, asked.addressIndex)
  if (!spending.ok) return tooOften(spending)
  const { resourceId } = asked
  return system.transaction(async (tx) => {
    const [row] = await tx
      .select({ reference: unverifiedRequest.reference, lapsesAt: unverifiedRequest.lapsesAt })
      .from(unverifiedRequest)
      .where(
        and(eq(unverifiedRequest.requestId, resourceId), gt(unverifiedRequest.lapsesAt, ctx.clock.now())),
      )
    if (!row) return dead
    const browser = await askForProof(tx, ctx, { ...asked, resourceId, expiresAt: row.lapsesAt })
    const resource = resourceOf(resourceId)
    await append(tx, ctx.auditedAs, { action: 'request.ask-proof-again', resource })
    return { status: 'asked', ...row, browserToken: browser }
  })
}

const dead = { status: 'refused', code: 'dead' } as const

const spendMessage = ({ services, client }: Context, addressIndex: Buffer) =>
  spend(services, 'visitor-request', { account: addressIndex.toString('hex'), client })

/** Returns the token of the browser in which the code of the message is valid. */
async function askForProof(
  tx: Transaction,
  ctx: Context,
  given: {
    accountId: string | null
    resourceId: string
    addressIndex: Buffer
    locale: Locale
    expiresAt: Date
  },
): Promise<string> {
  const { accountId, resourceId, addressIndex, locale, expiresAt } = given
  const { verificationId, browserToken } = await startVerification(tx, ctx.services.keys, {
    purpose: 'visitor-request',
    accountId,
    resourceId,
    addressIndex,
    locale,
    createdAt: ctx.clock.now(),
    expiresAt,
  })
  await enqueue(tx, 'send-request-proof', { verificationId })
  return browserToken
}
