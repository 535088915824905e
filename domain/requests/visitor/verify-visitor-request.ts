import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { unverifiedRequest } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import {
  addVisitor,
  destroyKey,
  lockPerson,
  personByAddress,
  readPerson,
} from '#domain/people/record/person-records.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { equal, hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { resourceOf } from '../record/find-request.ts'
import { kindOf, parseDetails, stateOf } from '../record/request-row.ts'
import { mailedCodeHash } from '../record/request-secrets.ts'
import { bodyHash, writeRequest } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import type { RequestState } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'
import { unverifiedPlace } from './file-visitor-request.ts'
import { type Opened, openVisitorSession } from './visitor-session.ts'

const TRIES = 5

type Row = typeof unverifiedRequest.$inferSelect
export type ProofResult =
  | Opened
  | { status: 'refused'; code: 'dead' }
  | { status: 'refused'; code: 'wrong-code'; triesLeft: number }

const dead = { status: 'refused', code: 'dead' } as const

const isOpen = (now: Date) => gt(unverifiedRequest.lapsesAt, now)

/** What the page of the mailed link may say before the button is pressed. Reads only: scanners of mail open links. */
export async function readVerificationLink(
  ctx: Context,
  linkToken: string,
): Promise<{ open: boolean; reference: string | null }> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return { open: false, reference: null }
  const [row] = await asSystem(ctx, 'visitor-request').transaction((tx) =>
    tx
      .select({ reference: unverifiedRequest.reference })
      .from(unverifiedRequest)
      .where(and(eq(unverifiedRequest.linkHash, hashToken(linkToken)), isOpen(ctx.clock.now()))),
  )
  return { open: row !== undefined, reference: row?.reference ?? null }
}

/** Proves the address by the link, in any browser. Only from a POST. */
export async function verifyVisitorByLink(
  ctx: Context,
  linkToken: string,
): Promise<Opened | { status: 'refused'; code: 'dead' }> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return dead
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const row = await lockOpen(tx, ctx, eq(unverifiedRequest.linkHash, hashToken(linkToken)))
    return row ? complete(tx, ctx, row, 'link') : dead
  })
}

/**
 * Proves it by the six digits, in the browser that filed. Five wrong ones end the code; the link, which nobody can guess,
 * still works, since a request must not die of a slip of the finger.
 */
export async function verifyVisitorByCode(
  ctx: Context,
  browserToken: string,
  code: string,
): Promise<ProofResult> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(browserToken) || !/^[0-9]{6}$/.test(code)) return dead
  const isThis = eq(unverifiedRequest.browserHash, hashToken(browserToken))
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const [row] = await tx
      .update(unverifiedRequest)
      .set({ tries: sql`${unverifiedRequest.tries} + 1` })
      .where(and(isThis, isOpen(ctx.clock.now()), lt(unverifiedRequest.tries, TRIES)))
      .returning()
    if (!row) return dead
    const { requestId, tries, codeHash } = row
    const typed = mailedCodeHash(ctx.services.keys, 'request proof', requestId, code)
    if (equal(typed, codeHash)) return complete(tx, ctx, row, 'code')
    const resource = resourceOf(requestId)
    await append(tx, ctx.auditedAs, { action: 'request.verify.fail', resource, reason: 'wrong-code' })
    return { status: 'refused', code: 'wrong-code', triesLeft: TRIES - tries }
  })
}

async function lockOpen(tx: Transaction, ctx: Context, isThis: SQL): Promise<Row | undefined> {
  const [row] = await tx
    .select()
    .from(unverifiedRequest)
    .where(and(isThis, isOpen(ctx.clock.now())))
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
    executing: false,
    oneMayDecide: false,
  }
}

/** The request becomes that of the person with the address, or of a new one; its clock has run since it was filed. */
async function complete(
  tx: Transaction,
  ctx: Context,
  row: Row,
  how: 'link' | 'code',
): Promise<Opened | typeof dead> {
  const { requestId, reference, locale, receivedAt } = row
  const now = ctx.clock.now()
  const visitor = { kind: 'visitor' } as const
  const verified = takeStep(unverifiedState(row), visitor, 'verify', { proof: true }, now)
  if (verified.status === 'refused') return dead
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
