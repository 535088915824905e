// Made by client/single-file.mjs from the files beside it.

/** Why data is processed. The operator adds others to these: `purposes()` lists them. */

/** What messages are about. The operator adds others to these: `purposes()` lists them. */

/** What is asked about: `communication` has a topic and a channel, the other purposes have neither. */

                                                                                                      

                               

/** A consent receipt (ISO/IEC TS 27560), signed: to be kept and shown as it is. */

/** That something is in the audit log (C2SP tlog-proof); the log's key is at `/.well-known/audit-log.vkey`. */

/** What was measured of a clause, and whether it is kept now. New evidence and new figures may be added. */

/** An entry of the public list of subprocessors; `end`: it gets no data from `effectiveOn` on. */

/** Without an entry of the operator (`entered`) an empty list says nothing. */

/** What endpoints are sent, by the type of the message. */

/** A message; its `type` says which. New types may be added: ignore those that you do not know. */

/** The portal refused (RFC 9457). `code` is stable and meant for programs; `details` is the whole answer. */
export class PortalProblem extends Error {
  name = 'PortalProblem'
  status
  code
  /** What was wrong where: `choices.0.decision`. */
  errors
  /** Names the call in the portal's log. */
  requestId
  details

  constructor(status        , details                         ) {
    const code = typeof details.code === 'string' ? details.code : `http-${status}`
    super(`the portal answered ${status} ${code}`)
    this.status = status
    this.code = code
    this.errors = Array.isArray(details.errors) ? details.errors : []
    this.requestId = typeof details.requestId === 'string' ? details.requestId : null
    this.details = details
  }
}

/**
 * No answer came in time. A write may have been done or not: repeat it under the same `idempotencyKey`, and nothing is
 * done twice.
 */
export class PortalUnreachable extends Error {
  name = 'PortalUnreachable'
  idempotencyKey
  constructor(idempotencyKey               , cause         ) {
    super('the portal did not answer in time', { cause })
    this.idempotencyKey = idempotencyKey
  }
}

// Too often, and what a portal or a proxy in front of it answers when it cannot just now.
const passing = new Set([429, 502, 503, 504])
const FIRST_WAIT = 200
const LONGEST_WAIT = 5_000

/**
 * Sends a call and repeats it while it may succeed later: no answer, `429`, `503`. Every call of the API may be repeated:
 * it reads, or it carries a key under which nothing is done twice. Throws `PortalProblem`, `PortalUnreachable`, or the
 * reason of the caller's signal.
 */
