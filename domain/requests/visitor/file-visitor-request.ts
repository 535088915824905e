import { unverifiedRequest } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { limit } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { newKey } from '#domain/people/record/person-records.ts'
import { emailIndex } from '#domain/people/record/subject-fields.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { newId, newReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { VisitorRequestInput } from '../forms/request-schemas.ts'
import { resourceOf } from '../record/find-request.ts'
import { mailedHashes } from '../record/request-secrets.ts'
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
  | { status: 'refused'; code: 'too-often'; retryAfterSeconds: number }

/** Where a field of an unproved request is sealed. */
export const unverifiedPlace = (
  requestId: string,
  column: 'name_sealed' | 'email_sealed' | 'details_sealed',
) => ({ table: 'unverified_request', column, row: requestId })

/**
 * Takes a request from somebody who is not signed in. A known address and an unknown one get the same answer by the same
 * statements; only whoever proves the address makes it work for staff. Unproved it lapses after seven days.
 */
export async function fileVisitorRequest(
  ctx: Context,
  input: VisitorRequestInput,
): Promise<FileVisitorResult> {
  authorize(ctx.actor, 'requests.file-as-visitor')
  const { services } = ctx
  const allowed = await limit(services, 'request-address', input.email)
  if (!allowed.ok)
    return { status: 'refused', code: 'too-often', retryAfterSeconds: allowed.retryAfterSeconds }
  const { keys } = services
  const requestId = newId()
  const browser = newToken()
  const receivedAt = ctx.clock.now()
  const lapsesAt = lapseOf(receivedAt)
  const reference = await asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const { subjectId, cipher } = await newKey(tx, keys)
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
      emailIndex: emailIndex(keys, input.email),
      detailsSealed: sealed('details_sealed', details),
      ...mailedHashes(keys, 'request proof', requestId),
      browserHash: browser.hash,
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
      await enqueue(tx, 'send-request-proof', { requestId, subjectId }, { key: `request-proof:${requestId}` })
      return row.reference
    }
    throw new Error('no free reference was drawn')
  })
  return { status: 'asked', reference, browserToken: browser.token, lapsesAt }
}
