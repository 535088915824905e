// Made by client/single-file.mjs from the files beside it.

export type Locale = 'kk' | 'ru' | 'en'
/** Why data is processed. The operator adds others to these: `purposes()` lists them. */
export type Purpose =
  | 'service'
  | 'personalisation'
  | 'improvement'
  | 'communication'
  | 'support'
  | 'security'
  | 'analytics'
  | (string & {})
/** What messages are about. The operator adds others to these: `purposes()` lists them. */
export type Topic = 'new-materials' | 'schedule-changes' | 'important-updates' | (string & {})
export type Channel = 'email' | 'sms' | 'push'
export type Decision = 'granted' | 'withdrawn'

/** What is asked about: `communication` has a topic and a channel, the other purposes have neither. */
export type About = { purpose: Purpose; topic?: Topic; channel?: Channel }

export type WishedChoice = About & {
  decision: Decision
  /** The last event on this choice that the person had before their eyes; a grant based on an older one is refused. */
  basedOnSeq?: number
  /** Of the words that were shown, as `purposes()` gives it. */
  wordsSha256?: string
}

export type Choices = {
  /** The policy that was in force when the person chose. */
  policyVersion: number
  /** The language of the words that they were shown. */
  locale: Locale
  /** Where in the platform it was chosen: `settings/notifications`. */
  origin: string
  /** Global Privacy Control was on. */
  gpc?: boolean
  choices: WishedChoice[]
}

export type RecordedChoice = {
  status: 'recorded' | 'stale' | 'refused'
  /** Why a grant was refused: `idempotency-key-reused`, `no-text`, `no-name` (of consent to the service), `needs-representative` (of a person under 18). */
  code?: string
  purpose: Purpose
  topic: Topic | null
  channel: Channel | null
  /** The current decision. */
  decision: Decision
  seq: number
  recordedAt: string | null
  receiptId: string | null
}
export type RecordedChoices = {
  subject: string
  /** `repeated`: the same key was answered before; nothing was done twice. */
  status: 'recorded' | 'repeated'
  choices: RecordedChoice[]
}

export type BatchItem = Choices & { subject: string; idempotencyKey?: string }
export type BatchResult = {
  /** As it was sent; null: it was no text. */
  subject: string | null
  idempotencyKey: string | null
  status: 'recorded' | 'repeated' | 'refused'
  /**
   * Why not everything was recorded: `stale`, `idempotency-key-reused`, `no-text`, `no-name`, `needs-representative`,
   * `partly-refused`.
   * `invalid-item`: nothing was. `failed`: it alone could not be written.
   */
  code?: string
  /** What is wrong where in this item: `choices.0.decision`. */
  errors?: { parameter: string; code: string }[]
  choices: RecordedChoice[]
}

export type StandingChoice = {
  purpose: Purpose
  topic: Topic | null
  channel: Channel | null
  decision: Decision
  /** 0: nothing was ever recorded, therefore off. */
  seq: number
  recordedAt: string | null
  expiresAt: string | null
}

export type HistoryEvent = {
  seq: number
  receiptId: string
  purpose: Purpose
  topic: Topic | null
  channel: Channel | null
  decision: Decision
  recordedAt: string
  /** When it was given, if imported from another system; null: when it was recorded. */
  givenAt: string | null
  /** 0: imported, made under no policy of this portal. */
  policyVersion: number
  /** A negative version: words that were agreed to elsewhere. */
  words: { version: number; sha256: string }
  locale: Locale
  origin: string
  actor: string
  gpc: boolean
}

export type Question = About & { subject: string; gpc?: boolean }
export type Verdict = {
  allowed: boolean
  /**
   * `granted`, `withdrawn`, `never-given`, `lapsed`, `restricted`, `unknown-subject`, `quiet-hours` …; new reasons
   * may be added.
   */
  reason: string
  /** The event of the history that says so; 0: none does. */
  seq: number
  policyVersion: number | null
  /** With `quiet-hours`: when to ask again. */
  notBefore?: string
}

export type UnsubscribeLink = {
  link: string
  /** For “Why did I get this?” in the message: a page with the choice, its text, day and place, and one button to switch it off. */
  why: string
  /** Of the message; DKIM must sign both (RFC 8058). */
  headers: { 'List-Unsubscribe': string; 'List-Unsubscribe-Post': string }
}

