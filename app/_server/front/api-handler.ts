import { isHeld, send, strongTag } from '#platform/http/answer.ts'
import { compressed } from '#platform/http/compress.ts'
import { readBody } from '#platform/http/request-body.ts'
import { openapiRoute } from '../../v1/openapi-route.ts'
import type { Api } from '../../v1/router.ts'
import { errorResponse } from './error-responses.ts'
import type { HandledRequest } from './handled-request.ts'

/** A batch of 1,000 choices with their keys is near 300 KB. */
export const bodyLimit = 1_000_000

/** Answers a program. No cookie is read here, so the browser's guards (Origin, Sec-Fetch-Site) have nothing to guard. */
export async function handleApiRequest(
  handled: HandledRequest,
  path: string,
  { api, healthy, network }: { api: Api; healthy: () => Promise<boolean>; network: string },
): Promise<void> {
  const { req, res, method } = handled
  handled.route = '/api/v1/(unknown)'
  const needsDatabase = path !== openapiRoute && method !== 'OPTIONS'
  if (needsDatabase && !(await healthy())) return errorResponse(handled, '503')
  const read = await readBody(req, bodyLimit)
  if (read.status === 'gone') return
  if (read.status === 'too-large') return errorResponse(handled, '413')
  if (read.body.length > 0 && !/^application\/json\b/i.test(req.headers['content-type'] ?? ''))
    return errorResponse(handled, '415')

  const query = new URLSearchParams(handled.target?.query)
  const asked = { method, path, query, headers: req.headers, body: read.body, requestId: handled.id, network }
  const { route, status, headers, body } = await api(asked)
  handled.route = `/api/v1${route}`
  const isRead = status === 200 && (method === 'GET' || method === 'HEAD')
  if (!isRead) return send(req, res, await compressed(req, { status, headers, body }))
  const etag = strongTag(body)
  const tagged = { ...headers, etag }
  if (isHeld(req, etag)) return send(req, res, { status: 304, headers: tagged })
  await send(req, res, await compressed(req, { status, headers: tagged, body }))
}
