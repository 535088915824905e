import { eq } from 'drizzle-orm'
import type { representativeCapacities } from '#db/schema/people-codes.ts'
import { unverifiedRequest } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { readOpenVerification, verificationSecrets } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { isRepresented } from '#domain/people/minors/represent.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { type Operator, readOperator } from '#domain/policy/operator/operator.ts'
import { findRow, isRow } from '../record/find-request.ts'
import { kindOf } from '../record/request-row.ts'
import { stopToken } from '../record/request-secrets.ts'
import type { PersonMailKind } from '../record/write-request.ts'
import { representationOf } from '../representatives/representation.ts'
import { type KindName, kinds } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { unverifiedPlace } from '../visitor/file-visitor-request.ts'

type Key = { subjectId: string; requestId: string }
type Capacity = (typeof representativeCapacities)[number]

export type PersonMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  dueAt: Date | null
  /** Where to complain, as the operator says; absent: the contact page names the ways. */
  complaint: Operator['complaint']
  /** The representative who filed it for a person under 18: the addressee, or the person's; null: nobody. */
  representation: { isAddressee: boolean; capacity: Capacity; name: string | null } | null
  /** For "not you? stop it here", on a sensitive request that can still be stopped. */
  stopToken: string | null
}

/**
 * What the job `send-request-mail` tells the person or the representative who filed the request; null without an address, when
 * the letter is no longer true, or when the representation has ended.
 */
export async function readPersonMail(
  ctx: Context,
  key: Key,
  letter: PersonMailKind,
  to: 'person' | 'representative' = 'person',
): Promise<PersonMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(key))
    const person = row && (await readPerson(tx, keys, row.subjectId))
    if (!row || !person) return null
    const representation = await representationOf(tx, ctx, row)
    const { representationId, representative } = representation ?? {}
    const stands =
      representationId && (await isRepresented(tx, ctx, { subjectId: row.subjectId, representationId }))
    const addressee = to === 'person' ? person : stands ? representative : null
    if (!addressee?.email) return null
    if (letter === 'overdue' && isClosed(row.status)) return null
    const { reference, dueAt, requestId } = row
    // The language of the request is the one in which its sender wrote: another reader has their own.
    const locale = (to === 'person') === (representation === null) ? row.locale : addressee.locale
    const kind = kindOf(row)
    // The link ends the sessions of the person: a representative cancels on the page of the request.
    const stoppable = to === 'person' && kinds[kind].sensitive && !isClosed(row.status)
    return {
      to: addressee.email,
      locale,
      reference,
      kind,
      dueAt,
      representation: representation && {
        isAddressee: to === 'representative',
        capacity: representation.capacity,
        name: person.fullName,
      },
      complaint: readOperator(ctx.services.env).complaint,
      stopToken: stoppable ? stopToken(keys, requestId) : null,
    }
  })
}

export type VerificationMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  linkToken: string
  code: string
  lapsesAt: Date
}

/** The verification email of a visitor's request; null once it is verified or expired. */
export async function readVerificationMail(
  ctx: Context,
  verificationId: string,
): Promise<VerificationMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const asked = await readOpenVerification(tx, verificationId, ctx.clock.now())
    if (!asked?.resourceId) return null
    const [row] = await tx
      .select()
      .from(unverifiedRequest)
      .where(eq(unverifiedRequest.requestId, asked.resourceId))
    const cipher = row && (await findSubjectCipher(tx, keys, row.subjectId))
    if (!row || !cipher) return null
    const { reference, locale, lapsesAt } = row
    const to = cipher.decrypt(unverifiedPlace(row.requestId, 'email_sealed'), row.emailSealed)
    const secrets = verificationSecrets(keys, verificationId)
    return { to, locale, reference, kind: kindOf(row), lapsesAt, ...secrets }
  })
}

export type RequestCodeMail = {
  to: string
  locale: Locale
  reference: string
  linkToken: string
  code: string
}

/** What the job `send-case-code` sends; null for a reference and an address that do not belong together, or once used. */
export async function readRequestCodeMail(
  ctx: Context,
  verificationId: string,
): Promise<RequestCodeMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const asked = await readOpenVerification(tx, verificationId, ctx.clock.now())
    const { accountId: subjectId, resourceId: requestId } = asked ?? {}
    if (!asked || !subjectId || !requestId) return null
    const row = await findRow(tx, isRow({ subjectId, requestId }))
    const person = row && (await readPerson(tx, keys, subjectId))
    if (!row || !person?.email) return null
    const secrets = verificationSecrets(keys, verificationId)
    return { to: person.email, locale: asked.locale, reference: row.reference, ...secrets }
  })
}
