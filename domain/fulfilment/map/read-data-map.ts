import { readFileSync } from 'node:fs'
import samplePlatform from '#db/seed/platform/map.json' with { type: 'json' }
import { type DatabaseMap, databaseMapSchema, type MapItem } from '../rules/data-map.ts'

/**
 * The map of the learning platform's database: `PLATFORM_MAP_FILE`, else the sample platform's. Throws one line that names
 * the file and the place.
 */
export function readPlatformMap(env: { PLATFORM_MAP_FILE?: string | undefined }): DatabaseMap {
  const given: unknown = env.PLATFORM_MAP_FILE
    ? JSON.parse(readFileSync(env.PLATFORM_MAP_FILE, 'utf8'))
    : samplePlatform
  const parsed = databaseMapSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(`PLATFORM_MAP_FILE: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** The items of a mapped database as the data map has them. */
export const itemsOf = (source: string, map: DatabaseMap): readonly MapItem[] =>
  map.items.map(({ item, ...rest }) => ({
    ...rest,
    id: `${source}.${item}`,
    source,
    restrictable: map.restrict !== undefined,
    objectable: map.object !== undefined,
    ...(map.activities !== undefined && { activities: map.activities }),
  }))
