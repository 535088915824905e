import { visitor } from '#domain/access/actor.ts'
import type { BudgetName } from '#domain/access/budgets.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import { send } from '#platform/http/answer.ts'
import { networkOf } from '#platform/http/client-address.ts'
import { readBody } from '#platform/http/request-body.ts'
import type { Services } from '#platform/services.ts'
import { problem } from '../../v1/api-answer.ts'
import type { HandledRequest } from './handled-request.ts'

/** Signed messages are a few hundred bytes. */
const bodyLimit = 16_000

export type MessageServices = {
  services: Services
  clientAddress: string
  healthy: () => Promise<boolean>
}

type Message<Refused extends string> = {
  budget: BudgetName
  mediaType: string
  /** The answer to each way in which a message is refused. */
  answers: Record<Refused, [status: number, code: string]>
  take: (ctx: Context, body: Buffer) => Promise<Refused | 'taken'>
}

/**
 * Takes a message of another program. No cookie is read; the signature proves the sender. Refused messages are counted by
 * network, accepted ones are not. Answers 204, 413, 415, 429, 503 or what `answers` says.
 */
export async function handleSignedMessage<Refused extends string>(
  { req, res, id, locale }: HandledRequest,
  { services, clientAddress, healthy }: MessageServices,
  { budget, mediaType, answers, take }: Message<Refused>,
): Promise<void> {
  const refuse = (status: number, code: string) => send(req, res, problem(status, code, id))
  const [given = ''] = (req.headers['content-type'] ?? '').toLowerCase().split(';')
  if (given.trim() !== mediaType) return refuse(415, 'unsupported-media-type')
  if (!(await healthy())) return refuse(503, 'try-again')
  const client = { network: networkOf(clientAddress), browser: undefined }
  const spending = await spend(services, budget, { client })
  if (!spending.ok) {
    res.setHeader('retry-after', String(spending.retryAfterSeconds))
    return refuse(429, 'too-often')
  }
  const read = await readBody(req, bodyLimit)
  if (read.status === 'gone') return
  if (read.status === 'too-large') return refuse(413, 'too-large')
  const result = await take(contextFor(services, { actor: visitor, locale, requestId: id }), read.body)
  if (result !== 'taken') {
    const [status, code] = answers[result]
    return refuse(status, code)
  }
  await spending.giveBack()
  return send(req, res, { status: 204, headers: { 'cache-control': 'no-store' } })
}
