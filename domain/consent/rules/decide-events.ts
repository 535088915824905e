import type { Locale } from '#domain/access/locale.ts'
import { type ChoiceKey, choiceName, type Decision, type Signal } from './catalogue.ts'
import { monthsAfter } from './consent-term.ts'
import type { CitableText, ConsentTextIndex } from './consent-text-index.ts'

/** One choice as it is asked to be recorded. */
export type AskedChange = ChoiceKey & {
  decision: Decision
  /** Hash of the text that was shown, hex; left out: it is not known which. */
  textSha256?: string | undefined
  /** The last event on this choice that was known when it was made. */
  basedOnSeq?: number | undefined
}

/** Choices of one subject that were made together. */
export type ChangeSet = {
  changes: readonly AskedChange[]
  policyVersion: number
  locale: Locale
  origin: string
  signal: Signal
  /** When it was made, as told by the system that it is imported from. */
  givenAt: Date | null
  /** A grant ends by then at the latest: one that takes a withdrawal back does not renew the consent before it. */
  endsBy: Date | null
  /** null: the call cannot be repeated. */
  idempotencyKey: string | null
  /** Hex; of everything that the call says. */
  bodySha256: string
}

export type RecordedChoice = ChoiceKey & {
  /**
   * `stale`: a grant that was not recorded, since something newer is recorded, or another text or policy is in force.
   * `key-reused`: a grant under a key that was used for another body. `no-text`: no consent text exists to cite, or the purpose or
   * topic is offered no more.
   * `no-name`: consent to the service by somebody whose name is not known (Art. 8(4)(2) of Law 94-V).
   * `needs-representative`: a grant of a minor by somebody else than the representative (`minor-grants.ts`).
   */
  status: 'recorded' | 'stale' | 'key-reused' | 'no-text' | 'no-name' | 'needs-representative'
  eventId?: string
  /** The latest decision; `withdrawn` with `seq` 0 where there is none. */
  decision: Decision
  seq: number
  recordedAt?: string
}

/** What was said of a withdrawal that cites something unknown to this portal. */
export type UnknownCitation = { policyVersion?: number; textSha256?: string; locale?: Locale }

export type NewEvent = ChoiceKey & {
  seq: number
  eventId: string
  decision: Decision
  policyVersion: number
  text: CitableText
  unknownCitation: UnknownCitation | null
  expiresAt: Date | null
}

/** The ledger's state of one subject when the change arrives. */
export type LedgerView = {
  now: Date
  lastSeq: number
  /** Whether the full name of the subject is known. */
  hasName: boolean
  /** By name of the choice; undefined: never decided. */
  latest(name: string): { decision: Decision; seq: number } | undefined
  /** What was answered before under the same key. */
  answered: { bodySha256: string; choices: readonly RecordedChoice[] } | undefined
  texts: ConsentTextIndex
  /** The newest published version, and which there are; 0 before the first. */
  policy: { inForce: number; exists(version: number): boolean }
  newId(): string
}

export type DecidedEvents = {
  status: 'recorded' | 'repeated' | 'key-reused'
  choices: readonly RecordedChoice[]
  events: readonly NewEvent[]
  /** The events say by themselves what a repeat of the call must be answered. */
  isPlain: boolean
}

/**
 * The events that a subject's choices become. A stale grant is refused; a withdrawal never is, whatever it cites and
 * whatever its key was used for (Art. 8(2), 24(1)(5) of Law 94-V). Of a choice that is named twice the last one
 * counts.
 */
export function decideEvents(set: ChangeSet, view: LedgerView): DecidedEvents {
  const { answered } = view
  const isRepeat = answered !== undefined && answered.bodySha256 === set.bodySha256
  if (isRepeat) return { status: 'repeated', choices: answered.choices, events: [], isPlain: true }

  const events: NewEvent[] = []
  const named = new Map(set.changes.map((change) => [choiceName(change), change]))
  const choices = [...named].map(([name, change]): RecordedChoice => {
    const latest = view.latest(name)
    const refusal = refusalOf(change, set, view, latest)
    const text = refusal ? undefined : textToCite(change, set, view.texts)
    const { purpose, topic, channel, decision } = change
    const key = { purpose, topic, channel }
    if (!text)
      return {
        ...key,
        status: refusal ?? 'no-text',
        decision: latest?.decision ?? 'withdrawn',
        seq: latest?.seq ?? 0,
      }
    const event = eventOf(change, set, view, { text, seq: view.lastSeq + events.length + 1 })
    events.push(event)
    const { seq, eventId } = event
    return { ...key, status: 'recorded', eventId, decision, seq, recordedAt: view.now.toISOString() }
  })
  return {
    status: answered ? 'key-reused' : 'recorded',
    choices,
    events,
    isPlain: choices.every(({ status }) => status === 'recorded'),
  }
}

function refusalOf(
  change: AskedChange,
  set: ChangeSet,
  { answered, texts, policy, hasName }: LedgerView,
  latest: { seq: number } | undefined,
): 'stale' | 'key-reused' | 'no-name' | 'no-text' | null {
  if (change.decision === 'withdrawn') return null
  if (answered) return 'key-reused'
  if (texts.isRetired(change)) return 'no-text'
  if (change.basedOnSeq !== undefined && (latest?.seq ?? 0) > change.basedOnSeq) return 'stale'
  // An imported consent was given elsewhere, under another text and no policy of this portal.
  if (set.origin === 'import') return null
  if (change.purpose === 'service' && !hasName) return 'no-name'
  if (set.policyVersion !== policy.inForce) return 'stale'
  const shown = texts.inForce(change, set.locale)
  return shown && change.textSha256 !== undefined && change.textSha256 !== shown.sha256 ? 'stale' : null
}

/** The text that was shown, else the one in force; for a withdrawal in another language rather than none. */
function textToCite(change: AskedChange, { locale }: ChangeSet, texts: ConsentTextIndex) {
  const shown =
    change.textSha256 === undefined ? undefined : texts.withSha256(change, locale, change.textSha256)
  const text = shown ?? texts.inForce(change, locale)
  return change.decision === 'withdrawn' ? (text ?? texts.inAnyLanguage(change)) : text
}

function eventOf(
  change: AskedChange,
  set: ChangeSet,
  { now, policy, newId }: LedgerView,
  { text, seq }: { text: CitableText; seq: number },
): NewEvent {
  const { purpose, topic, channel, decision, textSha256 } = change
  const { locale, origin, givenAt, endsBy } = set
  const isKnownPolicy = origin === 'import' || policy.exists(set.policyVersion)
  const unknown: UnknownCitation = {
    ...(isKnownPolicy ? {} : { policyVersion: set.policyVersion }),
    ...(textSha256 === undefined || textSha256 === text.sha256 ? {} : { textSha256 }),
    ...(text.locale === locale ? {} : { locale }),
  }
  const hasTerm = decision === 'granted' && text.termMonths !== null
  const termEnd = hasTerm ? monthsAfter(givenAt ?? now, text.termMonths ?? 0) : null
  return {
    purpose,
    topic,
    channel,
    seq,
    eventId: newId(),
    decision,
    policyVersion: isKnownPolicy ? set.policyVersion : policy.inForce,
    text,
    unknownCitation: Object.keys(unknown).length > 0 ? unknown : null,
    expiresAt: decision === 'granted' ? earlier(termEnd, endsBy) : null,
  }
}

/** The earlier of two ends; null is no end. */
const earlier = (one: Date | null, other: Date | null) =>
  one && other && one > other ? other : (one ?? other)
