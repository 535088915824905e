import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { monthsAfter } from '#domain/consent/rules/consent-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { type ItemRow, type RunRow, readItems } from '../erasure-record/erasure-rows.ts'
import { decryptExternalId } from '../erasure-record/erasure-secrets.ts'
import { readUndated, setKeptUntil, takeRunWithKept } from '../erasure-record/kept-rows.ts'
import { FencedOff } from '../lease/lease.ts'
import { isOfRun } from '../rules/erasure-run.ts'
import type { SourceSubject } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'
import { endKept } from './end-kept.ts'
import { expireItems } from './expire-items.ts'

/** Items whose time was over: deleted and read back, or still there. */
export type KeptDeleted = { rows: number; items: number; failed: number }

/**
 * Deletes what a law kept of people who were erased, where its time is over, in the portal and in other systems; collects it
 * again and records the numbers (Art. 18 of Law 94-V, Art. 41(4) of the Digital Code). A killed worker's run is taken by another
 * after its lease. What fails is tried again an hour later at the earliest. Throws `Denied`.
 */
// no audit record: each step writes its own
export async function deleteKept(ctx: Context, signal: AbortSignal): Promise<KeptDeleted> {
  authorize(ctx.actor, 'erasures.run')
  await nameEnds(ctx)
  const total = { rows: 0, items: 0, failed: 0 }
  for (;;) {
    signal.throwIfAborted()
    const run = await ctx.transaction((tx) => takeRunWithKept(tx, ctx.clock.now()))
    if (!run) return total
    try {
      for (const { state, changed } of await deleteOf(ctx, run, signal)) {
        if (state === 'kept') total.failed += 1
        else total.items += 1
        total.rows += changed ?? 0
      }
    } catch (error) {
      if (!(error instanceof FencedOff)) throw error
      ctx.services.log.warn({ requestId: run.requestId }, 'another worker took what this erasure kept')
    }
  }
}

/** The end of what was kept before the operator had named the law. */
async function nameEnds(ctx: Context): Promise<void> {
  const { keeping } = readOperator(ctx.services.env)
  await ctx.transaction(async (tx) => {
    for (const { endedAt, record, ...item } of await readUndated(tx, Object.keys(keeping)))
      await setKeptUntil(tx, item, monthsAfter(endedAt, keeping[record]?.months ?? 0))
  })
}

type Written = Pick<ItemRow, 'state' | 'changed'>

async function deleteOf(ctx: Context, run: RunRow, signal: AbortSignal): Promise<Written[]> {
  const { subjectId, externalIdSealed } = run
  const externalId = externalIdSealed && decryptExternalId(ctx.services.keys, run, externalIdSealed)
  const subject: SourceSubject = { subjectId, externalId }
  const sources = openSources(ctx)
  const now = ctx.clock.now()
  const due = (await ctx.transaction((tx) => readItems(tx, run))).filter(
    ({ item, state, keptUntil }) => state === 'kept' && keptUntil && keptUntil <= now && !isOfRun(item),
  )
  const written: Written[] = []
  for (const [name, rows] of Map.groupBy(due, ({ source }) => source)) {
    const source = sources.all.find((one) => one.name === name) ?? null
    written.push(...(await expireItems(ctx, run, { source, subject, rows }, signal)))
  }
  await endKept(ctx, run, sources.named('portal'), subject, signal)
  return written
}
