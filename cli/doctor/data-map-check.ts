import { itemsOf, readPlatformMap } from '#domain/fulfilment/map/read-data-map.ts'
import { findUnknownPurposes } from '#domain/fulfilment/map/unknown-purposes.ts'
import { readColumns } from '#domain/fulfilment/postgresql-source/read-columns.ts'
import { columnFaults } from '#domain/fulfilment/rules/unmapped-columns.ts'
import type { Environment } from '#platform/env.ts'
import { fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'
import { withContext } from './with-context.ts'

/** Purposes that the maps of other systems name and the catalogue does not have; columns of the platform's database that look personal or refer to a mapped row, and that the data map does not have. */
export function checkDataMap(env: Environment) {
  return look('data map', async () => {
    const unknown = await withContext(env, findUnknownPurposes)
    if (unknown.length > 0) return fail(unknown.join('; '))
    const url = env.PLATFORM_DATABASE_URL ?? env.PLATFORM_DATABASE_WRITE_URL
    if (!url) return ok('only the portal itself: no platform database is named')
    const items = itemsOf('platform', readPlatformMap(env))
    const columns = await onDatabase(url, ({ transaction }) => transaction(readColumns))
    const { missing, unmapped } = columnFaults(items, columns)
    if (missing.length > 0) return fail(`the map names columns that do not exist: ${missing.join(', ')}`)
    return unmapped.length > 0
      ? warn(`look personal and are not mapped: ${unmapped.join(', ')}`)
      : ok(`${items.length} kinds of records; no other column looks personal`)
  })
}
