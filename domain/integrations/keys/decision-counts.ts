import { sql } from 'drizzle-orm'
import { decisionCount } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { type AllowedDecision, keepAllowed } from '#domain/consent/replay/keep-allowed.ts'
import { type ConsentDecision, choiceBehind, type Question } from '#domain/consent/rules/consent-decision.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'

type Asked = {
  keyId: string
  /** The id by which the program names the person. */
  subject: string
  question: Question
  at: Date
}

export type DecisionCounts = {
  note(asked: Asked, decision: ConsentDecision): void
  /** Writes what was noted; what cannot be written now is kept for the next time. */
  flush(ctx: Context): Promise<void>
}

type Count = typeof decisionCount.$inferInsert

const HOUR = 3_600_000
/** Rows in one statement, so that none is long. */
const rowsAtOnce = 2000

/**
 * Decisions per hour and answer, without the people. Beside them, for two days, who was asked about and answered yes: a draft of the
 * policy is tried on them. The duty of protection needs no consent, so no draft changes its answers.
 */
export function openDecisionCounts(): DecisionCounts {
  let counts = new Map<string, Count>()
  let allowed = new Map<string, AllowedDecision>()
  const addCount = (one: Count) => {
    const { hour, keyId, purpose, topic, channel, allowed, reason } = one
    const name = JSON.stringify([hour, keyId, purpose, topic, channel, allowed, reason])
    const held = counts.get(name)
    if (held) held.asked += one.asked
    else counts.set(name, { ...one })
  }
  const addAllowed = (one: AllowedDecision) => {
    const name = JSON.stringify([one.subject, one.day, one.purpose, one.topic, one.channel])
    const held = allowed.get(name)
    if (held) held.amount += one.amount
    else allowed.set(name, { ...one })
  }
  const dayOf = openDays()
  return {
    note({ keyId, subject, question, at }, decision) {
      const { purpose, topic, channel } = question
      const hour = new Date(Math.floor(at.getTime() / HOUR) * HOUR)
      const { allowed, reason } = decision
      addCount({ hour, keyId, purpose, topic, channel, allowed, reason, asked: 1 })
      const behind = choiceBehind(question)
      if (allowed && behind) addAllowed({ subject, day: dayOf(hour), ...behind, amount: 1 })
    },
    async flush(ctx) {
      const [noted, people] = [[...counts.values()], [...allowed.values()]]
      counts = new Map()
      allowed = new Map()
      if (noted.length > 0) await writeCounts(ctx, noted).catch(() => noted.forEach(addCount))
      for (let from = 0; from < people.length; from += rowsAtOnce) {
        const some = people.slice(from, from + rowsAtOnce)
        await keepAllowed(ctx, some).catch(() => some.forEach(addAllowed))
      }
    },
  }
}

async function writeCounts({ database }: Context, counts: Count[]): Promise<void> {
  const { hour, keyId, purpose, topic, channel, allowed, reason, asked } = decisionCount
  await database.db
    .insert(decisionCount)
    .values(counts)
    .onConflictDoUpdate({
      target: [hour, keyId, purpose, topic, channel, allowed, reason],
      set: { asked: sql`${asked} + excluded.asked` },
    })
}

/** When the day of an hour began in Almaty, worked out once an hour: programs ask up to thousands of times a second. */
function openDays(): (hour: Date) => Date {
  let known = { hour: Number.NaN, day: new Date(0) }
  return (hour) => {
    if (known.hour !== hour.getTime()) known = { hour: hour.getTime(), day: almatyInstant(almatyDate(hour)) }
    return known.day
  }
}
