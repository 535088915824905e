import { isNotNull } from 'drizzle-orm'
import { sourceState } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { InThree } from '../rules/data-map.ts'
import type { SourceFailure } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

export type SourceStateView = {
  source: string
  title: InThree | undefined
  /** `unknown`: it has not been looked at yet. */
  state: 'well' | 'failing' | 'unknown'
  failure: SourceFailure | null
  failingSince: Date | null
  checkedAt: Date | null
  nextTryAt: Date | null
}

/** Every source and whether it is well. Asks no source: the worker does. Throws `Denied`. */
export async function readSourceStates(ctx: Context): Promise<SourceStateView[]> {
  authorize(ctx.actor, 'data-map.read')
  const rows = await ctx.transaction((tx) => tx.select().from(sourceState))
  return openSources(ctx).all.map(({ name, items }) => {
    const row = rows.find(({ source }) => source === name)
    return {
      source: name,
      title: items[0]?.system?.title,
      state: row ? (row.failingSince ? 'failing' : 'well') : 'unknown',
      failure: row?.code ? { code: row.code, ...(row.detail && { detail: row.detail }) } : null,
      failingSince: row?.failingSince ?? null,
      checkedAt: row?.checkedAt ?? null,
      nextTryAt: row?.nextTryAt ?? null,
    }
  })
}

/** How many sources fail, for the first page of staff. Throws `Denied`. */
export async function countFailingSources(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'data-map.read')
  const failing = await ctx.transaction((tx) =>
    tx.select({ source: sourceState.source }).from(sourceState).where(isNotNull(sourceState.failingSince)),
  )
  return failing.length
}
