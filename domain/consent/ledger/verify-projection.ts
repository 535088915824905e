import { asc, eq, gt } from 'drizzle-orm'
import { consentEvent, consentHead, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { choiceName } from '../rules/catalogue.ts'
import { foldEvents } from '../rules/fold-events.ts'

/** Folds every person's events anew and compares with the projection. Returns the ids of people for whom they differ. */
export async function verifyProjection(ctx: Context): Promise<{ people: number; different: string[] }> {
  authorize(ctx.actor, 'history.read')
  let people = 0
  const different: string[] = []
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const subjectId = await ctx.transaction(async (tx) => {
      const [next] = await tx
        .select({ id: consentHead.subjectId })
        .from(consentHead)
        .where(gt(consentHead.subjectId, after))
        .orderBy(asc(consentHead.subjectId))
        .limit(1)
      if (!next?.id) return null
      const events = await tx
        .select()
        .from(consentEvent)
        .where(eq(consentEvent.subjectId, next.id))
        .orderBy(asc(consentEvent.seq))
      const kept = await tx.select().from(consentState).where(eq(consentState.subjectId, next.id))
      if (!isSame(foldEvents(events), kept) || events.some((event, i) => event.seq !== i + 1))
        different.push(next.id)
      return next.id
    })
    if (subjectId === null) return { people, different }
    people += 1
    after = subjectId
  }
}

type FoldedChoice = { purpose: string; topic: string; channel: string; decision: string; seq: number }

function isSame(folded: Map<string, FoldedChoice>, kept: readonly FoldedChoice[]) {
  return (
    folded.size === kept.length &&
    kept.every((row) => {
      const other = folded.get(choiceName(row))
      return other?.decision === row.decision && other.seq === row.seq
    })
  )
}
