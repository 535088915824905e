import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject, subjectKey } from '#db/schema/people.ts'
import { newId } from '#platform/ids.ts'
import { append } from '../audit/append.ts'
import type { Context } from './context.ts'
import type { Locale } from './locale.ts'
import { authorize } from './permissions.ts'
import { newSubjectSeal } from './subject-fields.ts'

/** The person whom the platform knows by this id, or null. */
export async function findSubject(ctx: Context, externalId: string): Promise<string | null> {
  authorize(ctx.actor, 'subjects.find')
  return ctx.transaction((tx) => look(tx, externalId))
}

/** The same, created when there is none yet; of many at once one creates. `externalId` as `externalIdSchema` gives it. */
export async function ensureSubject(
  ctx: Context,
  externalId: string,
  locale: Locale,
): Promise<{ subjectId: string; created: boolean }> {
  authorize(ctx.actor, 'subjects.ensure')
  const found = await ctx.transaction((tx) => look(tx, externalId))
  if (found) return { subjectId: found, created: false }
  const subjectId = newId()
  const { row } = newSubjectSeal(ctx.services.keys, subjectId)
  return ctx.transaction(async (tx) => {
    // Waits for another who is creating the same one, and then sees theirs.
    const made = await tx
      .insert(subject)
      .values({ subjectId, externalId, source: 'platform', locale })
      .onConflictDoNothing({ target: subject.externalId })
      .returning({ subjectId: subject.subjectId })
    if (made.length === 0) {
      const theirs = await look(tx, externalId)
      if (!theirs) throw new Error('a person was neither created nor found')
      return { subjectId: theirs, created: false }
    }
    await tx.insert(subjectKey).values(row)
    await append(tx, ctx.by, { action: 'subject.create', subjectId, reason: 'platform' })
    return { subjectId, created: true }
  })
}

async function look(tx: Transaction, externalId: string): Promise<string | null> {
  const [found] = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(eq(subject.externalId, externalId))
  return found?.subjectId ?? null
}
