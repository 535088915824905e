import makeRouter, { type HTTPMethod } from 'find-my-way'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import { visitor } from '#domain/people/actor.ts'
import { contextFor } from '#domain/people/context.ts'
import { Denied } from '#domain/people/permissions.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Services } from '#platform/services.ts'
import { type ApiAnswer, type ApiCall, ApiRefusal, type ApiRequest, problem } from './api-answer.ts'
import { getOpenapi } from './openapi.ts'
import { getPolicy, getVersions } from './policy.ts'
import { getPurposes } from './purposes.ts'

export const apiMethods = ['GET', 'HEAD', 'POST', 'PUT'] as const
type Method = (typeof apiMethods)[number]

/** Every call there is: the list of entrances for programs. */
export const apiRoutes: readonly { method: Method; route: string; call: ApiCall }[] = [
  { method: 'GET', route: '/openapi.json', call: getOpenapi },
  { method: 'GET', route: '/policy', call: getPolicy },
  { method: 'GET', route: '/policy/versions', call: getVersions },
  { method: 'GET', route: '/purposes', call: getPurposes },
]

type Asked = Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'requestId'>
type Router = ReturnType<typeof makeRouter>
export type Api = (request: Asked) => Promise<ApiAnswer & { route: string }>

// The router only finds; what it found is called with an object of ours.
const unused = () => {}

/** Answers programs: finds the call, runs it, turns what it throws into a problem. */
export function createApi(services: Services): Api {
  const router = makeRouter({ ignoreTrailingSlash: false, maxParamLength: 200 })
  for (const { method, route, call } of apiRoutes) {
    const methods: HTTPMethod[] = method === 'GET' ? ['GET', 'HEAD'] : [method]
    router.on(methods, route, unused, { route, call })
  }
  return async (asked) => {
    const found = find(router, asked.method, asked.path)
    if (!found) return { ...unknown(router, asked), route: '(unknown)' }
    const { requestId } = asked
    const ctx = contextFor(services, { actor: visitor, locale: defaultLocale, requestId })
    try {
      return { ...(await found.call({ ...asked, params: found.params, services, ctx })), route: found.route }
    } catch (error) {
      return { ...failure(error, requestId, services), route: found.route }
    }
  }
}

type Found = { route: string; call: ApiCall; params: Record<string, string | undefined> }

function find(router: Router, method: string, path: string): Found | null {
  const known = apiMethods.find((one) => one === method)
  const found = known ? router.find(known, path) : null
  return found && { route: found.store.route, call: found.store.call, params: found.params }
}

function unknown(router: Router, { path, requestId }: Asked): ApiAnswer {
  const allowed = apiMethods.filter((method) => router.find(method, path))
  if (allowed.length === 0) return problem(404, 'no-such-call', requestId)
  return problem(405, 'method-not-allowed', requestId, { headers: { allow: allowed.join(', ') } })
}

function failure(error: unknown, requestId: string, services: Services): ApiAnswer {
  if (error instanceof ApiRefusal)
    return problem(error.status, error.message, requestId, { errors: error.errors })
  if (error instanceof Denied) return problem(403, 'forbidden', requestId)
  if (error instanceof DatabaseUnavailable || error instanceof CommitUnknown)
    return problem(503, 'try-again', requestId, { headers: { 'retry-after': '5' } })
  services.log.error({ err: error, requestId }, 'an API call failed')
  return problem(500, 'broken', requestId)
}
