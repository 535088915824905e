import { createHash } from 'node:crypto'
import { and, desc, eq, isNull, type SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, requestStep } from '#db/schema/requests.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { append } from '#domain/audit/record/append.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { newId, newReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { deadlinesFor } from '../deadlines/deadlines.ts'
import { keptDeadlines } from '../deadlines/moved-deadlines.ts'
import type { RequestDetails } from '../forms/request-schemas.ts'
import { type KindName, kindColumns, kinds } from '../rules/kinds.ts'
import type { RequestChannel } from '../rules/request-state.ts'
import { isRow, resourceOf } from './find-request.ts'
import { planReminders } from './plan-reminders.ts'
import { readCalendarDays } from './read-calendar.ts'
import { encryptDetails, type RequestRow } from './request-row.ts'
import { stopToken } from './request-secrets.ts'

export type NewRequest = {
  subjectId: string
  requestId: string
  kind: KindName
  details: RequestDetails
  locale: Locale
  channel: RequestChannel
  receivedAt: Date
  status: 'received' | 'awaiting-verification'
  idempotencyKey: string
  corrects?: string | undefined
  /** A visitor was told it when filing; else a free one is drawn. */
  reference?: string
}

const DRAWS = 5

/** The hash by which a repeat under the same idempotency key is recognised: all fields but the key and its owner. */
export const bodyHash = (
  given: { kind: KindName; details: RequestDetails; [field: string]: unknown },
  files: readonly { content: Uint8Array }[] = [],
) =>
  contentHash({
    ...given,
    files: files.map(({ content }) => createHash('sha256').update(content).digest('hex')),
  })

/** Writes a request with its deadlines, its first step, the audit record and the jobs, in the caller's transaction. */
export async function writeRequest(
  tx: Transaction,
  ctx: Context,
  cipher: SubjectCipher,
  given: NewRequest & { bodySha256: Buffer },
): Promise<RequestRow> {
  const { subjectId, requestId, kind, details, receivedAt, status, locale, channel } = given
  const calendar = await readCalendarDays(tx, 'together')
  const deadlines = keptDeadlines(deadlinesFor(kind, receivedAt, calendar))
  const values = {
    subjectId,
    requestId,
    status,
    channel,
    locale,
    receivedAt,
    ...kindColumns(kind),
    ...deadlines,
    corrects: given.corrects ?? null,
    detailsSealed: encryptDetails(cipher, requestId, details),
    filedByKind: ctx.actor.kind,
    filedById: actorId(ctx.actor),
    stopHash: kinds[kind].sensitive ? hashToken(stopToken(ctx.services.keys, requestId)) : null,
    lastStepSeq: 1,
    idempotencyKey: given.idempotencyKey,
    bodySha256: given.bodySha256,
  }
  const row = await insertUnderFreeReference(tx, values, given.reference)
  await tx.insert(requestStep).values({
    subjectId,
    requestId,
    seq: 1,
    step: 'file' as const,
    from: null,
    to: status,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    at: ctx.clock.now(),
  })
  await append(tx, ctx.auditedAs, {
    action: 'request.file',
    subjectId,
    resource: resourceOf(requestId),
    reason: kind,
    fields: Object.keys(details).filter((name) => name !== 'target'),
  })
  await mailPerson(tx, row, 'filed')
  await enqueue(tx, 'publish-request-event', { subjectId, requestId })
  await planReminders(tx, ctx, { subjectId, requestId, kind, receivedAt }, calendar)
  return row
}

type Values = Omit<typeof request.$inferInsert, 'reference'>

async function insertUnderFreeReference(tx: Transaction, values: Values, told: string | undefined) {
  for (let draw = 0; draw < DRAWS; draw++) {
    const reference = told !== undefined && draw === 0 ? told : newReference()
    const [row] = await tx
      .insert(request)
      .values({ ...values, reference })
      .onConflictDoNothing({ target: request.reference })
      .returning()
    if (row) return row
  }
  throw new Error('no free reference was drawn')
}

export const personMailKinds = [
  'filed',
  'asked',
  'message',
  'fulfilled',
  'package',
  'refused',
  'cancelled',
  'unrestricted',
  'objected',
  'overdue',
  'corrected',
] as const
export type PersonMailKind = (typeof personMailKinds)[number]

/** Tells the person by mail, and the representative who filed it; once for each occasion, however often the job runs. */
export async function mailPerson(
  tx: Transaction,
  { subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>,
  letter: PersonMailKind,
): Promise<void> {
  const payload = { subjectId, requestId, letter, mailId: newId() }
  await enqueue(tx, 'send-request-mail', payload)
  if (await isByRepresentative(tx, { subjectId, requestId }))
    await enqueue(tx, 'send-request-mail', { ...payload, to: 'representative', mailId: newId() })
}

async function isByRepresentative(tx: Transaction, key: Pick<RequestRow, 'subjectId' | 'requestId'>) {
  const [row] = await tx.select({ filedByKind: request.filedByKind }).from(request).where(isRow(key))
  return row?.filedByKind === 'representative'
}

/** Tells the person that the term has passed, with an apology and the ways to complain. One message, also from a repeated job. */
export async function mailOverdue(
  tx: Transaction,
  { subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>,
): Promise<void> {
  const payload = { subjectId, requestId, letter: 'overdue' satisfies PersonMailKind, mailId: requestId }
  await enqueue(tx, 'send-request-mail', payload, { key: `request-overdue:${requestId}` })
  if (await isByRepresentative(tx, { subjectId, requestId }))
    await enqueue(
      tx,
      'send-request-mail',
      { ...payload, to: 'representative' },
      { key: `request-overdue-representative:${requestId}` },
    )
}

/** The newest open request of the same kind, of those `within`, to be pointed out; nothing is merged or refused for it. */
export async function openDuplicate(
  tx: Transaction,
  subjectId: string,
  kind: KindName,
  within?: SQL,
): Promise<{ reference: string; receivedAt: Date } | null> {
  const columns = kindColumns(kind)
  const [duplicate] = await tx
    .select({ reference: request.reference, receivedAt: request.receivedAt })
    .from(request)
    .where(
      and(
        eq(request.subjectId, subjectId),
        eq(request.kind, columns.kind),
        eq(request.variant, columns.variant),
        isNull(request.closedAt),
        within,
      ),
    )
    .orderBy(desc(request.receivedAt))
    .limit(1)
  return duplicate ?? null
}
