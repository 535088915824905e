import type { Transaction } from '#db/client.ts'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { fulfilCorrection, lockChangingRequest } from '#domain/requests/execution/change-by-request.ts'
import { newId } from '#platform/ids.ts'
import {
  encryptTarget,
  type NewChange,
  readRequestChanges,
  wakeChanges,
} from '../change-record/change-rows.ts'
import type { DataMap } from '../rules/data-map.ts'
import {
  correctableField,
  isChangeMade,
  isChangeSettled,
  linkedFields,
  type SourceChangeKind,
} from '../rules/source-change.ts'
import { planNotices } from './plan-notices.ts'

type Planned = Pick<NewChange, 'subjectId' | 'requestId' | 'source' | 'item' | 'field'> & {
  kind: SourceChangeKind
}

/** A change that waits to be carried out now. */
// no permission: the use cases that plan have authorized
export function newChange(ctx: Context, planned: Planned): NewChange {
  const now = ctx.clock.now()
  return { ...planned, changeId: newId(), state: 'waiting', tryAt: now, createdAt: now, at: now }
}

/**
 * After a change of a correction is settled: plans the same correction where other systems and the profile repeat the value, and
 * closes the request when everything was read back and at least one system changed. Recipients are then told by staff.
 */
// no permission: the use cases that plan and carry out have authorized
// no audit record: filing, planning and the step that closes write theirs
export async function continueCorrection(
  tx: Transaction,
  ctx: Context,
  key: { subjectId: string; requestId: string },
  map: DataMap,
): Promise<void> {
  const request = await lockChangingRequest(tx, ctx, key)
  const changes = await readRequestChanges(tx, key)
  const [first, ...others] = changes
  if (!request?.decided || !first) return
  const place = correctableField(map, first.item ?? '', first.field ?? '')
  const linked = place && isChangeMade(first.state) ? linkedFields(map, place.field) : []
  const cipher = await findSubjectCipher(tx, ctx.services.keys, key.subjectId)
  if (others.length === 0 && linked.length > 0 && request.target && cipher) {
    for (const { item, field } of linked) {
      const { source, id } = item
      const change = newChange(ctx, { ...key, kind: 'correct', source, item: id, field: field.column })
      // Without a key: the person's only record of that item, if it still holds the old value.
      const target = { ...request.target, item: id, column: field.column, key: [] }
      const valuesSealed = encryptTarget(cipher, change.changeId, target)
      await tx.insert(sourceChange).values({ ...change, valuesSealed })
    }
    await wakeChanges(tx)
    return
  }
  const states = changes.map(({ state }) => state)
  if (!states.every(isChangeSettled) || !states.some(isChangeMade)) return
  await fulfilCorrection(tx, ctx, key)
  await planNotices(tx, ctx, key, { map, changes })
}
