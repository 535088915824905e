import { locales } from '#db/schema/access-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { rights } from '../rules/clauses.ts'
import { listVersions } from './read-policy.ts'

/**
 * Addresses of the public reading pages in every language. They are the same for everybody, so each is rendered once and
 * served without script. A POST to one of them goes to the page itself.
 */
export async function listPublicPaths(ctx: Context): Promise<string[]> {
  const versions = await listVersions(ctx, ctx.locale)
  const pages = [
    // First: a new version is on every instance within two seconds.
    '/policy',
    '',
    '/policy/versions',
    ...versions.map(({ version }) => `/policy/versions/${version}`),
    '/trust',
    '/subprocessors',
    '/contact',
    '/requests/new',
    ...rights.map((right) => `/requests/new/${right}`),
  ]
  return pages.flatMap((page) => locales.map((locale) => `/${locale}${page}`))
}
