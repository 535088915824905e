import { lookup as systemLookup } from 'node:dns/promises'
import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overTls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

const limitMs = 10_000
const mostRead = 64 * 1024

/** What was answered, or why there was no answer. */
export type PostOutcome =
  /** `retryAfterMs`: how long the other side asked to be left alone. */
  | { status: number; retryAfterMs?: number }
  | {
      failure:
        | 'bad-address'
        | 'private-address'
        | 'no-such-host'
        | 'no-connection'
        | 'bad-certificate'
        | 'timeout'
    }

export type Resolve = (host: string) => Promise<readonly string[]>

type How = {
  /** Lets through this machine's own addresses, unencrypted and at any port: for trying things out. */
  loopback: boolean
  resolve?: Resolve
  limitMs?: number
}

const resolveBySystem: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address)

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
  const target = URL.canParse(url) ? new URL(url) : null
  if (!target || !mayBeAsked(target, how.loopback)) return { failure: 'bad-address' }
  const signal = AbortSignal.timeout(how.limitMs ?? limitMs)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await within(signal, (how.resolve ?? resolveBySystem)(host))
  if (addresses === 'timeout') return { failure: 'timeout' }
  const [first] = addresses
  if (first === undefined) return { failure: 'no-such-host' }
  if (addresses.every(isLoopbackAddress)) {
    if (!how.loopback) return { failure: 'private-address' }
  } else if (!addresses.every(isPublicAddress)) return { failure: 'private-address' }
  else if (!isForPublic(target)) return { failure: 'bad-address' }
  return send(target, first, message, signal)
}

/** Encrypted and at the usual port. */
const isForPublic = (target: URL) => target.protocol === 'https:' && target.port === ''

const mayBeAsked = (target: URL, loopback: boolean) =>
  target.username === '' &&
  target.password === '' &&
  (isForPublic(target) || (loopback && /^https?:$/.test(target.protocol)))

/** The answer, `[]` when the name has none, `timeout` when it takes too long: a look-up cannot be called back. */
function within(signal: AbortSignal, looking: ReturnType<Resolve>) {
  return new Promise<readonly string[] | 'timeout'>((done) => {
    signal.addEventListener('abort', () => done('timeout'), { once: true })
    looking.then(done, () => done([]))
  })
}

function send(
  target: URL,
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<PostOutcome> {
  const family = isIP(address)
  const pinned: LookupFunction = (_host, options, done) => {
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }
  const bytes = Buffer.from(body, 'utf8')
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(bytes.length) },
    lookup: pinned,
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
    call.on('error', (error) => done({ failure: failureOf(error, signal) }))
    call.end(bytes)
  })
}

function failureOf(error: Error & { code?: string }, signal: AbortSignal) {
  if (signal.aborted) return 'timeout'
  return /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(error.code ?? '') ? 'bad-certificate' : 'no-connection'
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now; 0 for none or what is neither. */
export function readRetryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}
