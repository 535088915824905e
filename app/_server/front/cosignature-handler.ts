import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import { type Taken, takeCosignature } from '#domain/audit/witness/take-cosignature.ts'
import { send } from '#platform/http/answer.ts'
import { networkOf } from '#platform/http/client-address.ts'
import { readBody } from '#platform/http/request-body.ts'
import type { Services } from '#platform/services.ts'
import { problem } from '../../v1/api-answer.ts'
import type { HandledRequest } from './handled-request.ts'

export const cosignaturesPath = '/audit/cosignatures'

/** A checkpoint with some signatures is a few hundred bytes. */
const bodyLimit = 16_000

const answers: Record<Exclude<Taken, 'taken'>, [status: number, code: string]> = {
  unsigned: [401, 'bad-signature'],
  unknown: [404, 'not-found'],
}

type Given = { services: Services; clientAddress: string; healthy: () => Promise<boolean> }

/**
 * Takes the cosignatures of witnesses. No cookie is read; the signature proves the witness. What is refused is counted by network,
 * what is taken is not.
 */
export async function handleCosignature(
  handled: HandledRequest,
  { services, clientAddress, healthy }: Given,
): Promise<void> {
  const { req, res, id } = handled
  const refuse = (status: number, code: string) => send(req, res, problem(status, code, id))
  if (!/^text\/plain\b/i.test(req.headers['content-type'] ?? '')) return refuse(415, 'unsupported-media-type')
  if (!(await healthy())) return refuse(503, 'try-again')
  const client = { network: networkOf(clientAddress), browser: undefined }
  const spending = await spend(services, 'audit-cosignature', { client })
  if (!spending.ok) {
    res.setHeader('retry-after', String(spending.retryAfterSeconds))
    return refuse(429, 'too-often')
  }
  const read = await readBody(req, bodyLimit)
  if (read.status === 'gone') return
  if (read.status === 'too-large') return refuse(413, 'too-large')
  const ctx = contextFor(services, { actor: visitor, locale: handled.locale, requestId: id })
  const taken = await takeCosignature(ctx, read.body.toString('utf8'))
  if (taken !== 'taken') return refuse(...answers[taken])
  await spending.giveBack()
  return send(req, res, { status: 204, headers: { 'cache-control': 'no-store' } })
}
