import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { knownChoices } from '#domain/consent/texts/read-catalogue.ts'
import { readPlatformMap } from './read-data-map.ts'
import { readHttpSources } from './read-http-sources.ts'

/**
 * What the maps of other systems name and the catalogue of purposes has never had, one line for each; reading them throws for
 * a file that is not a map. A purpose that is offered no more is known.
 */
export async function findUnknownPurposes(ctx: Context): Promise<string[]> {
  authorize(ctx.actor, 'policy.read')
  const { env } = ctx.services
  const hasPlatform = env.PLATFORM_DATABASE_URL ?? env.PLATFORM_DATABASE_WRITE_URL
  const maps = [
    { file: 'PLATFORM_MAP_FILE', path: 'items', items: hasPlatform ? readPlatformMap(env).items : [] },
    ...readHttpSources(env).map(({ name, items }) => ({ file: 'HTTP_SOURCES_FILE', path: name, items })),
  ]
  const named = maps.flatMap(({ file, path, items }) =>
    items.map(({ item, purpose }) => ({ place: `${file}: ${path}.${item}.purpose`, purpose })),
  )
  const known = await knownChoices(ctx, [...new Set(named.map(({ purpose }) => purpose))])
  return named.flatMap(({ place, purpose }) =>
    known.has(purpose)
      ? []
      : [`${place}: there is no purpose "${purpose}"; publish it with a version of the policy first`],
  )
}
