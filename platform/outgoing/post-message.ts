import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overTls } from 'node:https'
import {
  type ConnectionFailure,
  checkTarget,
  connectionFailure,
  pinnedLookup,
  type Reach,
  type TargetFailure,
} from './checked-target.ts'

const limitMs = 10_000
const mostRead = 64 * 1024

/** What was answered, or why there was no answer. */
export type PostOutcome =
  /** `retryAfterMs`: how long the other side asked to be left alone. */
  { status: number; retryAfterMs?: number } | { failure: TargetFailure | ConnectionFailure }

/** `loopback` is for trying things out. */
type How = Pick<Reach, 'loopback' | 'resolve'> & { limitMs?: number }

/**
 * Posts to somebody else's server. The name is looked up once, every address it has must be public, and the connection goes
 * to the one that was looked at: a name that changes its mind reaches nothing. No redirect is followed, nothing is
 * taken from a proxy, ten seconds are all there is, and 64 KB of the answer. Never throws for what the other side does.
 */
export async function postMessage(
  url: string,
  message: { headers: Record<string, string>; body: string },
  how: How,
): Promise<PostOutcome> {
  const signal = AbortSignal.timeout(how.limitMs ?? limitMs)
  const checked = await checkTarget(url, how, signal)
  return 'failure' in checked ? checked : send(checked.target, checked.address, message, signal)
}

function send(
  target: URL,
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<PostOutcome> {
  const bytes = Buffer.from(body, 'utf8')
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(bytes.length) },
    lookup: pinnedLookup(address),
    agent: false,
    signal,
  }
  return new Promise((done) => {
    const call = (target.protocol === 'https:' ? overTls : overHttp)(target, options, (answer) => {
      const retryAfterMs = readRetryAfter(answer.headers['retry-after'], Date.now())
      const outcome = { status: answer.statusCode ?? 0, ...(retryAfterMs > 0 && { retryAfterMs }) }
      let read = 0
      answer.on('data', (piece: Buffer) => {
        read += piece.length
        if (read > mostRead) call.destroy()
      })
      // The status is the answer, whatever becomes of the rest.
      answer.on('close', () => done(outcome))
      answer.on('error', () => done(outcome))
    })
    call.on('error', (error) => done({ failure: connectionFailure(error, signal) }))
    call.end(bytes)
  })
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now; 0 for none or what is neither. */
export function readRetryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}
