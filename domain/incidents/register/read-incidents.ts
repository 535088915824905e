import { desc } from 'drizzle-orm'
import { z } from 'zod'
import { incident } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import {
  findIncident,
  type IncidentRow,
  incidentResource,
  openIncidentRows,
  textOf,
} from '../record/incident-rows.ts'
import type { IncidentFacts, NoticeTexts } from '../rules/incident-schemas.ts'
import {
  type Duty,
  type IncidentStatus,
  type Ladder,
  nextDuty,
  type StepName,
  statusOf,
} from '../rules/ladder.ts'
import { type TermState, termStateOf } from '../rules/term.ts'

export type IncidentView = {
  reference: string
  status: IncidentStatus
  term: TermState
  facts: IncidentFacts
  openedAt: Date
  noticedAt: Date
  dueAt: Date
  authority: IncidentRow['authority']
  authorityAt: Date | null
  subjects: IncidentRow['subjects']
  subjectsAt: Date | null
  closedAt: Date | null
  people: number | null
}

export type IncidentStepView = {
  step: StepName
  duty: Duty | null
  at: Date
  by: string
  note: string | null
}

export type IncidentDetails = IncidentView & {
  ladder: Ladder
  nextDuty: Duty | null
  notice: NoticeTexts | null
  steps: IncidentStepView[]
  /** Whether the proposal that waits is the reader's own. */
  ownProposal: boolean
}

/** A register of incidents is short: a page of it is all of them, the newest this many. */
const MOST = 1000

/** The register, newest first. Recorded. Throws `Denied`. */
export async function listIncidents(ctx: Context): Promise<IncidentView[]> {
  authorize(ctx.actor, 'incidents.read')
  return ctx.transaction(async (tx) => {
    const rows = await tx.select().from(incident).orderBy(desc(incident.noticedAt)).limit(MOST)
    await append(tx, ctx.auditedAs, { action: 'incident.list' })
    const opened = await openIncidentRows(tx, ctx.services.keys, rows)
    return opened.map(({ row, facts }) => viewOf(row, facts, ctx.clock.now()))
  })
}

/** One incident with its steps; null when there is none. Recorded. Throws `Denied`. */
export async function readIncident(ctx: Context, reference: string): Promise<IncidentDetails | null> {
  authorize(ctx.actor, 'incidents.read')
  return ctx.transaction(async (tx) => {
    const found = await findIncident(tx, ctx.services.keys, reference)
    if (!found) return null
    const { row, steps, ladder, cipher, facts, notice } = found
    await append(tx, ctx.auditedAs, { action: 'incident.read', resource: incidentResource(row.incidentId) })
    const names = await staffNames(tx, ctx.services.keys, [...new Set(steps.map(({ staffId }) => staffId))])
    return {
      ...viewOf(row, facts, ctx.clock.now()),
      ladder,
      nextDuty: nextDuty(ladder),
      notice,
      ownProposal: ctx.actor.kind === 'staff' && ladder.proposedBy === ctx.actor.staffId,
      steps: steps.map((step) => ({
        step: step.step,
        duty: step.duty,
        at: step.at,
        by: names.get(step.staffId) ?? step.staffId,
        note: noteSchema.safeParse(textOf(cipher, step)).data?.note ?? null,
      })),
    }
  })
}

const noteSchema = z.object({ note: z.string() })

// no permission: arranges what a use case has read
export function viewOf(row: IncidentRow, facts: IncidentFacts, now: Date): IncidentView {
  const { reference, openedAt, noticedAt, dueAt, authority, authorityAt } = row
  const { subjects, subjectsAt, closedAt, people } = row
  return {
    reference,
    status: statusOf({ authority, subjects, closed: closedAt !== null }),
    term: termStateOf(row, now),
    facts,
    openedAt,
    noticedAt,
    dueAt,
    authority,
    authorityAt,
    subjects,
    subjectsAt,
    closedAt,
    people,
  }
}
