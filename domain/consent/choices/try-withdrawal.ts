import { setTimeout as sleep } from 'node:timers/promises'
import { databaseWithin } from '#db/within.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { catalogueIn } from '../texts/read-catalogue.ts'
import { checkConsent } from './check-consent.ts'

/** `refusedAfterMs`: from the withdrawal to the first answer that is no; null: the answer stayed yes. */
type WithdrawalTrial = { refusedAfterMs: number | null }

/** A withdrawal counts at the next question. How long the question is repeated before the trial counts as failed. */
const patienceMs = 3000
const againMs = 200

class TrialEnded extends Error {}

/**
 * Takes a test person through a consent: grants it, asks as a program does before it sends, withdraws it, and asks until the answer is
 * no. Null where nothing can be consented to yet. All of it is one transaction that is rolled back: the person is in no count, no
 * list, no message and no record, and no other transaction ever sees them.
 */
// no permission: the use cases that it calls authorize
// no audit record: nothing of it stays
export async function tryWithdrawal(ctx: Context): Promise<WithdrawalTrial | null> {
  let trial: WithdrawalTrial | null = null
  try {
    await ctx.transaction(async (tx) => {
      const services = { ...ctx.services, database: databaseWithin(tx, ctx.database) }
      const system = contextFor(services, { actor: ctx.actor, locale: ctx.locale })
      trial = await within(system)
      throw new TrialEnded()
    })
  } catch (error) {
    if (!(error instanceof TrialEnded)) throw error
  }
  return trial
}

async function within(system: Context): Promise<WithdrawalTrial | null> {
  const [topic] = (await catalogueIn(system.database.db)).topics
  if (!topic) return null
  const externalId = `canary-${newId()}`
  const { subjectId } = await ensureSubject(system, externalId, system.locale)
  const own = contextFor(system.services, { actor: { kind: 'subject', subjectId }, locale: system.locale })
  const policyVersion = await currentVersion(system)
  const choice = { purpose: 'communication', topic: topic.code, channel: 'email' } as const
  const record = async (decision: 'granted' | 'withdrawn') => {
    const input = { policyVersion, origin: 'choices', idempotencyKey: null } as const
    const { choices } = await recordChoices(own, subjectId, { ...input, choices: [{ ...choice, decision }] })
    return choices[0]?.status === 'recorded'
  }
  const maySend = async () => {
    const { allowed, reason } = await checkConsent(system, externalId, { ...choice, gpc: false })
    // At night it would go in the morning.
    return allowed || reason === 'quiet-hours'
  }
  // Without a text in force nobody can consent.
  if (!(await record('granted'))) return null
  if (!(await maySend())) throw new Error('a consent that was just given does not count')
  await record('withdrawn')
  const since = performance.now()
  for (;;) {
    const isRefused = !(await maySend())
    const passedMs = performance.now() - since
    if (isRefused) return { refusedAfterMs: Math.round(passedMs) }
    if (passedMs > patienceMs) return { refusedAfterMs: null }
    await sleep(againMs)
  }
}
