import type { Transaction } from '#db/client.ts'
import { countRecords } from '#domain/audit/search/count-records.ts'
import { readFirstAnswers } from '#domain/requests/view/read-first-answers.ts'
import { readPunctuality } from '#domain/requests/view/read-punctuality.ts'
import { readRecentSteps } from '#domain/requests/view/read-recent-steps.ts'
import type { EvidenceId } from '../rules/evidence.ts'
import type { Figures } from '../rules/figures.ts'

export type Period = { from: Date; to: Date }

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

/** Whether each step of a request has its record in the audit log (order 179/НҚ paragraph 12). */
export async function measureRecordedActions(
  tx: Transaction,
  { from }: Pick<Period, 'from'>,
): Promise<Figures['actions-recorded']> {
  let actions = 0
  let missing = 0
  for await (const steps of readRecentSteps(tx, from)) {
    const records = await countRecords(tx, [...new Set(steps.map(({ resource }) => resource))])
    for (const { resource, action, count } of steps) {
      actions += count
      missing += Math.max(0, count - (records.get(`${resource} ${action}`) ?? 0))
    }
  }
  return { actions, missing }
}