/** A consent receipt (ISO/IEC TS 27560), signed: to be kept and shown as it is. */
export type Receipt = { receipt_id: string; proof: { type: string; jws: string } } & Record<string, unknown>
export type HeldReceipt = {
  receipt: Receipt
  subject: string | null
  /** What the receipt records, even if it is no longer in force. */
  decision: Decision
  /** What the receipt records, whether or not it is in force. */
  standing: string
  since: string | null
}
export type ReceiptVerdict = {
  genuine: boolean
  /** Why it is not: `unreadable`, `changed`, `unknown`. */
  reason?: string
  receiptId?: string
  /** What the receipt records; null where the ledger no longer has it. */
  decision?: Decision | null
  /** That is in force today: of a withdrawal `true` means that there is no consent. */
  stands: boolean
  standing?: string
  since?: string | null
}

/** That something is in the audit log (C2SP tlog-proof); the log's key is at `/.well-known/audit-log.vkey`. */
export type LogProof = {
  /** Its place in the log, from 0. */
  index: number
  /** How many records the signed head covers. */
  size: number
  proof: string
}

export type Right =
  | 'access'
  | 'rectification'
  | 'erasure'
  | 'restriction'
  | 'portability'
  | 'withdrawal'
  | 'objection'
export type WishedRequest = {
  subject: string
  right: Right
  /** Of erasure: `wish` or `unlawful`; of restriction: `disputed` or `unlawful`. */
  variant?: string
  locale: Locale
  message?: string
}
export type FiledRequest = {
  reference: string
  subject: string | null
  right: Right
  variant: string
  status: string
  receivedAt: string
  dueAt: string | null
  lawDueAt: string | null
  policyDueAt: string | null
  closedAt: string | null
  /** Where the person follows it. */
  href: string
}

export type Clause = {
  id: string
  title: string
  body: string
  href: string
  actions: { name: string; href: string }[]
  /** What the law adds to the clause. */
  note: string | null
  /** What is measured of it now, in the version in force; empty: nothing yet. */
  evidence: Evidence[]
}
/** What was measured of a clause, and whether it is kept now. New evidence and new figures may be added. */
export type Evidence = {
  id: string
  /** `due`: kept, but something runs out soon. `unknown`: not measured, or the value has expired. */
  state: 'kept' | 'due' | 'broken' | 'unknown' | 'neutral'
  measuredAt: string | null
  /** From then on the state is `unknown`. */
  expiresAt: string | null
  /** The beginning of the period, which ends at `measuredAt`. */
  from: string | null
  /** The group is smaller than ten, so figures are not given. */
  withheld: boolean
  figures: Record<string, number | null> | null
  /** Of the measurement as canonical JSON; its audit record names it. */
  sha256: string | null
}
export type Trust = {
  /** The people and records are invented. */
  sample: boolean
  /** A clause with an empty `evidence` is not measured yet. */
  items: { clause: string; actions: string[]; evidence: Evidence[] }[]
}
export type Policy = {
  version: number
  locale: Locale
  title: string
  introduction: string
  lastUpdatedOn: string
  effectiveOn: string | null
  wording: 'portal' | 'original'
  wordingNote: string | null
  sha256: string
  parts: { id: string; title: string; clauses: Clause[] }[]
}
export type PolicyVersion = {
  version: number
  lastUpdatedOn: string
  effectiveOn: string | null
  material: boolean
  /** `practice`: what is done with data changed; `words`: only the words about it. */
  change: 'practice' | 'words'
  /** For which people are asked again. */
  purposes: string[]
  wording: 'portal' | 'original'
  summary: string
  sha256: string
  publishedAt: string | null
}
export type PurposeWords = {
  purpose: Purpose
  isSwitch: boolean
  topics: Topic[]
  channels: Channel[]
  words: { topic: Topic | null; version: number; sha256: string; text: Record<string, string> }[]
}
/** An entry of the public list of subprocessors; `end`: it gets no data from `effectiveOn` on. */
export type Subprocessor = {
  subprocessorId: string
  entry: 'state' | 'end'
  effectiveOn: string
  name: Record<Locale, string>
  /** ISO 3166-1, two letters. */
  country: string
  service: Record<Locale, string>
  categories: string[]
  since: string
  transferBasis: string
  agreement: { signedOn: string; endsOn: string | null; sha256: string } | null
}
/** Without an entry of the operator (`entered`) an empty list says nothing. */
export type Subprocessors = {
  sample: boolean
  entered: boolean
  items: Subprocessor[]
  announced: Subprocessor[]
}

