import { eq } from 'drizzle-orm'
import { subject } from '#db/schema/people.ts'
import type { Context } from './context.ts'
import { authorize } from './permissions.ts'

/** By which id the platform knows a person; null for one that it does not know. */
export async function readExternalId(ctx: Context, subjectId: string): Promise<string | null> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  const [found] = await ctx.transaction((tx) =>
    tx.select({ externalId: subject.externalId }).from(subject).where(eq(subject.subjectId, subjectId)),
  )
  return found?.externalId ?? null
}
