import makeRouter from 'find-my-way'
import { languageOfPath } from '#platform/http/language.ts'
import { type EntryPoint, entryPoints, publicPages, withoutLanguage } from './entry-points.ts'
import { languages } from './languages.ts'

// Addresses below a language and without one, both derived from the table of entry points.
const below = makeRouter({ ignoreTrailingSlash: true, maxParamLength: 2000 })
const beside = makeRouter({ ignoreTrailingSlash: true, maxParamLength: 2000 })

const methodsOf = new Map<string, Set<string>>()
const addressIn = (name: string) => name.split(' ').at(-1) ?? ''
for (const name of withoutLanguage) add(beside, name, 'page')
for (const name of Object.keys(entryPoints)) {
  const address = addressIn(name)
  if (name.startsWith('server ') || address.startsWith('/api/auth/')) add(beside, name, 'answer')
  else if (/^(page|route) /.test(name) && address !== '/[...unknown]') add(below, name, 'page')
}

/** `/requests/[reference]` becomes `/requests/:reference`, `/api/auth/[...nextauth]` becomes `/api/auth/*`. */
function asPattern(address: string): string {
  return address.replace(/\[\.\.\.\w+\]/, '*').replace(/\[(\w+)\]/g, ':$1')
}

function add(router: typeof below, name: string, kind: 'page' | 'answer') {
  const address = addressIn(name)
  if (!address.startsWith('/')) return
  const route = asPattern(address)
  if (!router.hasRoute('GET', route)) router.on('GET', route, () => {}, { route, kind })
  const methods = methodsOf.get(route) ?? new Set()
  for (const method of methodsIn(name)) methods.add(method)
  methodsOf.set(route, methods)
}

/** A page answers the POST of its forms. */
function methodsIn(name: string): string[] {
  if (name.startsWith('page ')) return ['GET', 'HEAD', 'POST']
  return name.includes(' GET ') ? ['GET', 'HEAD'] : ['POST']
}

/** The methods that an address has, OPTIONS left out; null for an address that there is not. */
export function methodsAt(path: string): string[] | null {
  const language = languageOfPath(path, languages)
  const found = language ? below.find('GET', path.slice(3) || '/') : beside.find('GET', path)
  return found ? ['GET', 'HEAD', 'POST'].filter((one) => methodsOf.get(found.store.route)?.has(one)) : null
}

/** The pattern of an address for the log and the metrics, where no reference may appear; `(unknown)` without one. */
export function routePattern(path: string): string {
  const language = languageOfPath(path, languages)
  const found = language ? below.find('GET', path.slice(3) || '/') : beside.find('GET', path)
  if (!found) return '(unknown)'
  const { route } = found.store
  return language ? `/:locale${route.replace(/^\/$/, '')}` : route
}

/** The pattern of a page, as `routePattern` gives it for its addresses below a language. */
export const patternOf = (page: EntryPoint): string =>
  `/:locale${asPattern(addressIn(page)).replace(/^\/$/, '')}`

/** Every pattern that `routePattern` can give, and those of the API. */
export const knownPatterns = (): string[] => [
  ...new Set(
    Object.keys(entryPoints).flatMap((name) => {
      const address = addressIn(name)
      if (name.startsWith('api ')) return [`/api/v1${address}`]
      if (!/^(server|page|route) /.test(name) || !address.startsWith('/')) return []
      if (address === '/[...unknown]') return []
      if (address.startsWith('/api/auth/') || name.startsWith('server ')) return [asPattern(address)]
      return [patternOf(name as EntryPoint)]
    }),
  ),
  ...withoutLanguage.map((name) => asPattern(addressIn(name))),
]

const publicPatterns = new Set<string>(publicPages.map(patternOf))

/** The pattern of a public page: the same for everybody, so caches may store it. */
export const isPublicPattern = (pattern: string): boolean => publicPatterns.has(pattern)

/** An address that is served as it is, without the redirect to the reader's language. */
export const isServedWithoutLanguage = (path: string): boolean => beside.find('GET', path) !== null

/** A page that is also shown at an address without a language, in the reader's. */
export const isPageWithoutLanguage = (path: string): boolean =>
  beside.find('GET', path)?.store.kind === 'page'
