import { isHeld, send, strongTag } from '#platform/http/answer.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { readBody } from '#platform/http/request-body.ts'
import { type Api, apiMethods } from '../v1/router.ts'
import { refuse } from './refusals.ts'
import type { Visit } from './visit.ts'

/** A batch of 1,000 choices with their keys is near 300 KB. */
const bodyLimit = 1_000_000
/** Needs no database. */
const alwaysAnswered = '/openapi.json'

/** Answers a program. No cookie is read here, so the browser's guards (Origin, Sec-Fetch-Site) have nothing to guard. */
export async function answerProgram(
  visit: Visit,
  path: string,
  { api, healthy }: { api: Api; healthy: () => Promise<boolean> },
): Promise<void> {
  const { req, res, method } = visit
  visit.route = '/api/v1/(unknown)'
  if (!apiMethods.some((one) => one === method)) return refuse(visit, '405', { allow: apiMethods.join(', ') })
  if (path !== alwaysAnswered && !(await healthy())) return refuse(visit, '503')
  const read = await readBody(req, bodyLimit)
  if (read.status === 'gone') return
  if (read.status === 'too-large') return refuse(visit, '413')
  if (read.body.length > 0 && !/^application\/json\b/i.test(req.headers['content-type'] ?? ''))
    return refuse(visit, '415')

  const query = new URLSearchParams(visit.target?.query)
  const asked = { method, path, query, headers: req.headers, body: read.body, requestId: visit.id }
  const { route, status, headers, body } = await api(asked)
  visit.route = `/api/v1${route}`
  res.setHeader('content-security-policy', dataPolicy)
  const isRead = status === 200 && (method === 'GET' || method === 'HEAD')
  if (!isRead) return send(req, res, { status, headers, body })
  const etag = strongTag(body)
  const tagged = { ...headers, etag }
  await send(
    req,
    res,
    isHeld(req, etag) ? { status: 304, headers: tagged } : { status, headers: tagged, body },
  )
}
