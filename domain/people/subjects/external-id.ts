import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

/** By which id the platform knows a person; null for one that it does not know. */
export async function readExternalId(ctx: Context, subjectId: string): Promise<string | null> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  const [found] = await ctx.transaction((tx) =>
    tx.select({ externalId: subject.externalId }).from(subject).where(eq(subject.subjectId, subjectId)),
  )
  return found?.externalId ?? null
}

/** The platform ids of these subjects; those without one are left out. */
export async function readExternalIds(
  ctx: Context,
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<Map<string, string>> {
  authorize(ctx.actor, 'subjects.find')
  const rows = await tx
    .select({ subjectId: subject.subjectId, externalId: subject.externalId })
    .from(subject)
    .where(inArray(subject.subjectId, [...subjectIds]))
  return new Map(rows.flatMap((row) => (row.externalId === null ? [] : [[row.subjectId, row.externalId]])))
}

/** Inside a larger statement: whether the name of a subject is known. */
export const hasName = (subjectId: SQL) =>
  sql`coalesce((SELECT t.name_sealed IS NOT NULL FROM subject t WHERE t.subject_id = ${subjectId} LIMIT 1), false)`

/** Inside a larger statement: the subject that the platform knows by this id, at most one row. */
export const subjectByExternalId = (externalId: SQL) =>
  sql`SELECT t.subject_id FROM subject t WHERE t.external_id = ${externalId} LIMIT 1`