/** What endpoints are sent, by the type of the message. */
export type WebhookData = {
  'choice.recorded': {
    subject: string
    purpose: Purpose
    topic: Topic | null
    channel: Channel | null
    decision: Decision
    seq: number
    policyVersion: number
    locale: Locale
    /** `import`: taken over from another system, made at `givenAt`. */
    origin: string
    givenAt: string | null
    expiresAt: string | null
    receiptId: string
  }
  'request.opened': FiledRequestEvent
  'request.closed': FiledRequestEvent & { closedAt: string }
  /** Delete what you have of this person. `incomplete`: a system of the operator was skipped. */
  'person.erased': { subject: string; erasedAt: string; result: 'complete' | 'incomplete' }
  'policy.published': {
    version: number
    lastUpdatedOn: string
    effectiveOn: string | null
    material: boolean
    sha256: string
    publishedAt: string
  }
  /** Sent by hand by the operator's staff. */
  'webhook.test': { endpointId: string }
}
type FiledRequestEvent = {
  subject: string
  reference: string
  right: Right | 'question'
  variant: string
  status: string
  receivedAt: string
  dueAt: string | null
}
/** A message; its `type` says which. New types may be added: ignore those that you do not know. */
export type WebhookMessage = {
  [T in keyof WebhookData]: { id: string; type: T; timestamp: string; data: WebhookData[T] }
}[keyof WebhookData]

export type Fault = { parameter: string; code: string }

/** The portal refused (RFC 9457). `code` is stable and meant for programs; `details` is the whole answer. */
export class PortalProblem extends Error {
  override name = 'PortalProblem'
  readonly status: number
  readonly code: string
  /** What was wrong where: `choices.0.decision`. */
  readonly errors: readonly Fault[]
  /** Names the call in the portal's log. */
  readonly requestId: string | null
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, details: Record<string, unknown>) {
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
  override name = 'PortalUnreachable'
  readonly idempotencyKey: string | null
  constructor(idempotencyKey: string | null, cause: unknown) {
    super('the portal did not answer in time', { cause })
    this.idempotencyKey = idempotencyKey
  }
}

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

/** The message is not from the portal, was changed, or is too old. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused'
}

const TOLERANCE_SECONDS = 300

/**
 * The message, after its signature is verified (Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`). `body` is
 * the text exactly as received; `secret` is as the portal showed it, with `whsec_`. Throws `WebhookRefused`. A
 * message may arrive more than once: recognise a repeat by its `id`.
 */
export async function readWebhook(
  body: string,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string,
  now = Date.now(),
): Promise<WebhookMessage> {
  const header = (name: string) => {
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
      return { ...JSON.parse(body), id } as WebhookMessage
  }
  throw new WebhookRefused('no signature fits')
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))

/** A key under which a write is done once, however often it is sent; made here where none is given. */
type Keyed = CallOptions & { idempotencyKey?: string }
type Worded = CallOptions & { locale?: Locale }

const newKey = () => crypto.randomUUID()
const part = encodeURIComponent

