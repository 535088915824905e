import { type CallOptions, type ClientOptions, createSend } from './send.ts'
import type {
  About,
  BatchItem,
  BatchResult,
  Choices,
  FiledRequest,
  HeldReceipt,
  HistoryEvent,
  Locale,
  LogProof,
  Policy,
  PolicyVersion,
  PurposeWords,
  Question,
  Receipt,
  ReceiptVerdict,
  RecordedChoices,
  StandingChoice,
  Subprocessors,
  Trust,
  UnsubscribeLink,
  Verdict,
  WishedRequest,
} from './types.ts'

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
