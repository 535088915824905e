import type { representativeCapacities, subjectSources } from '#db/schema/people-codes.ts'
import type { Locale } from '#domain/access/locale.ts'
import type { QueueGroup } from '../forms/queue-filters.ts'
import type { RequestDetails } from '../forms/request-schemas.ts'
import type {
  AttachmentView,
  DeadlineView,
  MessageView,
  RefusalView,
  StaffRef,
  TimelineEntry,
  WaitingFor,
} from '../record/request-views.ts'
import type { KindName, RequestKind } from '../rules/kinds.ts'
import type { Article } from '../rules/law.ts'
import type { StepName } from '../rules/lifecycle.ts'
import type { RefusalCode } from '../rules/refusal-codes.ts'
import type { RequestChannel, RequestOutcome, RequestStatus } from '../rules/request-state.ts'

// What pages of staff are given. Times are ISO 8601 in UTC; texts are the people's own, everything else codes.

export type RequestListItem = {
  reference: string
  kind: KindName
  status: RequestStatus
  channel: RequestChannel
  locale: Locale
  receivedAt: string
  dueAt: string | null
  overdue: boolean
  dueToday: boolean
  /** `answered`: the person wrote since it was opened last; `unread`: nobody of the desk has opened it. */
  mark: 'answered' | 'unread' | null
  assignedTo: StaffRef | null
  closedAt: string | null
}

/** Each counted up to 1,000 and no further. */
export type QueueCounts = {
  overdue: number
  dueToday: number
  unassigned: number
  mine: number
  /** Open requests by group of the queue. */
  groups: Record<Exclude<QueueGroup, 'closed'>, number>
}

export type QueueView = {
  items: RequestListItem[]
  counts: QueueCounts
  /** For the address of the next page; no personal data. Null at the end. */
  next: string | null
}

/** Masked: `Ә… С…`, `a…@example.kz`, `+7…67`; else in full. */
export type ContactView = {
  masked: boolean
  fullName: string | null
  email: string | null
  phone: string | null
  /** Until when an opened contact stays open. */
  revealedUntil: string | null
}

/** A representative as staff see them: what they proved and when. The contact is always masked: messages go by the request. */
export type RepresentativeView = {
  capacity: (typeof representativeCapacities)[number]
  verifiedAt: string
  endedAt: string | null
  /** Null: their data was erased. */
  contact: ContactView | null
}

export type StaffTimelineEntry = TimelineEntry & {
  from: RequestStatus | null
  /** The staff member, when one acted. */
  staff: StaffRef | null
}

export type NoteView = { noteId: string; staff: StaffRef; body: string | null; writtenAt: string }

export type StaffDecision = {
  outcome: RequestOutcome
  by: StaffRef | null
  at: string | null
  approved: boolean
  approvedBy: StaffRef | null
  /** Where one officer works alone: when the proposal counts as approved. */
  approvalDelayEndsAt: string | null
  /** What the person is to read, written with the proposal. */
  draft: string | null
  refusal: RefusalView | null
}

export type StaffRequestView = RequestListItem & {
  /** It names the value to correct: the portal carries it out. */
  corrects: boolean
  lastStepSeq: number
  waitingFor: WaitingFor
  person: {
    platformId: string | null
    source: (typeof subjectSources)[number]
    locale: Locale
    contact: ContactView
    /** Who filed it for the person, who was under 18, and the proof; null: nobody did. */
    representative: RepresentativeView | null
    /** Other requests of the person, newest first, at most 20. */
    otherRequests: { reference: string; kind: KindName; status: RequestStatus; receivedAt: string }[]
  }
  /** Open ones of the same kind, to look at; nothing merges them. */
  possibleDuplicates: string[]
  /** Null where the reader may not see words, or the person's key is gone. */
  details: RequestDetails | null
  documents: AttachmentView[]
  deadlines: DeadlineView[]
  timeline: StaffTimelineEntry[]
  messages: MessageView[]
  notes: NoteView[]
  decision: StaffDecision | null
  /** Two must agree on it, by its right and by the setting. */
  twoMustDecide: boolean
  /** What a fulfilled request restricted, and until when; null when it restricted nothing. */
  restriction: { since: string; liftedAt: string | null } | null
  /** What the reader can do now. */
  offered: StepName[]
  /** The grounds on which it can be refused at all, with the law behind each. */
  grounds: { code: RefusalCode; law: readonly Article[] }[]
  /** Possible assignees. */
  desk: StaffRef[]
}

export type Dashboard = {
  overdue: RequestListItem[]
  /** Due today or overdue, at most 20 each. */
  dueToday: RequestListItem[]
  /** Open ones by kind and by working state of their deadline; for a chart and its table. */
  open: {
    kind: RequestKind
    age: 'first-half' | 'second-half' | 'last-day' | 'overdue' | 'no-deadline'
    count: number
  }[]
  /** Closed in this month of Almaty, those with a deadline. */
  month: { month: string; inTime: number; late: number }
  /** The same of the last six months, oldest first. */
  months: { month: string; inTime: number; late: number }[]
}
