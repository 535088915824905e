import { PortalProblem, PortalUnreachable } from './problem.ts'

export type ClientOptions = {
  /** Where the portal is: `https://privacy.example.kz`. */
  url: string
  /** Without a key only open calls work. Never use a key in somebody else's browser. */
  key?: string
  /** For one call with all its repeats. */
  timeLimitMs?: number
  /** For one try. */
  tryLimitMs?: number
  fetch?: typeof fetch
  /** Waits; for tests. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export type CallOptions = {
  /** Ends the call, and its repeats, when the caller wants no answer any more. */
  signal?: AbortSignal
  timeLimitMs?: number
}

export type Call = {
  method: 'GET' | 'POST' | 'PUT'
  /** Below `/api/v1`. */
  path: string
  query?: Record<string, string | number | undefined>
  body?: unknown
  idempotencyKey?: string
}

export type Send = (call: Call, options?: CallOptions) => Promise<unknown>

// Too often, and what a portal or a proxy in front of it answers when it cannot just now.
const passing = new Set([429, 502, 503, 504])
const FIRST_WAIT = 200
const LONGEST_WAIT = 5_000

/**
 * Sends a call and repeats it while it may succeed later: no answer, `429`, `503`. Every call of the API may be repeated:
 * it reads, or it carries a key under which nothing is done twice. Throws `PortalProblem`, `PortalUnreachable`, or the
 * reason of the caller's signal.
 */
export function createSend(options: ClientOptions): Send {
  const { url, key, timeLimitMs = 30_000, tryLimitMs = 10_000, sleep = pause } = options
  const ask = options.fetch ?? fetch
  const base = `${url.replace(/\/+$/, '')}/api/v1`

  return async (call, given = {}) => {
    const limit = given.timeLimitMs ?? timeLimitMs
    const end = Date.now() + limit
    const signal = AbortSignal.any([AbortSignal.timeout(limit), ...(given.signal ? [given.signal] : [])])
    let failure: unknown
    for (let turn = 0; ; turn++) {
      let wait = backOff(turn)
      try {
        const answer = await ask(addressOf(base, call), {
          ...requestOf(call, key),
          signal: AbortSignal.any([signal, AbortSignal.timeout(tryLimitMs)]),
        })
        const said = await bodyOf(answer)
        if (answer.ok) return said
        failure = new PortalProblem(answer.status, isRecord(said) ? said : {})
        if (!passing.has(answer.status)) throw failure
        wait = Math.max(wait, retryAfterMs(answer.headers.get('retry-after')))
      } catch (error) {
        given.signal?.throwIfAborted()
        if (error instanceof PortalProblem) throw error
        failure = new PortalUnreachable(call.idempotencyKey ?? null, error)
      }
      // Not waited for in vain: what would come after the limit is not tried.
      if (Date.now() + wait >= end) throw failure
      await sleep(wait, signal).catch(() => {
        given.signal?.throwIfAborted()
        throw failure
      })
    }
  }
}

function addressOf(base: string, { path, query = {} }: Call): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  const text = given.toString()
  return `${base}${path}${text && `?${text}`}`
}

function requestOf({ method, body, idempotencyKey }: Call, key: string | undefined): RequestInit {
  const headers = {
    accept: 'application/json',
    ...(key && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
  }
  // Do not send the key to another host after a redirect.
  return { method, headers, redirect: 'error', ...(body !== undefined && { body: JSON.stringify(body) }) }
}

/** An answer of something in front of the portal may be anything. */
async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (answer.ok) throw error
    return {}
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Between nothing and twice as much as before, so that many clients do not come back together. */
const backOff = (turn: number) => Math.random() * Math.min(FIRST_WAIT * 2 ** turn, LONGEST_WAIT)

/** Seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null, now = Date.now()): number {
  if (header === null) return 0
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      if (signal.aborted) fail(signal.reason)
      else done()
    }
    signal.addEventListener('abort', end)
  })
}
