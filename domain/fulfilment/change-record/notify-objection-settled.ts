import type { Transaction } from '#db/client.ts'
import { mailPerson } from '#domain/requests/record/write-request.ts'
import { isChangeMade, isChangeSettled } from '../rules/source-change.ts'
import { readRequestChanges } from './change-rows.ts'

/**
 * Emails the person what the systems confirmed, once the last change of their objection was settled. The caller has
 * locked the request: of two at once, the second sees the first.
 */
// no permission: the use cases that settle a change have authorized
// no audit record: the use cases that settle a change write it
export async function notifyObjectionSettled(
  tx: Transaction,
  key: { subjectId: string; requestId: string },
): Promise<void> {
  const changes = (await readRequestChanges(tx, key)).filter(({ kind }) => kind === 'object')
  const states = changes.map(({ state }) => state)
  if (states.every(isChangeSettled) && states.some(isChangeMade)) await mailPerson(tx, key, 'objected')
}
