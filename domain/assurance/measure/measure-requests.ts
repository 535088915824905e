import type { Transaction } from '#db/client.ts'
import { endOfTerm, leastTermMonths } from '#domain/audit/rules/record-term.ts'
import { countRecords, type OwedRecords } from '#domain/audit/search/count-records.ts'
import { countRecentIncidentSteps } from '#domain/incidents/record/count-recent-steps.ts'
import { countPublished } from '#domain/policy/versions/count-published.ts'
import { readFirstAnswers } from '#domain/requests/view/read-first-answers.ts'
import { readPunctuality } from '#domain/requests/view/read-punctuality.ts'
import { readRecentSteps } from '#domain/requests/view/read-recent-steps.ts'
import { countRecordedOfStaff } from '#domain/staff/access-review/count-recorded.ts'
import { countEntered } from '../registers/count-entered.ts'
import type { EvidenceId } from '../rules/evidence.ts'
import type { Figures } from '../rules/figures.ts'

export type Period = { from: Date; to: Date }

const dayMs = 86_400_000

const kindOf = {
  'objections-in-time': 'objection',
  'access-in-time': 'access',
  'rectification-in-time': 'rectification',
  'erasure-in-time': 'erasure',
  'restriction-in-time': 'restriction',
  'portability-in-time': 'portability',
  'withdrawal-in-time': 'withdrawal',
} as const satisfies Partial<Record<EvidenceId, string>>

const isKindOf = (id: EvidenceId): id is keyof typeof kindOf => id in kindOf

/** The terms of Art. 8(7), 19-1(3), 24 and 25(2) of Law 94-V and of the policy: the earliest binds. */
export function measurePunctuality(
  tx: Transaction,
  id: EvidenceId,
  period: Period,
): Promise<Figures['requests-in-time']> {
  if (!isKindOf(id)) throw new Error(`${id} is about no kind of request`)
  return readPunctuality(tx, kindOf[id], period)
}

export const measureFirstAnswers = (tx: Transaction, period: Period): Promise<Figures['first-answers']> =>
  readFirstAnswers(tx, period)

/**
 * Whether each action has its record in the audit log (order 179/НҚ paragraph 12): steps of requests and of incidents, published
 * versions, and what was entered into the registers of staff, access reviews, audits, findings and subprocessors.
 */
export async function measureRecordedActions(
  tx: Transaction,
  { from, to }: Period,
): Promise<Figures['actions-recorded']> {
  // No record is destroyed before its least term. What was done at its very beginning may have its record a moment earlier.
  const since = endOfTerm(to, leastTermMonths - 1)
  const recordedSince = new Date(since.getTime() - dayMs)
  let actions = 0
  let missing = 0
  const compare = async (owed: readonly OwedRecords[]) => {
    const records = await countRecords(tx, [...new Set(owed.map(({ resource }) => resource))], recordedSince)
    for (const { resource, action, count } of owed) {
      actions += count
      missing += Math.max(0, count - (records.get(`${resource} ${action}`) ?? 0))
    }
  }
  for await (const steps of readRecentSteps(tx, { from, since })) await compare(steps)
  for (const others of [countRecentIncidentSteps, countPublished, countRecordedOfStaff, countEntered])
    await compare(await others(tx, { from, since }))
  return { actions, missing }
}
