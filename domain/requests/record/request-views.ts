import type { representativeCapacities } from '#db/schema/people-codes.ts'
import type { accessFindings, calendarStates, holidays, messageAuthors } from '#db/schema/request-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Locale } from '#domain/access/locale.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import type { DayReason } from '../deadlines/calendar.ts'
import type { RequestDetails, RevealReason } from '../forms/request-schemas.ts'
import type { KindName } from '../rules/kinds.ts'
import type { Article, Basis, complaintRoutes } from '../rules/law.ts'
import type { StepName } from '../rules/lifecycle.ts'
import type { RefusalCode } from '../rules/refusal-codes.ts'
import type { RequestChannel, RequestStatus } from '../rules/request-state.ts'
import type { TermSource, TermUnit } from '../rules/terms.ts'

// What pages are given. Times are ISO 8601 in UTC; texts are the people's own, everything else codes.

/** One deadline as drawn. `counted` is a day's number within the term, null when it is not counted. */
export type DeadlineView = {
  source: TermSource
  /** The earliest: the one that counts. */
  binding: boolean
  basis: readonly Basis[]
  amount: number
  unit: TermUnit
  reading: 'stated' | 'inferred'
  receivedOn: LocalDate
  dueOn: LocalDate
  dueAt: string
  /** The calendar of a year it runs through is not official: the day may still move. */
  provisional: boolean
  days: { date: LocalDate; why: DayReason; counted: number | null }[]
}

/** Whose turn it is; null when closed. */
export type WaitingFor = 'proof' | 'us' | 'you' | 'second-person' | 'delay' | null

export type NextStep =
  | 'prove'
  | 'we-start'
  | 'we-answer'
  | 'you-answer'
  | 'second-look'
  | 'takes-effect'
  | 'decided'
  | 'being-carried-out'
  | 'closed'

export type OwnRequestListItem = {
  reference: string
  kind: KindName
  status: RequestStatus
  channel: RequestChannel
  receivedAt: string
  /** Null for a question, which has no legal deadline. */
  dueAt: string | null
  overdue: boolean
  waitingFor: WaitingFor
  nextStep: NextStep
  /** The decision is made; the answer is being prepared or carried out. */
  decided: boolean
  /** When the decision of an officer who works alone takes effect; null when it does not wait for that. */
  takesEffectAt: string | null
  closedAt: string | null
  /** Filed by a representative for the person, who was under 18. */
  byRepresentative: boolean
}

export type AttachmentView = {
  attachmentId: string
  /** Made by the portal: `CX-7K3M-Q2-1.pdf`. */
  name: string
  mediaType: string
  /** Bytes. */
  size: number
  from: (typeof messageAuthors)[number]
  addedAt: string
}

export type MessageView = {
  messageId: string
  author: (typeof messageAuthors)[number] | 'representative' | 'represented'
  locale: Locale
  /** Null where the reader may not see words, or the person's key is gone. */
  body: string | null
  sentAt: string
  attachments: AttachmentView[]
}

export type TimelineEntry = {
  seq: number
  step: StepName | 'file'
  to: RequestStatus
  at: string
  /** `you`: the reader, for staff the person. `represented`: the minor, where their representative reads. */
  by: 'you' | 'representative' | 'represented' | 'staff' | 'system' | 'program' | 'visitor'
}

/** A refusal as it is owed: code, reason, law, where to complain. */
export type RefusalView = {
  code: RefusalCode
  reason: string | null
  law: readonly Article[]
  complaint: { routes: typeof complaintRoutes; basis: readonly Article[] }
}

export type DecisionView = {
  outcome: 'fulfilled' | 'refused'
  at: string
  refusal: RefusalView | null
}

export type OwnRequestView = OwnRequestListItem & {
  locale: Locale
  details: RequestDetails
  /** Attached when it was filed. */
  documents: AttachmentView[]
  deadlines: DeadlineView[]
  timeline: TimelineEntry[]
  messages: MessageView[]
  decision: DecisionView | null
  /** In what capacity a representative filed it; null: nobody did for the person. */
  representedBy: (typeof representativeCapacities)[number] | null
  may: { write: boolean; cancel: boolean }
  lastStepSeq: number
}

/** Somebody who works here; `name` is null before they have given one. */
export type StaffRef = { staffId: string; name: string | null }

export type CalendarYear = {
  year: number
  days: {
    date: LocalDate
    kind: 'off' | 'worked'
    holiday: (typeof holidays)[number] | null
    state: (typeof calendarStates)[number]
    source: string
    changedBy: StaffRef | null
    changedAt: string
  }[]
  /** Every day of it is official. */
  settled: boolean
}

/** What a person asked about somebody's access, and the answer. */
export type AccessReportView = {
  reportedAt: string
  dueAt: string
  answeredAt: string | null
  finding: (typeof accessFindings)[number] | null
  answer: string | null
}

/** Somebody opened a person's case. */
export type Disclosure = {
  /** The record of the audit log. */
  auditId: string
  at: string
  what: 'case-opened' | 'contacts-revealed' | 'attachment-opened' | 'record-opened' | 'given-to-authority'
  /** Current roles of the member who opened it; empty when they no longer work here. */
  roles: StaffRole[]
  /** Why contacts were opened. */
  reason: RevealReason | null
  reference: string | null
  /** Null: the person did not ask. */
  report: AccessReportView | null
}
