import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { newId } from '#platform/ids.ts'
import type { ChangeRow } from '../change-record/change-rows.ts'
import { writeNotices } from '../change-record/notice-rows.ts'
import { statedFactsIn } from '../map/stated-processing.ts'
import type { DataMap } from '../rules/data-map.ts'
import { recipientsOf } from '../rules/recipients.ts'
import { isChangeMade } from '../rules/source-change.ts'

/**
 * Lists everybody outside who received data of the corrected categories, for staff to tell. The operator's settings name them
 * without an address, so no program can tell them.
 */
// no permission: the use cases that carry out a correction have authorized
export async function planNotices(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: { subjectId: string; requestId: string },
  given: { map: DataMap; changes: readonly ChangeRow[] },
): Promise<void> {
  const items = given.changes.flatMap(({ state, item }) => (isChangeMade(state) && item ? [item] : []))
  const { processing } = await statedFactsIn(tx, readOperator(ctx.services.env))
  const recipients = recipientsOf(given.map, items, processing)
  if (recipients.length === 0) return
  const at = ctx.clock.now()
  await writeNotices(
    tx,
    recipients.map(({ name, country }) => ({
      subjectId,
      requestId,
      noticeId: newId(),
      recipient: name,
      country,
      state: 'to-tell',
      createdAt: at,
      at,
    })),
  )
  await append(tx, ctx.auditedAs, { action: 'recipient.plan', subjectId, resource: `request:${requestId}` })
}
