import { newId } from '#platform/ids.ts'
import { choiceName } from '../rules/catalogue.ts'
import {
  type DecidedEvents,
  decideEvents,
  type LedgerView,
  type NewEvent,
  type RecordedChoice,
} from '../rules/decide-events.ts'
import type { LedgerItem } from './ledger-item.ts'
import type { Asked, Locked } from './lock-subjects.ts'

export type RecordResult = Pick<DecidedEvents, 'status' | 'choices'>
export type ItemResult = RecordResult | { status: 'unknown-subject' }

export type PlannedEvent = NewEvent & {
  item: LedgerItem
  subjectId: string
  recordedAt: Date
  idempotencyKey: string | null
  /** The latest one on its choice after this write. */
  isLatest: boolean
}

/** Events of one item: one audit record, one row of the outbox. */
export type EventSpan = { item: LedgerItem; subjectId: string; events: readonly PlannedEvent[] }

export type WritePlan = {
  results: ItemResult[]
  spans: EventSpan[]
  /** Answers to keep for a repeat, where the events do not say them. */
  replies: {
    subjectId: string
    key: string
    bodySha256: string
    choices: readonly RecordedChoice[]
    at: Date
  }[]
  /** Heads that got fewer events than were asked for. */
  heads: { subjectId: string; lastSeq: number }[]
}

const refName = (ref: LedgerItem['subject']) =>
  'subjectId' in ref ? `id ${ref.subjectId}` : `external ${ref.externalId}`

/** What must be known before some items can be decided: each subject, choice and key once. */
export function askFor(items: readonly LedgerItem[]): Asked {
  const subjects: { ref: LedgerItem['subject']; events: number; needsName: boolean }[] = []
  const places = new Map<string, number>()
  const choices = new Map<string, Asked['choices'][number]>()
  const keys = new Map<string, Asked['keys'][number]>()
  for (const { subject: ref, changes, idempotencyKey: key } of items) {
    const name = refName(ref)
    const subject = places.get(name) ?? subjects.push({ ref, events: 0, needsName: false }) - 1
    places.set(name, subject)
    for (const change of changes) {
      const { purpose, topic, channel } = change
      choices.set(`${subject} ${choiceName(change)}`, { subject, key: { purpose, topic, channel } })
    }
    const head = subjects[subject]
    if (head) {
      head.events += changes.length
      head.needsName ||= changes.some(({ purpose }) => purpose === 'service')
    }
    if (key !== null) keys.set(`${subject} ${key}`, { subject, key })
  }
  return { subjects, choices: [...choices.values()], keys: [...keys.values()] }
}

/** A text may be published and a name told: the same call is then decided again. */
const isSettled = ({ status }: RecordedChoice) => status !== 'no-text' && status !== 'no-name'

type SubjectView = {
  lastSeq: number
  latest: Map<string, { decision: RecordedChoice['decision']; seq: number }>
  answered: Map<string, { bodySha256: string; choices: readonly RecordedChoice[] }>
}

/** Decides the items in their order, each on top of the ones before it. */
export function planWrite(
  items: readonly LedgerItem[],
  asked: Asked,
  locked: Locked,
  cited: Pick<LedgerView, 'texts' | 'policy'>,
): WritePlan {
  const views = viewsOf(asked, locked)
  const places = new Map(asked.subjects.map(({ ref }, place) => [refName(ref), place]))
  const subjectIdOf = (item: LedgerItem) => locked.subjectIds[places.get(refName(item.subject)) ?? -1] ?? null
  const latestEvents = new Map<string, PlannedEvent>()
  const plan: WritePlan = { results: [], spans: [], replies: [], heads: [] }
  for (const item of items) {
    const subjectId = subjectIdOf(item)
    const view = subjectId === null ? undefined : views.get(subjectId)
    if (subjectId === null || !view) {
      plan.results.push({ status: 'unknown-subject' })
      continue
    }
    const { idempotencyKey: key, bodySha256 } = item
    const now = new Date(locked.now + item.clockOffset)
    const { status, choices, events, isPlain } = decideEvents(item, {
      ...cited,
      now,
      lastSeq: view.lastSeq,
      hasName: locked.named.has(subjectId),
      latest: (name) => view.latest.get(name),
      answered: key === null ? undefined : view.answered.get(key),
      newId,
    })
    plan.results.push({ status, choices })
    if (status === 'recorded' && key !== null && choices.some(isSettled)) {
      view.answered.set(key, { bodySha256, choices })
      if (!isPlain) plan.replies.push({ subjectId, key, bodySha256, choices, at: now })
    }
    if (events.length === 0) continue
    // A withdrawal under a key that was used before is recorded outside of it.
    const idempotencyKey = status === 'key-reused' ? null : key
    const planned = events.map((event) => ({
      ...event,
      item,
      subjectId,
      recordedAt: now,
      idempotencyKey,
      isLatest: true,
    }))
    for (const event of planned) {
      const name = choiceName(event)
      const before = latestEvents.get(`${subjectId} ${name}`)
      if (before) before.isLatest = false
      latestEvents.set(`${subjectId} ${name}`, event)
      view.latest.set(name, event)
    }
    view.lastSeq += events.length
    plan.spans.push({ item, subjectId, events: planned })
  }
  plan.heads = headsToCorrect(asked, locked, views)
  return plan
}

function viewsOf(asked: Asked, locked: Locked): Map<string, SubjectView> {
  const views = new Map<string, SubjectView>(
    [...locked.lastSeqs].map(([subjectId, lastSeq]) => [
      subjectId,
      { lastSeq, latest: new Map(), answered: new Map() },
    ]),
  )
  const viewOf = (subject: number) => views.get(locked.subjectIds[subject] ?? '')
  asked.choices.forEach(({ subject, key }, place) => {
    const latest = locked.latest[place]
    if (latest) viewOf(subject)?.latest.set(choiceName(key), latest)
  })
  asked.keys.forEach(({ subject, key }, place) => {
    const answered = locked.answered[place]
    if (answered) viewOf(subject)?.answered.set(key, answered)
  })
  return views
}

function headsToCorrect(asked: Asked, locked: Locked, views: ReadonlyMap<string, SubjectView>) {
  const taken = new Map(locked.lastSeqs)
  asked.subjects.forEach(({ events }, place) => {
    const subjectId = locked.subjectIds[place]
    if (subjectId) taken.set(subjectId, (taken.get(subjectId) ?? 0) + events)
  })
  return [...views].flatMap(([subjectId, { lastSeq }]) =>
    lastSeq === taken.get(subjectId) ? [] : [{ subjectId, lastSeq }],
  )
}
