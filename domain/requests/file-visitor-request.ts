import { unprovedRequest } from '#db/schema/requests.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { newId, newReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { limit } from '#platform/rate-limit.ts'
import { append } from '../audit/append.ts'
import { asSystem, type Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'
import { newKey } from '../people/person-records.ts'
import { emailIndex } from '../people/subject-fields.ts'
import { resourceOf } from './find-request.ts'
import type { VisitorRequestInput } from './forms.ts'
import { kindColumns } from './kinds.ts'
import { mailedHashes } from './request-secrets.ts'
import { lapseOf } from './request-state.ts'

export type FileVisitorResult =
  | {
      status: 'asked'
      reference: string
      /** For `proofCookie`: the code of the mail is good only where this is. */
      browserToken: string
      lapsesAt: Date
    }
  | { status: 'refused'; code: 'too-often'; retryAfterSeconds: number }

/** Where a field of an unproved request is sealed. */
export const unprovedPlace = (
  requestId: string,
  column: 'name_sealed' | 'email_sealed' | 'details_sealed',
) => ({ table: 'unproved_request', column, row: requestId })

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
    const { subjectId, seal } = await newKey(tx, keys)
    const sealed = (column: Parameters<typeof unprovedPlace>[1], text: string) =>
      seal.seal(unprovedPlace(requestId, column), text)
    const details = JSON.stringify(input.message === '' ? {} : { message: input.message })
    const values = {
      ...{ subjectId, requestId, locale: input.locale, receivedAt, lapsesAt, ...kindColumns(input.kind) },
      nameSealed: sealed('name_sealed', input.fullName),
      emailSealed: sealed('email_sealed', input.email),
      emailIndex: emailIndex(keys, input.email),
      detailsSealed: sealed('details_sealed', details),
      ...mailedHashes(keys, 'request proof', requestId),
      browserHash: browser.hash,
    }
    for (let draw = 0; draw < 5; draw++) {
      const [row] = await tx
        .insert(unprovedRequest)
        .values({ ...values, reference: newReference() })
        .onConflictDoNothing({ target: unprovedRequest.reference })
        .returning({ reference: unprovedRequest.reference })
      if (!row) continue
      const resource = resourceOf(requestId)
      await append(tx, ctx.by, { action: 'request.file-unproved', resource, reason: input.kind })
      await enqueue(tx, 'send-request-proof', { requestId, subjectId }, { key: `request-proof:${requestId}` })
      return row.reference
    }
    throw new Error('no free reference was drawn')
  })
  return { status: 'asked', reference, browserToken: browser.token, lapsesAt }
}
