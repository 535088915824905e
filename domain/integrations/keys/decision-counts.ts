import { sql } from 'drizzle-orm'
import { decisionCount } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import type { ConsentDecision, Question } from '#domain/consent/rules/consent-decision.ts'

export type DecisionCounts = {
  note(keyId: string, question: Question, decision: ConsentDecision, at: Date): void
  /** Writes what was noted; what cannot be written now is kept for the next time. */
  flush(ctx: Context): Promise<void>
}

type Count = typeof decisionCount.$inferInsert

/** Decisions per hour and answer. Subjects are not recorded: that would be a profile. */
export function openDecisionCounts(): DecisionCounts {
  let noted = new Map<string, Count>()
  const add = (count: Count) => {
    const { hour, keyId, purpose, topic, channel, allowed, reason, asked } = count
    const name = JSON.stringify([hour, keyId, purpose, topic, channel, allowed, reason])
    const held = noted.get(name)
    if (held) held.asked += asked
    else noted.set(name, { ...count })
  }
  return {
    note(keyId, { purpose, topic, channel }, { allowed, reason }, at) {
      const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
      add({ hour, keyId, purpose, topic, channel, allowed, reason, asked: 1 })
    },
    async flush({ database }) {
      if (noted.size === 0) return
      const counts = [...noted.values()]
      noted = new Map()
      const { hour, keyId, purpose, topic, channel, allowed, reason, asked } = decisionCount
      await database.db
        .insert(decisionCount)
        .values(counts)
        .onConflictDoUpdate({
          target: [hour, keyId, purpose, topic, channel, allowed, reason],
          set: { asked: sql`${asked} + excluded.asked` },
        })
        .catch(() => counts.forEach(add))
    },
  }
}
