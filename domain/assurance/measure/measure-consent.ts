import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { countGranted } from '#domain/consent/choices/count-granted.ts'
import {
  readServiceWithdrawals,
  readWithdrawals,
  type Withdrawal,
} from '#domain/consent/choices/read-withdrawals.ts'
import { tryWithdrawal } from '#domain/consent/choices/try-withdrawal.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { countStillAllowed } from '#domain/fulfilment/sync-preferences/count-still-allowed.ts'
import { countQuestions } from '#domain/integrations/keys/count-questions.ts'
import { readPeopleIds } from '#domain/people/record/count-people.ts'
import { readExternalIds } from '#domain/people/subjects/external-id.ts'
import { deadlinesFor } from '#domain/requests/deadlines/deadlines.ts'
import { readCalendarDays } from '#domain/requests/record/read-calendar.ts'
import type { Figures } from '../rules/figures.ts'

const peopleAtOnce = 5000
/** As many of the newest withdrawals are asked about. */
const mostAsked = 200
/** How long a withdrawal may take to reach other systems. */
const toldWithinMs = 10 * 60_000
/** Other systems answer about each person in turn. */
const mostWaitMs = 120_000

/**
 * Questions of programs before they send, and whether the answers rest on the ledger: the state from which they are given is
 * computed again for everybody.
 */
// no permission: `verifyProjection` authorizes
export async function measureAnswers(ctx: Context, since: Date): Promise<Figures['answers-supported']> {
  const { people, different } = await verifyProjection(ctx)
  const asked = await ctx.transaction((tx) => countQuestions(tx, { purpose: 'communication', since }))
  return { ...asked, people, different: different.length }
}

/**
 * People of the platform with and without a recorded consent to the service (Art. 8, 25(2)(5) of Law 94-V), and those whose data is still
 * there although the term to stop has passed since they withdrew it (Art. 8(7)).
 */
export async function measureServiceConsent(tx: Transaction, now: Date): Promise<Figures['service-consent']> {
  let people = 0
  let withConsent = 0
  let overdue = 0
  const calendar = await readCalendarDays(tx)
  const isOverdue = (at: Date) => (deadlinesFor('withdrawal/service', at, calendar).dueAt ?? now) < now
  for await (const subjectIds of readPeopleIds(tx, peopleAtOnce)) {
    people += subjectIds.length
    withConsent += await countGranted(tx, 'service', { subjectIds, now })
    overdue += (await readServiceWithdrawals(tx, subjectIds)).filter(isOverdue).length
  }
  return { people, withConsent, without: people - withConsent, overdue }
}

/**
 * Asks about the people who withdrew, as a program would before it sends: may a message go? Each answer must be no. The
 * withdrawals are those of the ledger; the answer comes from the state that programs are answered from. Then a test person withdraws,
 * so that something is known also when nobody else does.
 */
// no permission: `measureEvidence` has authorized
export async function measureWithdrawals(ctx: Context, from: Date): Promise<Figures['withdrawals-obeyed']> {
  const { count, newest, ids } = await ctx.transaction(async (tx) => {
    const found = await readWithdrawals(tx, from, mostAsked)
    const subjectIds = [...new Set(found.newest.map(({ subjectId }) => subjectId))]
    return { ...found, ids: await readExternalIds(ctx, tx, subjectIds) }
  })
  const askable = newest.filter(({ subjectId }) => ids.has(subjectId))
  const told = askable.flatMap((one) => {
    const isTold = ctx.clock.now().getTime() - one.recordedAt.getTime() >= toldWithinMs
    return isTold ? [{ ...one, externalId: ids.get(one.subjectId) ?? '' }] : []
  })
  const stillAllowed = await countStillAllowed(ctx, told, AbortSignal.timeout(mostWaitMs))
  const allowed: Withdrawal[] = []
  for (const one of askable) if (await mayBeSent(ctx, ids.get(one.subjectId) ?? '', one)) allowed.push(one)
  const trial = await tryWithdrawal(ctx)
  const tried = { trials: trial ? 1 : 0, refusedAfterMs: trial?.refusedAfterMs ?? null }
  const found = { withdrawals: count, asked: askable.length, stillAllowed, ...tried }
  if (allowed.length === 0) return { ...found, allowed: 0 }
  // Somebody may have given consent again meanwhile: only what the ledger still has as withdrawn is a breach.
  const now = await ctx.transaction((tx) => readWithdrawals(tx, from, 2 * mostAsked))
  const still = new Set(now.newest.map(nameOf))
  return { ...found, allowed: allowed.filter((one) => still.has(nameOf(one))).length }
}

const nameOf = ({ subjectId, topic, channel }: Withdrawal) => `${subjectId}/${topic}/${channel}`

/** A message that only waits for the end of the night would be sent. */
async function mayBeSent(ctx: Context, externalId: string, { topic, channel }: Withdrawal) {
  const question = { purpose: 'communication', topic, channel, gpc: false } as const
  const { allowed, reason } = await checkConsent(ctx, externalId, question)
  return allowed || reason === 'quiet-hours'
}
