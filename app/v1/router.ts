import makeRouter from 'find-my-way'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import { type Actor, visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { openDecisionCounts } from '#domain/integrations/keys/decision-counts.ts'
import { type KnownKey, openApiKeys } from '#domain/integrations/keys/find-api-key.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Services } from '#platform/services.ts'
import { type ApiAnswer, ApiProblem, type ApiRequest, problem } from './api-answer.ts'
import { apiRoutes } from './api-routes.ts'
import { openCallLimits, tooOften } from './call-limits.ts'
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts'
import type { ApiRoute } from './define-call.ts'
import { openapiRoute } from './openapi-route.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT'] as const

type Asked = Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'requestId'> & {
  /** As `networkOf` gives it. */
  network: string
}
type Router = ReturnType<typeof makeRouter>
export type Api = {
  (request: Asked): Promise<ApiAnswer & { route: string }>
  /** Writes counters that are only in memory. */
  close(): Promise<void>
}

const flushMs = 10_000

// The router only finds; what it found is called with an object of ours.
const unused = () => {}

/** Handles API requests: finds the call, checks the key, counts, runs, and turns errors into problems. */
export function createApi(services: Services): Api {
  const router = makeRouter({ ignoreTrailingSlash: false, maxParamLength: 2000 })
  for (const one of apiRoutes)
    router.on(one.method === 'GET' ? ['GET', 'HEAD'] : one.method, one.route, unused, one)
  const knownKey = openApiKeys(services)
  const limits = openCallLimits(services)
  const counts = openDecisionCounts()
  const contextOf = (actor: Actor, requestId: string) =>
    contextFor(services, { actor, locale: defaultLocale, requestId })
  const flush = () => counts.flush(contextOf({ kind: 'system', task: 'decision-counts' }, 'decision-counts'))
  const timer = setInterval(() => void flush(), flushMs).unref()

  async function answer(
    asked: Asked,
    route: ApiRoute,
    params: Record<string, string | undefined>,
  ): Promise<ApiAnswer> {
    if (route.scope === null) {
      await limits.openCall(asked.network, { needsDatabase: route.route !== openapiRoute })
      const ctx = contextOf(visitor, asked.requestId)
      return route.call({ ...asked, params, services, ctx, counts })
    }
    const key = await keyOf(asked, (shown) => limits.lookUp(asked.network, shown, knownKey))
    const limit = await limits.ofKey(key)
    if (!limit.allowed) throw tooOften(limit)
    if (!key.scopes.includes(route.scope))
      throw new ApiProblem(403, 'insufficient-scope', {
        headers: { ...limit.headers, ...challenge('insufficient_scope', route.scope) },
        more: { scope: route.scope },
      })
    const ctx = contextOf({ kind: 'program', keyId: key.keyId, scopes: key.scopes }, asked.requestId)
    const made = await route
      .call({ ...asked, params, services, ctx, counts })
      .catch((error) => failure(error, asked.requestId, services))
    return { ...made, headers: { ...made.headers, ...limit.headers } }
  }

  const api = async (asked: Asked) => {
    const found = find(router, asked.method, asked.path)
    if (!found) return { ...unknown(router, asked), route: '(unknown)' }
    const made = await answer(asked, found.route, found.params).catch((error) =>
      failure(error, asked.requestId, services),
    )
    const headers = { ...made.headers, ...crossOriginHeaders(found.route) }
    return { ...made, headers, route: found.route.route }
  }
  const close = async () => {
    clearInterval(timer)
    await flush()
  }
  return Object.assign(api, { close })
}

/** RFC 6750, 3: an error is named only to a program that showed a key. */
function challenge(error?: 'invalid_token' | 'insufficient_scope', scope?: string): Record<string, string> {
  const given = { realm: 'privacy portal', error, scope }
  const parts = Object.entries(given).flatMap(([name, value]) => (value ? [`${name}="${value}"`] : []))
  return { 'www-authenticate': `Bearer ${parts.join(', ')}` }
}

async function keyOf(
  { headers }: Asked,
  knownKey: (shown: string) => Promise<KnownKey | null>,
): Promise<KnownKey> {
  const shown = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (shown === undefined) throw new ApiProblem(401, 'key-needed', { headers: challenge() })
  const key = await knownKey(shown)
  if (!key) throw new ApiProblem(401, 'unknown-key', { headers: challenge('invalid_token') })
  return key
}

function find(router: Router, method: string, path: string) {
  const known = methods.find((one) => one === method)
  const found = known ? router.find(known, path) : null
  return found && { route: found.store as ApiRoute, params: found.params }
}

/** The methods of an address, for OPTIONS and for 405. */
function unknown(router: Router, { method, path, requestId, headers: sent }: Asked): ApiAnswer {
  const allowed = methods.filter((one) => router.find(one, path))
  if (allowed.length === 0) return problem(404, 'no-such-call', requestId)
  const headers = { allow: [...allowed, 'OPTIONS'].join(', ') }
  if (method === 'OPTIONS') {
    const wanted = find(router, sent['access-control-request-method'] ?? '', path)
    const forPages = wanted ? preflightHeaders(wanted.route) : {}
    return { status: 204, headers: { ...headers, 'cache-control': 'no-store', ...forPages }, body: '' }
  }
  return problem(405, 'method-not-allowed', requestId, { headers })
}

function failure(error: unknown, requestId: string, services: Services): ApiAnswer {
  if (error instanceof ApiProblem) return problem(error.status, error.message, requestId, error)
  if (error instanceof Denied)
    return problem(403, 'forbidden', requestId, { headers: challenge('insufficient_scope') })
  if (error instanceof DatabaseUnavailable || error instanceof CommitUnknown)
    return problem(503, 'try-again', requestId, { headers: { 'retry-after': '5' } })
  services.log.error({ err: error, requestId }, 'an API call failed')
  return problem(500, 'broken', requestId)
}
