import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { forgetErased } from '#domain/people/record/erased-people.ts'
import { destroyKey } from '#domain/people/record/person-records.ts'
import { keptUnderKey } from '../erase/kept-under-key.ts'
import { type RunRow, readItems, writeItems, writeRun } from '../erasure-record/erasure-rows.ts'
import { destroyLetterKey } from '../erasure-record/erasure-secrets.ts'
import { isOfRun } from '../rules/erasure-run.ts'
import type { DataSource, SourceSubject } from '../rules/source.ts'

const HOUR = 3_600_000

/**
 * After some of what was kept is deleted: destroys the person's key once nothing needs it. After the last of it, also what the
 * portal kept to find it: the empty row of the person and the platform's id. The certificate stays and names nobody.
 */
// no permission: `deleteKept` has authorized
export async function endKept(
  ctx: Context,
  run: RunRow,
  portal: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<void> {
  const { subjectId, requestId } = run
  const hasKey = run.keyDestroyedAt === null
  const needsKey = hasKey && (await keptUnderKey(portal, subject, signal))
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const items = await readItems(tx, run)
    const isOver = items.every(({ item, state }) => state !== 'kept' || isOfRun(item))
    if (hasKey && !needsKey) await destroyKey(tx, subjectId)
    await writeRun(tx, run, now, {
      leaseUntil: null,
      tryAt: new Date(now.getTime() + HOUR),
      keyDestroyedAt: needsKey ? null : (run.keyDestroyedAt ?? now),
      ...(isOver && {
        externalIdSealed: null,
        letterSealed: null,
        planned: {},
        drift: null,
        keptGoneAt: now,
      }),
    })
    if (!isOver) return
    await destroyLetterKey(tx, requestId)
    await forgetErased(tx, subjectId)
    await writeItems(
      tx,
      run,
      items.map(({ item, source, state, ...row }) => ({
        item,
        source,
        state: isOfRun(item) && state === 'kept' ? ('expired' as const) : state,
        note: null,
        at: row.at,
      })),
    )
    await append(tx, ctx.auditedAs, { action: 'erasure.kept-gone', resource: `request:${requestId}` })
  })
}
