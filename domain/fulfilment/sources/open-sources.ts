import { type Database, openDatabase } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Services } from '#platform/services.ts'
import { httpSource } from '../http-source/http-source.ts'
import { itemsOf, readPlatformMap } from '../map/read-data-map.ts'
import { readHttpSources } from '../map/read-http-sources.ts'
import { portalSource } from '../portal-source/portal-source.ts'
import { postgresqlSource } from '../postgresql-source/postgresql-source.ts'
import type { DataMap, MapItem } from '../rules/data-map.ts'
import type { DataSource } from '../rules/source.ts'

export type Sources = {
  /** The items of all sources, in the order in which they are shown. */
  map: DataMap
  all: readonly DataSource[]
  /** The source of an item. */
  of(item: MapItem): DataSource
  /** Throws for a name that this installation does not have. */
  named(name: string): DataSource
}

type Open = (ctx: Context) => readonly DataSource[]

/** Every source that this installation has. A new kind of source is one folder and one line here. */
const kinds: readonly Open[] = [platformSource, httpSources, (ctx) => [portalSource(ctx)]]

/** The sources of this installation, for one request or job. */
// no permission: the use cases that collect, change or erase have authorized
export function openSources(ctx: Context): Sources {
  const all = kinds.flatMap((open) => open(ctx))
  const named = (name: string) => {
    const found = all.find((one) => one.name === name)
    if (!found) throw new Error(`no source ${name}`)
    return found
  }
  return { all, map: all.flatMap(({ items }) => items), named, of: ({ source }) => named(source) }
}

function httpSources(ctx: Context): readonly DataSource[] {
  return readHttpSources(ctx.services.env).map((settings) => httpSource(ctx, settings))
}

function platformSource(ctx: Context): readonly DataSource[] {
  const { env } = ctx.services
  const readUrl = env.PLATFORM_DATABASE_URL ?? env.PLATFORM_DATABASE_WRITE_URL
  if (!readUrl) return []
  const map = readPlatformMap(env)
  const source = postgresqlSource({
    name: 'platform',
    map,
    items: itemsOf('platform', map),
    read: databaseAt(ctx.services, readUrl),
    change: env.PLATFORM_DATABASE_WRITE_URL
      ? databaseAt(ctx.services, env.PLATFORM_DATABASE_WRITE_URL)
      : null,
    clock: ctx.clock,
  })
  return [source]
}

const opened = new WeakMap<Services, Map<string, Database>>()

/** One pool a process and address, opened when it is first needed. */
function databaseAt(services: Services, url: string): Database {
  const databases = opened.get(services) ?? new Map<string, Database>()
  opened.set(services, databases)
  const { deadlineMs } = services.database
  const database =
    databases.get(url) ?? openDatabase(url, { max: 4, deadlineMs, applicationName: 'portal-sources' })
  databases.set(url, database)
  return database
}

/** Closes what `openSources` opened. Called when the process stops. */
// no permission: only closes connections
export async function closeSources(services: Services): Promise<void> {
  const databases = [...(opened.get(services)?.values() ?? [])]
  opened.delete(services)
  await Promise.all(databases.map((database) => database.close()))
}
