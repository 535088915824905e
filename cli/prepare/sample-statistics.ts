import { inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { sourceOutage } from '#db/schema/fulfilment.ts'
import { decisionCount, mailCount } from '#db/schema/integrations.ts'
import { randomFor } from '#db/seed/platform/random.ts'
import { timeDaysAgo } from '#db/seed/platform/sample-time.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { sampleBatches } from './consent-history.ts'

const DAYS = 365
/** Names no key: the program of the sample’s past is gone. */
const keyId = '00000000-0000-7000-8000-000000000001'

/**
 * What the sample's portal counted in its past year: letters, questions of programs before messages, and when the platform did not
 * answer. Once; what is counted since then is left alone.
 */
export async function loadSampleStatistics(ctx: Context, now: Date): Promise<void> {
  await ctx.transaction(async (tx) => {
    const [known] = await tx.select({ day: mailCount.day }).from(mailCount).limit(1)
    if (known) return
    const mail = pastMail(now)
    await tx.insert(mailCount).values(mail)
    for (const { day, outcome, amount } of mail)
      if (outcome === 'given-up') await recordGivenUp(tx, ctx, { day, amount })
    await tx.insert(decisionCount).values(pastQuestions(now))
    await addOutages(tx, now)
  })
}

const letters = ['send-sign-in-mail', 'send-request-mail', 'send-term-reminder'] as const

function pastMail(now: Date): (typeof mailCount.$inferInsert)[] {
  const random = randomFor('mail of the past')
  return Array.from({ length: DAYS }, (_, ago) => almatyDate(timeDaysAgo(now, ago + 1, 12 * 60))).flatMap(
    (day) => {
      const rows: (typeof mailCount.$inferInsert)[] = letters.map((task) => ({
        day,
        task,
        outcome: 'sent',
        amount: random.between(1, task === 'send-sign-in-mail' ? 9 : 3),
      }))
      if (random.chance(0.04))
        rows.push({ day, task: random.pick(letters), outcome: 'given-up', amount: random.between(1, 2) })
      return rows
    },
  )
}

/** The audit records of letters that were given up, dated back as only the owner can. */
async function recordGivenUp(
  tx: Transaction,
  ctx: Context,
  { day, amount }: { day: string; amount: number },
) {
  const resources = Array.from({ length: amount }, () => `mail:${newId()}`)
  const records = resources.map((resource) => ({
    action: 'mail.give-up' as const,
    resource,
    reason: 'unknown-address',
  }))
  await append(tx, ctx.auditedAs, ...records)
  const at = new Date(almatyInstant(day).getTime() + 12 * 3_600_000)
  await tx.update(auditEvent).set({ at }).where(inArray(auditEvent.resource, resources))
}

/** Each batch of messages within an hour of a morning; a few messages on other days. */
function pastQuestions(now: Date): (typeof decisionCount.$inferInsert)[] {
  const random = randomFor('questions of the past')
  const question = { keyId, purpose: 'communication', channel: 'email' }
  const asked = (topic: string, daysAgo: number, amount: number) => {
    const hour = timeDaysAgo(now, daysAgo, 10 * 60)
    const refused = random.between(20, 60)
    return [
      { ...question, topic, hour, allowed: true, reason: 'granted', asked: amount },
      { ...question, topic, hour, allowed: false, reason: 'never-decided', asked: refused },
    ]
  }
  return [
    ...sampleBatches.flatMap(({ topic, daysAgo, messages }) => asked(topic, daysAgo, messages)),
    ...[5, 16, 31, 52, 76].flatMap((daysAgo) => asked('important-updates', daysAgo, random.between(3, 12))),
  ]
}

/** The platform’s database did not answer: days ago, the minute of the day, and for how many minutes. */
const outages = [
  [334, 3 * 60, 95],
  [251, 14 * 60 + 20, 40],
  [187, 2 * 60 + 5, 260],
  [118, 11 * 60, 25],
  [49, 1 * 60 + 30, 150],
  [12, 19 * 60 + 45, 70],
] as const

async function addOutages(tx: Transaction, now: Date): Promise<void> {
  await tx
    .insert(sourceOutage)
    .values(
      outages.map(([daysAgo, minute, minutes]) => {
        const since = timeDaysAgo(now, daysAgo, minute)
        return { source: 'platform', since, until: new Date(since.getTime() + minutes * 60_000) }
      }),
    )
    .onConflictDoNothing({ target: [sourceOutage.source, sourceOutage.since] })
}
