import type { Context } from '#domain/access/context.ts'
import { newId } from '#platform/ids.ts'
import { callServer, type ServerAnswer } from '#platform/outgoing/call-server.ts'
import { signedHeaders } from '#platform/outgoing/signed-call.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import {
  type CallContent,
  type CallStatus,
  type CallType,
  discoverySchema,
  type HttpSourceSettings,
  isLocalUrl,
  neededTypes,
  pageSchema,
  type RecordsPage,
  requestBody,
  statusSchema,
} from '../rules/http-protocol.ts'
import type { SourceFailure } from '../rules/source.ts'
import { type UsageAnswer, usageAnswerSchema } from '../rules/usage-protocol.ts'
import { callIdOf, findOpenCall, fingerprintOf, forgetCall, keepOpenCall, markAsked } from './open-calls.ts'

const limitMs = 10_000
const mostRead = 8 * 1024 * 1024

/** A system that is described in `HTTP_SOURCES_FILE`. `ctx`: the portal's, which notes what is under way. */
export type HttpSystem = { ctx: Context; settings: HttpSourceSettings }

/** A person that the system knows. */
export type KnownSubject = { subjectId: string; externalId: string; occasion?: string }

export type Answered =
  | { status: 'completed'; callId: string; answer: CallStatus }
  | { status: 'pending'; reference: string }
  | { status: 'failed'; failure: SourceFailure }

const unreadable = { status: 'failed', failure: { code: 'unreadable', detail: 'answer' } } as const

/** The path of the messages that a system sends to the portal. */
export const callbackPath = (source: string) => `/sources/${source}/status`

/**
 * Sends a request, or asks how far it is when it was sent before: the other side knows it by its id and takes it once. What
 * is not answered at once is noted, so that the next question continues it and the system's message finds it.
 */
export async function ask(
  system: HttpSystem,
  subject: KnownSubject,
  { type, content, use }: { type: CallType; content: CallContent; use?: 'count' | undefined },
  signal: AbortSignal,
): Promise<Answered> {
  const { ctx, settings } = system
  const { subjectId, externalId, occasion } = subject
  const source = settings.name
  // On an occasion the same question is one request.
  const fingerprint = fingerprintOf(type, content, occasion === undefined ? use : undefined)
  const callId = await ctx.transaction(async (tx) => {
    const known =
      occasion === undefined
        ? await findOpenCall(tx, { subjectId, source, fingerprint })
        : callIdOf({ source, subjectId, occasion, fingerprint })
    if (known !== undefined) await markAsked(tx, { subjectId, source, callId: known })
    return known ?? newId()
  })
  const at = ctx.clock.now()
  const callbackUrl = `${ctx.services.env.APP_URL}${callbackPath(source)}`
  const body = requestBody({ callId, type, externalId, at, callbackUrl, content })
  const sent = await send(system, { method: 'POST', path: '/requests', body, callId }, signal)
  if ('failure' in sent) return { status: 'failed', failure: sent.failure }
  const parsed = statusSchema.safeParse(sent.json)
  if (!parsed.success || parsed.data.subject_request_id !== callId) return unreadable
  const { request_status: status, expected_completion_time: expected } = parsed.data
  const key = { subjectId, source, callId }
  if (status === 'pending' || status === 'in_progress') {
    const expectedAt = expected === undefined ? null : new Date(expected)
    const row = { ...key, type, fingerprint, status, askedAt: at, expectedAt }
    await ctx.transaction((tx) => keepOpenCall(tx, row))
    return { status: 'pending', reference: callId }
  }
  await ctx.transaction((tx) => forgetCall(tx, key))
  if (status === 'cancelled') return { status: 'failed', failure: { code: 'refused', detail: status } }
  return { status, callId, answer: parsed.data }
}

/** A page of the records of a completed access. */
export async function readPage(
  system: HttpSystem,
  { callId, from }: { callId: string; from: number },
  signal: AbortSignal,
): Promise<RecordsPage | { failure: SourceFailure }> {
  const path = `/requests/${callId}/results?from=${from}`
  const sent = await send(system, { method: 'GET', path, callId }, signal)
  if ('failure' in sent) return sent
  const page = pageSchema.safeParse(sent.json)
  if (!page.success) return { failure: unreadable.failure }
  // A page that leads to itself would never end.
  return page.data.next !== null && page.data.next <= from ? { failure: unreadable.failure } : page.data
}

/** Asks how the courses of a system are used by these people, who agree to be counted. */
export async function askUsage(
  system: HttpSystem,
  { people, from }: { people: readonly string[]; from: LocalDate },
  signal: AbortSignal,
): Promise<UsageAnswer | { failure: SourceFailure }> {
  const body = { api_version: '2.0', statistic: 'courses', from, people }
  const sent = await send(system, { method: 'POST', path: '/usage', body }, signal)
  if ('failure' in sent) return sent
  const answer = usageAnswerSchema.safeParse(sent.json)
  return answer.success ? answer.data : { failure: unreadable.failure }
}

/** Asks which types of requests the system takes; null when it takes what the portal needs. */
export async function discover(system: HttpSystem, signal: AbortSignal): Promise<SourceFailure | null> {
  const sent = await send(system, { method: 'GET', path: '/discovery' }, signal)
  if ('failure' in sent) return sent.failure
  const found = discoverySchema.safeParse(sent.json)
  if (!found.success) return unreadable.failure
  const types = found.data.supported_subject_request_types
  const missing = neededTypes(system.settings).find((type) => !types.includes(type))
  if (missing !== undefined) return { code: 'not-supported', detail: missing }
  const canCount = found.data.extensions?.portal?.usage === true
  return system.settings.usage && !canCount ? { code: 'not-supported', detail: 'usage' } : null
}

type Call = { method: 'GET' | 'POST'; path: string; body?: object; callId?: string }

async function send(
  { ctx, settings }: HttpSystem,
  { method, path, body: given, callId }: Call,
  signal: AbortSignal,
): Promise<{ json: unknown } | { failure: SourceFailure }> {
  const url = new URL(settings.url + path)
  const body = Buffer.from(given === undefined ? '' : JSON.stringify(given), 'utf8')
  const signed = { method, path: url.pathname + url.search, time: ctx.clock.unmoved().getTime(), body }
  const headers = {
    accept: 'application/json',
    ...(given !== undefined && { 'content-type': 'application/json' }),
    ...(callId !== undefined && { 'idempotency-key': callId }),
    ...signedHeaders(settings.key, signed),
  }
  const { privateNetwork } = settings
  const answer = await callServer(
    url.href,
    { method, headers, body },
    { loopback: isLocalUrl(settings.url), privateNetwork, anyPort: true, limitMs, mostRead, signal },
  )
  return readAnswer(answer)
}

function readAnswer(answer: ServerAnswer): { json: unknown } | { failure: SourceFailure } {
  if ('failure' in answer) {
    const { failure } = answer
    if (failure === 'stopped') return { failure: { code: 'stopped' } }
    if (failure === 'too-large') return { failure: { code: 'unreadable', detail: failure } }
    const isSetting = failure === 'private-address' || failure === 'bad-address'
    return { failure: { code: isSetting ? 'not-configured' : 'unavailable', detail: failure } }
  }
  const { status, body } = answer
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    return { failure: { code: 'unavailable', detail: `http-${status}` } }
  if (status < 200 || status > 299) return { failure: { code: 'refused', detail: `http-${status}` } }
  try {
    return { json: JSON.parse(body.toString('utf8')) }
  } catch {
    return { failure: unreadable.failure }
  }
}