/** Every call of the portal's API, typed. Works wherever there is `fetch`: Node 20 and newer, Deno, browsers. */
export function createPortalClient(options: ClientOptions) {
  const send = createSend(options)
  const get = (path: string, query: Query, how?: CallOptions) => send({ method: 'GET', path, query }, how)
  const post = (path: string, body: unknown, how?: CallOptions) => send({ method: 'POST', path, body }, how)

  /** All items of a list, page by page, asked for as they are needed. */
  async function* list<T>(path: string, query: Query, how?: CallOptions): AsyncGenerator<T, void> {
    for (let cursor: string | undefined; ; ) {
      const page = (await get(path, { ...query, cursor }, how)) as { items: T[]; next: string | null }
      yield* page.items
      if (page.next === null) return
      cursor = page.next
    }
  }

  return {
    /** One published version of the policy, the newest when none is named; `on`: the words of that day in Almaty, `2026-03-01`. */
    policy: ({ locale, version, on, ...how }: Worded & { version?: number; on?: string } = {}) =>
      get('/policy', { locale, version, on }, how) as Promise<Policy>,
    /** Published versions, newest first. */
    policyVersions: ({ locale, ...how }: Worded = {}) =>
      list<PolicyVersion>('/policy/versions', { locale }, how),
    /** That the publication of a version is in the audit log; `no-proof` until it is sealed. */
    policyVersionProof: (version: number, how?: CallOptions) =>
      get(`/policy/versions/${part(version)}/proof`, {}, how) as Promise<LogProof>,
    /** Each clause of the policy with what is measured of it: is it kept now, and by which figures? */
    trust: (how?: CallOptions) => get('/trust', {}, how) as Promise<Trust>,
    /** That the newest measurement of an evidence is in the audit log; `no-proof` where figures are withheld. */
    evidenceProof: (evidence: string, how?: CallOptions) =>
      get(`/trust/${part(evidence)}/proof`, {}, how) as Promise<LogProof>,
    /** Purposes, and the words that people are shown for them today. */
    purposes: ({ locale, ...how }: Worded = {}) => list<PurposeWords>('/purposes', { locale }, how),
    /** Who processes data for the operator, and changes that are announced. */
    subprocessors: (how?: CallOptions) => get('/subprocessors', {}, how) as Promise<Subprocessors>,
    /** OpenAPI 3.1. */
    openapi: (how?: CallOptions) => get('/openapi.json', {}, how) as Promise<Record<string, unknown>>,

    /**
     * Records what a person chose; an unknown person is created. When not everything was recorded (a stale grant, a
     * wrong part, a reused key) it throws a problem whose `details.choices` say what was. Withdrawals are never
     * refused.
     */
    putChoices: (subject: string, choices: Choices, { idempotencyKey = newKey(), ...how }: Keyed = {}) =>
      send(
        { method: 'PUT', path: `/subjects/${part(subject)}/choices`, body: choices, idempotencyKey },
        how,
      ) as Promise<RecordedChoices>,
    /** The current decision on every choice. */
    choices: (subject: string, how?: CallOptions) =>
      list<StandingChoice>(`/subjects/${part(subject)}/choices`, {}, how),
    /** Every choice that was recorded, newest first. `limit`: how many a page. */
    history: (subject: string, { limit, ...how }: CallOptions & { limit?: number } = {}) =>
      list<HistoryEvent>(`/subjects/${part(subject)}/history`, { limit }, how),
    /** Up to 1,000 at once. One that is refused does not stop the others: look at each result. */
    async recordBatch(items: readonly BatchItem[], how?: CallOptions): Promise<BatchResult[]> {
      const keyed = items.map((item) => ({ ...item, idempotencyKey: item.idempotencyKey ?? newKey() }))
      const answer = (await post('/choices/batch', { items: keyed }, how)) as { items: BatchResult[] }
      return answer.items
    },

    /** Before each message or use: may it be done now? Never keep the answer. */
    decide: (question: Question, how?: CallOptions) => post('/decisions', question, how) as Promise<Verdict>,
    /** The links and the headers of one message: to unsubscribe, and to see why it came. */
    unsubscribeLink: (about: About & { subject: string }, how?: CallOptions) =>
      post('/unsubscribe-links', about, how) as Promise<UnsubscribeLink>,

    /** The receipt of one event, and whether it is still in force. */
    receipt: (receiptId: string, how?: CallOptions) =>
      get(`/receipts/${part(receiptId)}`, {}, how) as Promise<HeldReceipt>,
    /** Whether a receipt is genuine and still in force. Takes the answer of `receipt()`, or the receipt alone. */
    verifyReceipt: (receipt: Receipt | HeldReceipt | Record<string, unknown>, how?: CallOptions) =>
      post('/receipts/verify', receipt, how) as Promise<ReceiptVerdict>,
    /** That the event of a receipt is in the audit log; `no-proof` until it is sealed, seconds after it. */
    receiptProof: (receiptId: string, how?: CallOptions) =>
      get(`/receipts/${part(receiptId)}/proof`, {}, how) as Promise<LogProof>,

    /** Files a request of a person; the clock of the law starts. */
    fileRequest: (request: WishedRequest, { idempotencyKey = newKey(), ...how }: Keyed = {}) =>
      send(
        { method: 'POST', path: '/requests', body: request, idempotencyKey },
        how,
      ) as Promise<FiledRequest>,
    /** The status of a request. */
    request: (reference: string, how?: CallOptions) =>
      get(`/requests/${part(reference)}`, {}, how) as Promise<FiledRequest>,
    /** That the newest decision on a request is in the audit log. */
    requestProof: (reference: string, how?: CallOptions) =>
      get(`/requests/${part(reference)}/proof`, {}, how) as Promise<LogProof>,
  }
}

export type PortalClient = ReturnType<typeof createPortalClient>
type Query = Record<string, string | number | undefined>