export function createSend(options               )       {
  const { url, key, timeLimitMs = 30_000, tryLimitMs = 10_000, sleep = pause } = options
  const ask = options.fetch ?? fetch
  const base = `${url.replace(/\/+$/, '')}/api/v1`

  return async (call, given = {}) => {
    const limit = given.timeLimitMs ?? timeLimitMs
    const end = Date.now() + limit
    const signal = AbortSignal.any([AbortSignal.timeout(limit), ...(given.signal ? [given.signal] : [])])
    let failure
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

function addressOf(base        , { path, query = {} }      )         {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  const text = given.toString()
  return `${base}${path}${text && `?${text}`}`
}

function requestOf({ method, body, idempotencyKey }      , key                    )              {
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
async function bodyOf(answer          )                   {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (answer.ok) throw error
    return {}
  }
}

const isRecord = (value         )                                   =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Between nothing and twice as much as before, so that many clients do not come back together. */
const backOff = (turn        ) => Math.random() * Math.min(FIRST_WAIT * 2 ** turn, LONGEST_WAIT)

/** Seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header               , now = Date.now())         {
  if (header === null) return 0
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}

function pause(ms        , signal             )                {
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

/** The message is not from the portal, was changed, or is too old. */
export class WebhookRefused extends Error {
  name = 'WebhookRefused'
}

const TOLERANCE_SECONDS = 300

/**
 * The message, after its signature is verified (Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`). `body` is
 * the text exactly as received; `secret` is as the portal showed it, with `whsec_`. Throws `WebhookRefused`. A
 * message may arrive more than once: recognise a repeat by its `id`.
 */
export async function readWebhook(
  body        ,
  headers                                                         ,
  secret        ,
  now = Date.now(),
)                          {
  const header = (name        ) => {
    const value = headers instanceof Headers ? headers.get(name) : headers[name]
    return typeof value === 'string' ? value : ''
  }
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')]
  const age = Math.abs(now / 1000 - Number(timestamp))
  if (id === '' || !/^\d+$/.test(timestamp) || age > TOLERANCE_SECONDS) throw new WebhookRefused('too old')
  const key = await crypto.subtle.importKey(
    'raw',
    bytesOf(secret.replace(/^whsec_/, '')),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  // While a secret is being rotated there are two signatures. `verify` compares in constant time.
  for (const one of header('webhook-signature').split(' ')) {
    const [version, signature = ''] = one.split(',')
    if (version !== 'v1' || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) continue
    if (await crypto.subtle.verify('HMAC', key, bytesOf(signature), signed))
      return { ...JSON.parse(body), id }
  }
  throw new WebhookRefused('no signature fits')
}

const bytesOf = (base64        ) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))

/** A key under which a write is done once, however often it is sent; made here where none is given. */

const newKey = () => crypto.randomUUID()
const part = encodeURIComponent

/** Every call of the portal's API, typed. Works wherever there is `fetch`: Node 20 and newer, Deno, browsers. */
export function createPortalClient(options               ) {
  const send = createSend(options)
  const get = (path        , query       , how              ) => send({ method: 'GET', path, query }, how)
  const post = (path        , body         , how              ) => send({ method: 'POST', path, body }, how)

  /** All items of a list, page by page, asked for as they are needed. */
  async function* list   (path        , query       , how              )                          {
    for (let cursor                    ; ; ) {
      const page = (await get(path, { ...query, cursor }, how))
      yield* page.items
      if (page.next === null) return
      cursor = page.next
    }
  }

  return {
    /** One published version of the policy, the newest when none is named; `on`: the words of that day in Almaty, `2026-03-01`. */
    policy: ({ locale, version, on, ...how }                                             = {}) =>
      get('/policy', { locale, version, on }, how)                   ,
    /** Published versions, newest first. */
    policyVersions: ({ locale, ...how }         = {}) =>
      list               ('/policy/versions', { locale }, how),
    /** That the publication of a version is in the audit log; `no-proof` until it is sealed. */
    policyVersionProof: (version        , how              ) =>
      get(`/policy/versions/${part(version)}/proof`, {}, how)                     ,
    /** Each clause of the policy with what is measured of it: is it kept now, and by which figures? */
    trust: (how              ) => get('/trust', {}, how)                  ,
    /** That the newest measurement of an evidence is in the audit log; `no-proof` where figures are withheld. */
    evidenceProof: (evidence        , how              ) =>
      get(`/trust/${part(evidence)}/proof`, {}, how)                     ,
    /** Purposes, and the words that people are shown for them today. */
    purposes: ({ locale, ...how }         = {}) => list              ('/purposes', { locale }, how),
    /** Who processes data for the operator, and changes that are announced. */
    subprocessors: (how              ) => get('/subprocessors', {}, how)                          ,
    /** OpenAPI 3.1. */
    openapi: (how              ) => get('/openapi.json', {}, how)                                    ,

    /**
     * Records what a person chose; an unknown person is created. When not everything was recorded (a stale grant, a
     * wrong part, a reused key) it throws a problem whose `details.choices` say what was. Withdrawals are never
     * refused.
     */
    putChoices: (subject        , choices         , { idempotencyKey = newKey(), ...how }        = {}) =>
      send(
        { method: 'PUT', path: `/subjects/${part(subject)}/choices`, body: choices, idempotencyKey },
        how,
      )                            ,
    /** The current decision on every choice. */
    choices: (subject        , how              ) =>
      list                (`/subjects/${part(subject)}/choices`, {}, how),
    /** Every choice that was recorded, newest first. `limit`: how many a page. */
    history: (subject        , { limit, ...how }                                   = {}) =>
      list              (`/subjects/${part(subject)}/history`, { limit }, how),
    /** Up to 1,000 at once. One that is refused does not stop the others: look at each result. */
    async recordBatch(items                      , how              )                         {
      const keyed = items.map((item) => ({ ...item, idempotencyKey: item.idempotencyKey ?? newKey() }))
      const answer = (await post('/choices/batch', { items: keyed }, how))
      return answer.items
    },

    /** Before each message or use: may it be done now? Never keep the answer. */
    decide: (question          , how              ) => post('/decisions', question, how)                    ,
    /** The links and the headers of one message: to unsubscribe, and to see why it came. */
    unsubscribeLink: (about                             , how              ) =>
      post('/unsubscribe-links', about, how)                            ,

    /** The receipt of one event, and whether it is still in force. */
    receipt: (receiptId        , how              ) =>
      get(`/receipts/${part(receiptId)}`, {}, how)                        ,
    /** Whether a receipt is genuine and still in force. Takes the answer of `receipt()`, or the receipt alone. */
    verifyReceipt: (receipt                                                 , how              ) =>
      post('/receipts/verify', receipt, how)                           ,
    /** That the event of a receipt is in the audit log; `no-proof` until it is sealed, seconds after it. */
    receiptProof: (receiptId        , how              ) =>
      get(`/receipts/${part(receiptId)}/proof`, {}, how)                     ,

    /** Files a request of a person; the clock of the law starts. */
    fileRequest: (request               , { idempotencyKey = newKey(), ...how }        = {}) =>
      send(
        { method: 'POST', path: '/requests', body: request, idempotencyKey },
        how,
      )                         ,
    /** The status of a request. */
    request: (reference        , how              ) =>
      get(`/requests/${part(reference)}`, {}, how)                         ,
    /** That the newest decision on a request is in the audit log. */
    requestProof: (reference        , how              ) =>
      get(`/requests/${part(reference)}/proof`, {}, how)                     ,
  }
}

