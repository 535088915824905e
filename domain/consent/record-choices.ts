import { sql } from 'drizzle-orm'
import { contentHash } from '#platform/canonical-json.ts'
import { newId } from '#platform/ids.ts'
import { actorId } from '../people/actor.ts'
import type { Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'
import type { Decision } from './catalogue.ts'
import { choiceName } from './catalogue.ts'
import type { RecordChoicesInput } from './schema.ts'

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

type Row = { result: RecordResult }

const statementName = 'record_choices'

const hole = sql.placeholder

// One statement for event, projection, audit record and job; prepared, so that it is parsed once a connection.
function prepareStatement(ctx: Context) {
  return ctx.database.db
    .select({ result: sql<RecordResult>`r.result` })
    .from(
      sql`record_choices(${hole('subject')}::uuid, ${hole('actorKind')}::text, ${hole('actorId')}::text,
        ${hole('choices')}::text::jsonb, ${hole('policyVersion')}::int, ${hole('locale')}::text, ${hole('origin')}::text,
        ${hole('key')}::text, ${hole('body')}::bytea, ${hole('requestId')}::text, ${hole('auditId')}::uuid) AS r(result)`,
    )
    .prepare(statementName)
}

const prepared = new WeakMap<object, ReturnType<typeof prepareStatement>>()

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
  // Every writer goes through choices in one order, so that what is asked for twice in a body has one meaning: the last.
  const last = new Map(input.choices.map((choice) => [choiceName(choice), choice]))
  const choices = [...last.values()].map((choice) => ({ ...choice, id: newId() }))
  const body = contentHash({
    choices: input.choices,
    policyVersion: input.policyVersion,
    origin: input.origin,
  })
  const { db } = ctx.database
  const statement = prepared.get(db) ?? prepareStatement(ctx)
  prepared.set(db, statement)
  const rows: Row[] = await statement.execute({
    subject: subjectId,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    choices: JSON.stringify(choices),
    policyVersion: input.policyVersion,
    locale: ctx.locale,
    origin: input.origin,
    key: input.idempotencyKey,
    body,
    requestId: ctx.requestId,
    auditId: newId(),
  })
  const row = rows[0]
  if (!row) throw new Error('record_choices returned nothing')
  return row.result
}
