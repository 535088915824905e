import { and, desc, eq, lt } from 'drizzle-orm'
import { consentEvent } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { PressChange } from '../rules/switched-off.ts'

/** The events that one press recorded under its key, each with the decision on the same choice before it. Throws `Denied`. */
export async function readPress(
  ctx: Context,
  subjectId: string,
  idempotencyKey: string,
): Promise<PressChange[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  return ctx.transaction(async (tx) => {
    const events = await tx
      .select()
      .from(consentEvent)
      .where(and(eq(consentEvent.subjectId, subjectId), eq(consentEvent.idempotencyKey, idempotencyKey)))
      .orderBy(consentEvent.seq)
    const changes: PressChange[] = []
    for (const event of events) {
      const { purpose, topic, channel, decision, seq, recordedAt } = event
      const [before = null] = await tx
        .select({ decision: consentEvent.decision, expiresAt: consentEvent.expiresAt })
        .from(consentEvent)
        .where(
          and(
            eq(consentEvent.subjectId, subjectId),
            eq(consentEvent.purpose, purpose),
            eq(consentEvent.topic, topic),
            eq(consentEvent.channel, channel),
            lt(consentEvent.seq, seq),
          ),
        )
        .orderBy(desc(consentEvent.seq))
        .limit(1)
      changes.push({ name: choiceName(event), purpose, topic, channel, decision, seq, recordedAt, before })
    }
    return changes
  })
}
