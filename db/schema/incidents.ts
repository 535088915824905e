import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'
import { dutyStates, incidentSteps, noticeDuties } from './incidents-codes.ts'

/** A breach of the security of personal data. Its texts are encrypted under a key of its own, in its steps. */
export const incident = pgTable(
  'incident',
  {
    incidentId: uuid('incident_id').primaryKey(),
    reference: text('reference').notNull(),
    openedAt: moment('opened_at').notNull(),
    openedBy: uuid('opened_by').notNull(),
    noticedAt: moment('noticed_at').notNull(),
    /** The end of the term for the notice to the authority. Moves with the calendar while that notice is open. */
    dueAt: moment('due_at').notNull(),
    authority: text('authority', { enum: dutyStates }).notNull(),
    authorityAt: moment('authority_at'),
    subjects: text('subjects', { enum: dutyStates }).notNull(),
    subjectsAt: moment('subjects_at'),
    closedAt: moment('closed_at'),
    /** How many people the frozen list has; null while there is none. */
    people: integer('people'),
    lastSeq: integer('last_seq').notNull(),
    /** When officers were told that the term ends soon, and that it has passed. */
    warnedAt: moment('warned_at'),
    passedToldAt: moment('passed_told_at'),
  },
  (t) => [uniqueIndex('incident_reference').on(t.reference), index('incident_noticed').on(t.noticedAt)],
)

/** A step of an incident; never changed or deleted. */
export const incidentStep = pgTable(
  'incident_step',
  {
    incidentId: uuid('incident_id').notNull(),
    seq: integer('seq').notNull(),
    step: text('step', { enum: incidentSteps }).notNull(),
    duty: text('duty', { enum: noticeDuties }),
    staffId: uuid('staff_id').notNull(),
    at: moment('at').notNull(),
    /** JSON: what was entered with the step. */
    textSealed: bytes('text_sealed'),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.seq] })],
)

/** A person that an incident concerns: one row of the frozen list. */
export const incidentPerson = pgTable(
  'incident_person',
  {
    subjectId: uuid('subject_id').notNull(),
    incidentId: uuid('incident_id').notNull(),
    listedAt: moment('listed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.incidentId] }),
    index('incident_person_incident').on(t.incidentId, t.subjectId),
  ],
)
