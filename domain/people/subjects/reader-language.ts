import { eq } from 'drizzle-orm'
import { subject } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'

/** In which language a person is written to; null when there is no such person. */
export async function readerLanguage(ctx: Context, subjectId: string): Promise<Locale | null> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  const [found] = await ctx.transaction((tx) =>
    tx.select({ locale: subject.locale }).from(subject).where(eq(subject.subjectId, subjectId)),
  )
  return found?.locale ?? null
}
