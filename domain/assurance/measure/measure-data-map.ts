import type { Context } from '#domain/access/context.ts'
import { openSources } from '#domain/fulfilment/sources/open-sources.ts'
import type { Figures } from '../rules/figures.ts'

/** Compares the columns of every mapped database with the data map. A database that cannot be read gives no figures: throws. */
// no permission: `measureEvidence` has authorized
export async function measureColumns(ctx: Context): Promise<Figures['columns-mapped']> {
  const looks = openSources(ctx).all.flatMap((source) => source.findColumnFaults?.() ?? [])
  const figures = { columns: 0, undeclared: 0, missing: 0 }
  for (const { columns, unmapped, missing } of await Promise.all(looks)) {
    figures.columns += columns
    figures.undeclared += unmapped.length
    figures.missing += missing.length
  }
  return figures
}
