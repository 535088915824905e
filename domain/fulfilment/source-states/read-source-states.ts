import { isNotNull, or } from 'drizzle-orm'
import { sourceState } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { CanaryStep } from '../rules/canary.ts'
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
  /** The last nightly trial; null where the source allows none or none has run. `failure`: at which step, and why. */
  canary: { at: Date; failure: { step: CanaryStep; code: string } | null } | null
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
      canary: row?.canaryAt ? { at: row.canaryAt, failure: canaryFailure(row) } : null,
    }
  })
}

const canaryFailure = ({ canaryStep: step, canaryCode: code }: typeof sourceState.$inferSelect) =>
  step && code ? { step, code } : null

/** How many sources fail, by themselves or in the nightly trial, for the first page of staff. Throws `Denied`. */
export async function countFailingSources(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'data-map.read')
  const failing = await ctx.transaction((tx) =>
    tx
      .select({ source: sourceState.source })
      .from(sourceState)
      .where(or(isNotNull(sourceState.failingSince), isNotNull(sourceState.canaryStep))),
  )
  return failing.length
}
