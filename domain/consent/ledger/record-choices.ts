import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { newId } from '#platform/ids.ts'
import type { Decision } from '../rules/catalogue.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { RecordChoicesInput } from '../rules/choice-schemas.ts'

export type RecordedChoice = {
  /** `stale`: a grant that was not recorded because something newer stands or other words are shown now. */
  status: 'recorded' | 'stale'
  eventId?: string
  purpose: string
  topic: string
  channel: string
  /** What stands now. */
  decision: Decision
  seq: number
  recordedAt?: string
}

export type RecordResult =
  | { status: 'recorded' | 'repeated'; choices: RecordedChoice[] }
  /** The idempotency key was used for another body, or a purpose has no words in this language. */
  | { status: 'key-reused' | 'no-words' }

/** One person's choices as they are to be recorded: by the portal's own id, or by the one that the platform knows them by. */
export type ChoiceItem = RecordChoicesInput & {
  person: { subjectId: string } | { externalId: string }
  /** When the choice was made, as told by the system that it is imported from. */
  givenAt?: Date
}

export type ItemResult = RecordResult | { status: 'unknown-subject' }

const placeholder = sql.placeholder

// One statement for events, projection, audit records and what others are to be told; prepared, so that it is parsed once a
// connection. One person's is another than a batch's: db/migrations/0005_record_choices.sql says why.
function prepareStatements({ database: { db } }: Context) {
  const of = sql`${placeholder('actorKind')}::text, ${placeholder('actorId')}::text, ${placeholder('requestId')}::text`
  return {
    forOne: db
      .select({ result: sql<RecordResult | null>`r.result` })
      .from(sql`record_for_one(${placeholder('item')}::text::jsonb, ${of}) AS r(result)`)
      .prepare('record_for_one'),
    forMany: db
      .select({ results: sql<Answers>`r.results` })
      .from(sql`record_for_many(${placeholder('items')}::text::jsonb, ${of}) AS r(results)`)
      .prepare('record_for_many'),
  }
}

const prepared = new WeakMap<object, ReturnType<typeof prepareStatements>>()

function statementsOf(ctx: Context) {
  const { db } = ctx.database
  const statements = prepared.get(db) ?? prepareStatements(ctx)
  prepared.set(db, statements)
  return statements
}

/**
 * Records a person's choices in the ledger, in the order of their lock row; a stale grant is refused, a withdrawal never
 * is (Art. 8(2), 24(1)(5) of Law 94-V). Repeating the same key with the same body gives the first answer again.
 * Throws `Denied`, `DatabaseUnavailable`, `CommitUnknown`.
 */
export async function recordChoices(
  ctx: Context,
  subjectId: string,
  input: RecordChoicesInput,
): Promise<RecordResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  return writeOne(ctx, subjectId, input)
}

/**
 * The same by whoever holds the link of a message, who is on record as just that: nobody signed in. Which choice the link
 * is about has been looked up before.
 */
export async function recordThroughLink(
  ctx: Context,
  subjectId: string,
  input: RecordChoicesInput,
): Promise<RecordResult> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  return writeOne(ctx, subjectId, input)
}

/**
 * The same for many people, or one, in one statement; each item has its own answer, and none stops another. Answers come
 * in the order of the items. Throws `Denied`, `DatabaseUnavailable`, `CommitUnknown`.
 */
export async function recordForMany(ctx: Context, items: readonly ChoiceItem[]): Promise<ItemResult[]> {
  authorize(ctx.actor, 'choices.record-for-many')
  return writeItems(ctx, items)
}

/**
 * What depends on what stands at this moment: takes the people's locks, lets `decide` look, and records what it says, all
 * in one transaction. Whoever records for one of them meanwhile comes before or after, never in between.
 */
export async function recordUnderLocks(
  ctx: Context,
  subjectIds: readonly string[],
  decide: (tx: Transaction) => Promise<readonly ChoiceItem[]>,
): Promise<ItemResult[]> {
  authorize(ctx.actor, 'choices.record-for-many')
  return ctx.transaction(async (tx) => {
    // The function locks first, in the order of ids; with nothing to record it does no more. The app's role has no other
    // way to this lock.
    const locks = subjectIds.map((subject, n) => ({ n, subject, key: '', body: '', choices: [] }))
    await callIn(tx, ctx, locks)
    const items = await decide(tx)
    if (items.length === 0) return []
    return answersOf(items, await callIn(tx, ctx, rowsOf(ctx, items)))
  })
}

async function writeOne(ctx: Context, subjectId: string, input: RecordChoicesInput): Promise<RecordResult> {
  const [result] = await writeItems(ctx, [{ ...input, person: { subjectId } }])
  if (!result || result.status === 'unknown-subject') throw new Error('the ledger answered nothing')
  return result
}

async function writeItems(ctx: Context, items: readonly ChoiceItem[]): Promise<ItemResult[]> {
  const { forOne, forMany } = statementsOf(ctx)
  const by = { actorKind: ctx.actor.kind, actorId: actorId(ctx.actor), requestId: ctx.requestId }
  const [only] = items
  if (only && items.length === 1) {
    const [row] = await forOne.execute({ item: JSON.stringify(rowOf(ctx, only)), ...by })
    return [row?.result ?? { status: 'unknown-subject' }]
  }
  const [row] = await forMany.execute({ items: JSON.stringify(rowsOf(ctx, items)), ...by })
  return answersOf(items, row?.results ?? [])
}

type Answers = ({ n: number } & RecordResult)[]

async function callIn(tx: Transaction, ctx: Context, items: readonly object[]): Promise<Answers> {
  const { actor, requestId } = ctx
  const [row] = await tx.execute<{ results: Answers }>(sql`
    SELECT record_for_many(${JSON.stringify(items)}::text::jsonb, ${actor.kind}::text, ${actorId(actor)}::text,
      ${requestId}::text) AS results`)
  return row?.results ?? []
}

const rowsOf = (ctx: Context, items: readonly ChoiceItem[]) =>
  items.map((item, n) => ({ n, ...rowOf(ctx, item) }))

function answersOf(items: readonly ChoiceItem[], answers: Answers): ItemResult[] {
  const byItem = new Map(answers.map(({ n, ...result }) => [n, result as RecordResult]))
  return items.map((_item, n) => byItem.get(n) ?? { status: 'unknown-subject' })
}

function rowOf(ctx: Context, item: ChoiceItem) {
  const {
    choices,
    policyVersion,
    origin,
    signal = ctx.signal,
    idempotencyKey,
    person,
    givenAt,
    locale = ctx.locale,
  } = item
  // Every writer goes through choices in one order, so that what is asked for twice in a body has one meaning: the last.
  const last = new Map(choices.map((choice) => [choiceName(choice), choice]))
  return {
    ...('subjectId' in person ? { subject: person.subjectId } : { externalId: person.externalId }),
    key: idempotencyKey,
    body: contentHash({ choices, policyVersion, origin }).toString('hex'),
    policyVersion,
    locale,
    origin,
    signal,
    givenAt: givenAt?.toISOString() ?? null,
    auditId: newId(),
    choices: [...last.values()].map((choice) => ({ ...choice, id: newId() })),
  }
}
