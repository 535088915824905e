import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import { type Heard, hearStatus } from '#domain/fulfilment/http-source/hear-status.ts'
import { send } from '#platform/http/answer.ts'
import { networkOf } from '#platform/http/client-address.ts'
import { readBody } from '#platform/http/request-body.ts'
import type { Services } from '#platform/services.ts'
import { problem } from '../../v1/api-answer.ts'
import type { HandledRequest } from './handled-request.ts'

const address = /^\/sources\/([a-z][a-z0-9-]{0,39})\/status$/
/** A status is a few hundred bytes. */
const bodyLimit = 16_000

/** The source whose messages arrive at an address; null for any other address. */
export const statusSource = (path: string): string | null => address.exec(path)?.[1] ?? null

const answers: Record<Exclude<Heard, 'taken'>, [status: number, code: string]> = {
  unsigned: [401, 'bad-signature'],
  malformed: [400, 'malformed'],
  repeat: [409, 'repeated'],
  unknown: [404, 'not-found'],
}

type Given = { services: Services; clientAddress: string; healthy: () => Promise<boolean> }

/**
 * Takes the messages of other systems about requests of the portal. No cookie is read; the signature proves the sender. What
 * is refused is counted by network, what is taken is not.
 */
export async function handleSourceStatus(
  handled: HandledRequest,
  source: string,
  { services, clientAddress, healthy }: Given,
): Promise<void> {
  const { req, res, id } = handled
  const refuse = (status: number, code: string) => send(req, res, problem(status, code, id))
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? ''))
    return refuse(415, 'unsupported-media-type')
  if (!(await healthy())) return refuse(503, 'try-again')
  const client = { network: networkOf(clientAddress), browser: undefined }
  const spending = await spend(services, 'source-status', { client })
  if (!spending.ok) {
    res.setHeader('retry-after', String(spending.retryAfterSeconds))
    return refuse(429, 'too-often')
  }
  const read = await readBody(req, bodyLimit)
  if (read.status === 'gone') return
  if (read.status === 'too-large') return refuse(413, 'too-large')
  const ctx = contextFor(services, { actor: visitor, locale: handled.locale, requestId: id })
  const { headers } = req
  const path = req.url ?? ''
  const heard = await hearStatus(ctx, { source, path, headers, body: read.body })
  if (heard !== 'taken') return refuse(...answers[heard])
  await spending.giveBack()
  return send(req, res, { status: 204, headers: { 'cache-control': 'no-store' } })
}
