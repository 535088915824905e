import { and, eq, gt, isNull } from 'drizzle-orm'
import { caseAttempt, request, unprovedRequest } from '#db/schema/requests.ts'
import type { Context } from '../people/context.ts'
import type { Locale } from '../people/locale.ts'
import { authorize } from '../people/permissions.ts'
import { readPerson } from '../people/person-records.ts'
import { readSeals } from '../people/subject-fields.ts'
import { unprovedPlace } from './file-visitor-request.ts'
import { findRow, isRow } from './find-request.ts'
import { type KindName, kinds } from './kinds.ts'
import { kindOf } from './request-row.ts'
import { mailedSecrets, stopToken } from './request-secrets.ts'
import { isClosed } from './request-state.ts'

type Key = { subjectId: string; requestId: string }

export type PersonMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  dueAt: Date | null
  /** For "not you? stop it here", on a sensitive request that can still be stopped. */
  stopToken: string | null
}

/** What the job `send-request-mail` tells the person; null when there is no address to tell it to. */
export async function readPersonMail(ctx: Context, key: Key): Promise<PersonMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(key))
    const person = row && (await readPerson(tx, keys, row.subjectId))
    if (!row || !person?.email) return null
    const { reference, locale, dueAt, requestId } = row
    const kind = kindOf(row)
    const stoppable = kinds[kind].sensitive && !isClosed(row.status)
    return {
      ...{ to: person.email, locale, reference, kind, dueAt },
      stopToken: stoppable ? stopToken(keys, requestId) : null,
    }
  })
}

export type ProofMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  linkToken: string
  code: string
  lapsesAt: Date
}

/** What the job `send-request-proof` sends to whoever filed as a visitor; null once it is proven or lapsed. */
export async function readProofMail(ctx: Context, key: Key): Promise<ProofMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const { subjectId, requestId } = unprovedRequest
    const [row] = await tx
      .select()
      .from(unprovedRequest)
      .where(
        and(
          eq(subjectId, key.subjectId),
          eq(requestId, key.requestId),
          gt(unprovedRequest.lapsesAt, ctx.clock.now()),
        ),
      )
    const seal = row && (await readSeals(tx, keys, [row.subjectId])).get(row.subjectId)
    if (!row || !seal) return null
    const { reference, locale, lapsesAt } = row
    const to = seal.open(unprovedPlace(row.requestId, 'email_sealed'), row.emailSealed)
    const secrets = mailedSecrets(keys, 'request proof', row.requestId)
    return { to, locale, reference, kind: kindOf(row), lapsesAt, ...secrets }
  })
}

export type CaseCodeMail = {
  to: string
  locale: Locale
  reference: string
  linkToken: string
  code: string
}

/** What the job `send-case-code` sends; null for a reference and an address that do not belong together, or once used. */
export async function readCaseCodeMail(ctx: Context, attemptId: string): Promise<CaseCodeMail | null> {
  authorize(ctx.actor, 'requests.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [found] = await tx
      .select({
        subjectId: request.subjectId,
        reference: request.reference,
        locale: caseAttempt.locale,
      })
      .from(caseAttempt)
      .innerJoin(
        request,
        and(eq(request.subjectId, caseAttempt.subjectId), eq(request.requestId, caseAttempt.requestId)),
      )
      .where(
        and(
          eq(caseAttempt.attemptId, attemptId),
          isNull(caseAttempt.consumedAt),
          gt(caseAttempt.expiresAt, ctx.clock.now()),
        ),
      )
    const person = found && (await readPerson(tx, keys, found.subjectId))
    if (!found || !person?.email) return null
    const { locale, reference } = found
    return { to: person.email, locale, reference, ...mailedSecrets(keys, 'request case', attemptId) }
  })
}
