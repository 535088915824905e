import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { unprovedRequest } from '#db/schema/requests.ts'
import { equal, hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { append } from '../audit/append.ts'
import { asSystem, type Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'
import { addVisitor, destroyKey, holdPerson, personByAddress, readPerson } from '../people/person-records.ts'
import { readSeal } from '../people/subject-fields.ts'
import { type Opened, openCase } from './case-session.ts'
import { unprovedPlace } from './file-visitor-request.ts'
import { resourceOf } from './find-request.ts'
import { kindOf, parseDetails, stateOf } from './request-row.ts'
import { mailedCodeHash } from './request-secrets.ts'
import type { RequestState } from './request-state.ts'
import { takeStep } from './take-step.ts'
import { bodyHash, writeRequest } from './write-request.ts'
import { writeStep } from './write-step.ts'

const TRIES = 5

type Row = typeof unprovedRequest.$inferSelect
export type ProofResult =
  | Opened
  | { status: 'refused'; code: 'dead' }
  | { status: 'refused'; code: 'wrong-code'; triesLeft: number }

const dead = { status: 'refused', code: 'dead' } as const

const isOpen = (now: Date) => gt(unprovedRequest.lapsesAt, now)

/** What the page of the mailed link may say before the button is pressed. Reads only: scanners of mail open links. */
export async function readProofLink(
  ctx: Context,
  linkToken: string,
): Promise<{ open: boolean; reference: string | null }> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return { open: false, reference: null }
  const [row] = await asSystem(ctx, 'visitor-request').transaction((tx) =>
    tx
      .select({ reference: unprovedRequest.reference })
      .from(unprovedRequest)
      .where(and(eq(unprovedRequest.linkHash, hashToken(linkToken)), isOpen(ctx.clock.now()))),
  )
  return { open: row !== undefined, reference: row?.reference ?? null }
}

/** Proves the address by the link, in any browser. Only from a POST. */
export async function proveVisitorByLink(
  ctx: Context,
  linkToken: string,
): Promise<Opened | { status: 'refused'; code: 'dead' }> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(linkToken)) return dead
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const row = await lockOpen(tx, ctx, eq(unprovedRequest.linkHash, hashToken(linkToken)))
    return row ? complete(tx, ctx, row, 'link') : dead
  })
}

/**
 * Proves it by the six digits, in the browser that filed. Five wrong ones end the code; the link, which nobody can guess,
 * still works, since a request must not die of a slip of the finger.
 */
export async function proveVisitorByCode(
  ctx: Context,
  browserToken: string,
  code: string,
): Promise<ProofResult> {
  authorize(ctx.actor, 'requests.open-case')
  if (!tokenPattern.test(browserToken) || !/^[0-9]{6}$/.test(code)) return dead
  const isThis = eq(unprovedRequest.browserHash, hashToken(browserToken))
  return asSystem(ctx, 'visitor-request').transaction(async (tx) => {
    const [row] = await tx
      .update(unprovedRequest)
      .set({ tries: sql`${unprovedRequest.tries} + 1` })
      .where(and(isThis, isOpen(ctx.clock.now()), lt(unprovedRequest.tries, TRIES)))
      .returning()
    if (!row) return dead
    const { requestId, tries, codeHash } = row
    const typed = mailedCodeHash(ctx.services.keys, 'request proof', requestId, code)
    if (equal(typed, codeHash)) return complete(tx, ctx, row, 'code')
    const resource = resourceOf(requestId)
    await append(tx, ctx.by, { action: 'request.verify.fail', resource, reason: 'wrong-code' })
    return { status: 'refused', code: 'wrong-code', triesLeft: TRIES - tries }
  })
}

async function lockOpen(tx: Transaction, ctx: Context, isThis: SQL): Promise<Row | undefined> {
  const [row] = await tx
    .select()
    .from(unprovedRequest)
    .where(and(isThis, isOpen(ctx.clock.now())))
    .for('update')
  return row
}

/** A visitor's request as the lifecycle sees it before it is one of staff's. */
export function unprovedState(row: Row): RequestState {
  const { locale, lapsesAt } = row
  return {
    ...{ status: 'awaiting-verification', kind: kindOf(row), channel: 'portal', locale, lapsesAt },
    ...{ subjectId: null, decision: null, approved: false, approvalDelayEndsAt: null, executing: false },
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
  const verified = takeStep(unprovedState(row), visitor, 'verify', { proof: true }, now)
  if (verified.status === 'refused') return dead
  const old = await readSeal(tx, ctx.services.keys, row.subjectId)
  const opened = (column: Parameters<typeof unprovedPlace>[1], sealed: Buffer) =>
    old.open(unprovedPlace(requestId, column), sealed)
  const email = opened('email_sealed', row.emailSealed)
  const details = row.detailsSealed ? parseDetails(opened('details_sealed', row.detailsSealed)) : {}
  const fullName = opened('name_sealed', row.nameSealed)

  const { subjectId, seal } = await personOf(tx, ctx, row, { email, fullName, seal: old })
  const kind = kindOf(row)
  const by = { ...ctx, actor: visitor, by: { ...ctx.by, actor: { kind: 'visitor', id: null } as const } }
  const filed = await writeRequest(tx, by, seal, {
    ...{ subjectId, requestId, kind, details, locale, receivedAt, reference },
    ...{ channel: 'portal', status: 'awaiting-verification' },
    idempotencyKey: requestId,
    bodySha256: bodyHash(kind, details, []),
  })
  const after = { ...stateOf(filed), status: verified.request.status }
  await writeStep(tx, by, seal, filed, { step: 'verify', after, reason: how })
  await tx
    .delete(unprovedRequest)
    .where(and(eq(unprovedRequest.subjectId, row.subjectId), eq(unprovedRequest.requestId, requestId)))
  return openCase(tx, ctx, { subjectId, requestId, reference: filed.reference }, how)
}

async function personOf(
  tx: Transaction,
  ctx: Context,
  { subjectId, locale }: Row,
  given: { email: string; fullName: string; seal: Awaited<ReturnType<typeof readSeal>> },
) {
  const { keys } = ctx.services
  const { email, fullName, seal } = given
  const isNew =
    (await personByAddress(tx, keys, email)) === null &&
    (await addVisitor(tx, ctx, { subjectId, seal, email, fullName, locale }))
  if (isNew) return { subjectId, seal }
  // Known already, or made known by another at this moment: the request is theirs, under their key.
  const known = await personByAddress(tx, keys, email)
  const person = known && (await holdPerson(tx, known)) ? await readPerson(tx, keys, known) : null
  if (!person?.seal) throw new Error('the person with the address has no key')
  await destroyKey(tx, subjectId)
  return { subjectId: person.subjectId, seal: person.seal }
}
