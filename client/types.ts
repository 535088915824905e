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
