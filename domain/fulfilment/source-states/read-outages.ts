import { gt, isNull, or } from 'drizzle-orm'
import { sourceOutage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { InThree } from '../rules/data-map.ts'
import { openSources } from '../sources/open-sources.ts'

export type Outages = {
  source: string
  title: InThree | undefined
  outages: { since: Date; until: Date | null }[]
}

/** When each source did not answer as it should, since then. The portal's own database is none of them: without it nothing is noted. */
export async function readOutages(ctx: Context, since: Date): Promise<Outages[]> {
  authorize(ctx.actor, 'statistics.read')
  const { until } = sourceOutage
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(sourceOutage)
      .where(or(isNull(until), gt(until, since)))
      .orderBy(sourceOutage.since),
  )
  return openSources(ctx)
    .all.filter(({ name }) => name !== 'portal')
    .map(({ name, items }) => ({
      source: name,
      title: items[0]?.system?.title,
      outages: rows.filter(({ source }) => source === name),
    }))
}
