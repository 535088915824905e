import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { restrictedAmong } from '#domain/consent/restrictions/restrict-processing.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'

/**
 * Writes a subject's current notification choices into the learning platform, which reads them before sending.
 * Returns how many rows changed. Idempotent; an older state that arrives late never replaces a newer one, because
 * each row keeps the ledger's `seq`. Of the same choice only a restriction makes a difference: it is read again afterwards.
 */
// no audit record: copies choices that have one into the learning platform
export async function syncPreferences(
  ctx: Context,
  platform: Database | null,
  subjectId: string,
): Promise<number> {
  if (!platform) return 0
  const externalId = await readExternalId(ctx, subjectId)
  if (externalId === null || !z.guid().safeParse(externalId).success) return 0
  const isRestricted = () =>
    ctx.transaction(async (tx) => (await restrictedAmong(tx, [subjectId])).has(subjectId))
  let changed = 0
  for (let restricted = await isRestricted(); ; ) {
    changed += await writePreferences(platform, externalId, await preferencesOf(ctx, subjectId, restricted))
    // It may have begun or ended meanwhile, and a faster run have written what follows from it.
    const now = await isRestricted()
    if (now === restricted) return changed
    restricted = now
  }
}

/** While processing is restricted nothing may be sent, whatever was chosen (Art. 24(1)(3) of Law 94-V). */
const preferencesOf = async (ctx: Context, subjectId: string, restricted: boolean) =>
  (await readChoices(ctx, subjectId))
    .filter((choice) => choice.purpose === 'communication' && choice.seq > 0)
    .map(({ topic, channel, decision, seq, recordedAt }) => ({
      topic,
      channel,
      allowed: decision === 'granted' && !restricted,
      seq,
      recorded_at: recordedAt,
    }))

async function writePreferences(
  platform: Database,
  externalId: string,
  choices: Awaited<ReturnType<typeof preferencesOf>>,
): Promise<number> {
  if (choices.length === 0) return 0
  const changed = await platform.db.execute(sql`
    INSERT INTO notification_preferences AS held (user_id, topic, channel, allowed, source_seq, updated_at)
    SELECT u.id, c.topic, c.channel, c.allowed, c.seq, c.recorded_at
    FROM users u CROSS JOIN json_to_recordset(${JSON.stringify(choices)}::text::json)
      AS c(topic text, channel text, allowed boolean, seq bigint, recorded_at timestamptz)
    WHERE u.external_id = ${externalId}::uuid
    ON CONFLICT (user_id, topic, channel) DO UPDATE
      SET allowed = excluded.allowed, source_seq = excluded.source_seq, updated_at = excluded.updated_at
      WHERE held.source_seq < excluded.source_seq
        OR (held.source_seq = excluded.source_seq AND held.allowed <> excluded.allowed)
    RETURNING 1`)
  return changed.length
}
