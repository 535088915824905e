import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { unverifiedRequest } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { consumeVerification, endVerifications, findByLink } from '#domain/access/email-verification.ts'
import { type DeadLink, deadLink, type TooOften } from '#domain/access/limits.ts'
import { type CodeError, proveMailedCode } from '#domain/access/mailed-code.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import {
  addVisitor,
  destroyKey,
  lockPerson,
  personByAddress,
  readPerson,
} from '#domain/people/record/person-records.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { resourceOf } from '../record/find-request.ts'
import { kindOf, parseDetails, stateOf } from '../record/request-row.ts'
import { bodyHash, writeRequest } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import type { RequestState } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'
import { unverifiedPlace } from './file-visitor-request.ts'
import { type Opened, openVisitorSession } from './visitor-session.ts'

type Row = typeof unverifiedRequest.$inferSelect
export type ProofResult = Opened | CodeError

/**
 * What the page of the link may show before the POST: mail scanners open links. `lapsed`: the request was not verified in
 * time and has been deleted. The reference is null unless the link works.
 */
export async function readVerificationLink(
  ctx: Context,
  linkToken: string,
): Promise<{ state: 'open' | 'used' | 'lapsed' | 'unknown'; reference: string | null }> {
  authorize(ctx.actor, 'requests.open-case')
  const now = ctx.clock.now()
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const link = await findByLink(tx, ['visitor-request'], linkToken)
    if (!link?.resourceId) return { state: 'unknown', reference: null }
    const [row] = await tx
      .select({ reference: unverifiedRequest.reference })
      .from(unverifiedRequest)
      .where(isOpen(link.resourceId, now))
    if (row) return { state: 'open', reference: row.reference }
    // Verification by one link uses up the others.
    return { state: link.consumedAt ? 'used' : 'lapsed', reference: null }
  })
}

/** Proves the address by the link, in any browser. Only from a POST. */
export async function verifyVisitorByLink(
  ctx: Context,
  linkToken: string,
): Promise<Opened | DeadLink | TooOften> {
  authorize(ctx.actor, 'requests.open-case')
  const opened = await asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const link = await findByLink(tx, ['visitor-request'], linkToken)
    const row = await lockOpen(tx, ctx, link?.resourceId)
    if (!link || !row || !(await consumeVerification(tx, link, ctx.clock.now()))) return null
    return complete(tx, ctx, row, 'link')
  })
  return opened ?? deadLink(ctx)
}

/** Proves it by the six digits, in the browser that filed. */
export async function verifyVisitorByCode(
  ctx: Context,
  browserToken: string,
  code: string,
): Promise<ProofResult> {
  authorize(ctx.actor, 'requests.open-case')
  return proveMailedCode(
    ctx,
    { task: 'visitor-request', purpose: 'visitor-request', browserToken, code },
    {
      lock: (tx, asked) => lockOpen(tx, ctx, asked?.resourceId),
      right: async (tx, _asked, row) => (row ? complete(tx, ctx, row, 'code') : null),
      failed: async (tx, asked, reason) => {
        if (!asked?.resourceId) return
        const resource = resourceOf(asked.resourceId)
        await append(tx, ctx.auditedAs, { action: 'request.verify.fail', resource, reason })
      },
    },
  )
}

const isOpen = (requestId: string, now: Date) =>
  and(eq(unverifiedRequest.requestId, requestId), gt(unverifiedRequest.lapsesAt, now))

async function lockOpen(
  tx: Transaction,
  ctx: Context,
  requestId: string | null | undefined,
): Promise<Row | undefined> {
  if (!requestId) return undefined
  const [row] = await tx
    .select()
    .from(unverifiedRequest)
    .where(isOpen(requestId, ctx.clock.now()))
    .for('update')
  return row
}

/** A visitor's request as the lifecycle sees it before it is one of staff's. */
export function unverifiedState(row: Row): RequestState {
  const { locale, lapsesAt } = row
  return {
    status: 'awaiting-verification',
    kind: kindOf(row),
    channel: 'portal',
    locale,
    lapsesAt,
    subjectId: null,
    decision: null,
    approved: false,
    approvalDelayEndsAt: null,
    corrects: false,
    executing: false,
    oneMayDecide: false,
  }
}

/** The request becomes that of the person with the address, or of a new one; its deadline counts from the filing. */
async function complete(
  tx: Transaction,
  ctx: Context,
  row: Row,
  how: 'link' | 'code',
): Promise<Opened | null> {
  const { requestId, reference, locale, receivedAt } = row
  const now = ctx.clock.now()
  const visitor = { kind: 'visitor' } as const
  const verified = takeStep(unverifiedState(row), visitor, 'verify', { proof: true }, now)
  if (verified.status === 'refused') return null
  const old = await readSubjectCipher(tx, ctx.services.keys, row.subjectId)
  const opened = (column: Parameters<typeof unverifiedPlace>[1], sealed: Buffer) =>
    old.decrypt(unverifiedPlace(requestId, column), sealed)
  const email = opened('email_sealed', row.emailSealed)
  const details = row.detailsSealed ? parseDetails(opened('details_sealed', row.detailsSealed)) : {}
  const fullName = opened('name_sealed', row.nameSealed)

  const { subjectId, cipher } = await personOf(tx, ctx, row, { email, fullName, cipher: old })
  const kind = kindOf(row)
  const by = {
    ...ctx,
    actor: visitor,
    by: { ...ctx.auditedAs, actor: { kind: 'visitor', id: null } as const },
  }
  const filed = await writeRequest(tx, by, cipher, {
    subjectId,
    requestId,
    kind,
    details,
    locale,
    receivedAt,
    reference,
    channel: 'portal',
    status: 'awaiting-verification',
    idempotencyKey: requestId,
    bodySha256: bodyHash({ kind, details }),
  })
  const after = { ...stateOf(filed), status: verified.request.status }
  await writeStep(tx, by, cipher, filed, { step: 'verify', after, reason: how })
  await tx
    .delete(unverifiedRequest)
    .where(and(eq(unverifiedRequest.subjectId, row.subjectId), eq(unverifiedRequest.requestId, requestId)))
  await endVerifications(tx, row.subjectId, ['visitor-request'], now)
  return openVisitorSession(tx, ctx, { subjectId, requestId, reference: filed.reference }, how)
}

async function personOf(
  tx: Transaction,
  ctx: Context,
  { subjectId, locale }: Row,
  given: { email: string; fullName: string; cipher: Awaited<ReturnType<typeof readSubjectCipher>> },
) {
  const { keys } = ctx.services
  const { email, fullName, cipher } = given
  const isNew =
    (await personByAddress(tx, keys, email)) === null &&
    (await addVisitor(tx, ctx, { subjectId, cipher, email, fullName, locale }))
  if (isNew) return { subjectId, cipher }
  // Known already, or made known by another at this moment: the request is theirs, under their key.
  const known = await personByAddress(tx, keys, email)
  const person = known && (await lockPerson(tx, known)) ? await readPerson(tx, keys, known) : null
  if (!person?.cipher) throw new Error('the person with the address has no key')
  await destroyKey(tx, subjectId)
  return { subjectId: person.subjectId, cipher: person.cipher }
}
