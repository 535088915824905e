import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject, subjectKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { newSubjectCipher } from '../record/subject-fields.ts'

/** The subject with this platform id, or null. */
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
  const created = await addSubjects(ctx, [{ externalId, locale }])
  const subjectId = await ctx.transaction((tx) => look(tx, externalId))
  if (!subjectId) throw new Error('a person was neither created nor found')
  return { subjectId, created: created > 0 }
}

/** Creates subjects that are new; known ones do not change. Returns how many were new. */
export async function addSubjects(
  ctx: Context,
  people: readonly { externalId: string; locale: Locale }[],
): Promise<number> {
  authorize(ctx.actor, 'subjects.ensure')
  const now = ctx.clock.now()
  const named = new Map(people.map(({ externalId, locale }) => [externalId, locale]))
  // In one order, so that two who add the same people cannot wait for each other.
  const sorted = [...named].sort(([a], [b]) => (a < b ? -1 : 1))
  const made = sorted.map(([externalId, locale]) => {
    const subjectId = newId()
    return {
      person: { subjectId, externalId, source: 'platform' as const, locale, createdAt: now, updatedAt: now },
      key: newSubjectCipher(ctx.services, subjectId).row,
    }
  })
  return ctx.transaction(async (tx) => {
    // Waits for another who is creating the same one, and then leaves theirs.
    const created = await tx
      .insert(subject)
      .values(made.map(({ person }) => person))
      .onConflictDoNothing({ target: subject.externalId })
      .returning({ subjectId: subject.subjectId })
    if (created.length === 0) return 0
    const fresh = new Set(created.map(({ subjectId }) => subjectId))
    await tx
      .insert(subjectKey)
      .values(made.filter(({ key }) => fresh.has(key.subjectId)).map(({ key }) => key))
    const events = created.map(({ subjectId }) => ({
      action: 'subject.create' as const,
      subjectId,
      reason: 'platform',
    }))
    await append(tx, ctx.auditedAs, ...events)
    return created.length
  })
}

async function look(tx: Transaction, externalId: string): Promise<string | null> {
  const [found] = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(eq(subject.externalId, externalId))
  return found?.subjectId ?? null
}
