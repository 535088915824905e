import type { Context } from '#domain/access/context.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { defaultLocale, locales } from '#i18n/locales.ts'

/**
 * The addresses of the public reading pages, in every language: the same for everybody, rendered once and served without
 * script. A page that a form on it sends to answers that POST by itself.
 */
export async function publicPaths(ctx: Context): Promise<string[]> {
  const versions = await listVersions(ctx, defaultLocale)
  const pages = [
    '',
    '/policy',
    '/policy/versions',
    ...versions.map(({ version }) => `/policy/versions/${version}`),
    '/contact',
    '/requests/new',
    ...rights.map((right) => `/requests/new/${right}`),
  ]
  return locales.flatMap((locale) => pages.map((page) => `/${locale}${page}`))
}
