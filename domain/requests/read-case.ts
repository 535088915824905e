import { and, asc, desc, eq, gt, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, requestNote, requestReveal } from '#db/schema/requests.ts'
import { append } from '../audit/append.ts'
import { actorId } from '../people/actor.ts'
import type { Context } from '../people/context.ts'
import { isAllowed } from '../people/permissions.ts'
import { type PersonRecord, readPerson } from '../people/person-records.ts'
import { membersByRole } from '../people/staff/members-by-role.ts'
import { twoMustDecide } from '../people/staff/second-person.ts'
import { staffNames } from '../people/staff/team.ts'
import type { SubjectSeal } from '../people/subject-fields.ts'
import { readCalendarDays } from './calendar-table.ts'
import { clocksOf, waitingFor } from './case-clocks.ts'
import { readSteps, refusalView, timelineEntry } from './case-parts.ts'
import type { ContactView, StaffCase, StaffDecision, StaffRef } from './case-view.ts'
import { findRow, requestNamed, resourceOf } from './find-request.ts'
import { kinds } from './kinds.ts'
import { maskedContact, openContact } from './mask-contact.ts'
import { queueItems } from './queue.ts'
import { grounds, refusalLaw } from './refusal-codes.ts'
import { kindOf, openDetails, type RequestRow, requestPlace, stateOf } from './request-row.ts'
import { nextSteps } from './take-step.ts'
import { notePlace, readMessages } from './write-message.ts'

const OTHERS = 20

/**
 * A case as staff read it: contacts masked until revealed, words closed to who only audits. Each reading is audited and
 * told to the person. Null for an unknown reference. Throws `Denied`.
 */
export async function readCase(ctx: Context, reference: string): Promise<StaffCase | null> {
  const where = requestNamed(ctx, reference, { own: 'requests.read', staff: 'requests.read' })
  if (!where) return null
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, where)
    const person = row && (await readPerson(tx, ctx.services.keys, row.subjectId))
    if (!row || !person) return null
    const words = isAllowed(ctx.actor, 'requests.read-words')
    const seal = words ? person.seal : null
    const contact = await contactOf(tx, ctx, row, person)
    await append(tx, ctx.by, {
      ...{ action: 'request.read', subjectId: row.subjectId, resource: resourceOf(row.requestId) },
      fields: [...(words ? ['details', 'messages'] : []), ...(contact.masked ? [] : ['contact'])],
    })
    const steps = await readSteps(tx, row)
    const noteRows = await tx
      .select()
      .from(requestNote)
      .where(and(eq(requestNote.subjectId, row.subjectId), eq(requestNote.requestId, row.requestId)))
      .orderBy(asc(requestNote.writtenAt))
    const refOf = await staffRefs(tx, ctx, [
      ...steps.map(({ actorKind, actorId: id }) => (actorKind === 'staff' ? id : null)),
      ...noteRows.map(({ staffId }) => staffId),
      ...[row.decidedBy, row.approvedBy],
    ])
    const others = await otherRequests(tx, row)
    const [item] = await queueItems(tx, ctx, [row])
    if (!item) throw new Error('a request that was found was not shown')
    const desk = await membersByRole(tx, ctx.services.keys, ['support', 'privacy-officer'])
    const kind = kindOf(row)
    const oneMayDecide = !(await twoMustDecide(tx))
    const { platformId, source, locale } = { platformId: person.externalId, ...person }
    return {
      ...item,
      lastStepSeq: row.lastStepSeq,
      waitingFor: waitingFor(row.status),
      person: { platformId, source, locale, contact, otherRequests: others.map(asOther) },
      possibleDuplicates: row.closedAt
        ? []
        : others.filter((one) => one.closedAt === null && kindOf(one) === kind).map((one) => one.reference),
      details: seal && openDetails(seal, row),
      ...(await readMessages(tx, row, seal)),
      clocks: clocksOf(row, await readCalendarDays(tx)),
      timeline: steps.map((step) => ({
        ...timelineEntry(step),
        from: step.from,
        staff: step.actorKind === 'staff' && step.actorId ? refOf(step.actorId) : null,
      })),
      notes: noteRows.map(({ noteId, staffId, bodySealed, writtenAt }) => ({
        ...{ noteId, staff: refOf(staffId), writtenAt: writtenAt.toISOString() },
        body: seal ? seal.open(notePlace(noteId), bodySealed) : null,
      })),
      decision: decisionOf(row, seal, refOf),
      twoMustDecide: kinds[kind].secondPerson && !oneMayDecide,
      offered: nextSteps(stateOf(row, oneMayDecide), ctx.actor, ctx.clock.now()),
      grounds: grounds(kind).map((code) => ({ code, law: refusalLaw(code, kind) })),
      desk: desk.map(({ staffId, name }) => ({ staffId, name })),
    }
  })
}

async function contactOf(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: RequestRow,
  person: PersonRecord,
): Promise<ContactView> {
  const [opened] = await tx
    .select({ until: requestReveal.expiresAt })
    .from(requestReveal)
    .where(
      and(
        eq(requestReveal.subjectId, subjectId),
        eq(requestReveal.requestId, requestId),
        eq(requestReveal.staffId, actorId(ctx.actor) ?? ''),
        gt(requestReveal.expiresAt, ctx.clock.now()),
      ),
    )
  return opened ? openContact(person, opened.until) : maskedContact(person)
}

async function staffRefs(tx: Transaction, ctx: Context, ids: readonly (string | null)[]) {
  const known = new Set(ids.filter((id) => id !== null))
  const names = await staffNames(tx, ctx.services.keys, [...known])
  return (staffId: string): StaffRef => ({ staffId, name: names.get(staffId) ?? null })
}

const otherRequests = (tx: Transaction, { subjectId, requestId }: RequestRow) =>
  tx
    .select()
    .from(request)
    .where(and(eq(request.subjectId, subjectId), ne(request.requestId, requestId)))
    .orderBy(desc(request.receivedAt))
    .limit(OTHERS)

const asOther = (row: RequestRow) => ({
  ...{ reference: row.reference, kind: kindOf(row), status: row.status },
  receivedAt: row.receivedAt.toISOString(),
})

function decisionOf(
  row: RequestRow,
  seal: SubjectSeal | null,
  refOf: (staffId: string) => StaffRef,
): StaffDecision | null {
  const { decision, decidedBy, decidedAt, approvedAt, approvedBy, draftSealed, requestId } = row
  if (!decision) return null
  return {
    outcome: decision,
    by: decidedBy ? refOf(decidedBy) : null,
    at: decidedAt?.toISOString() ?? null,
    approved: approvedAt !== null,
    approvedBy: approvedBy ? refOf(approvedBy) : null,
    approvalDelayEndsAt: row.approvalDelayEndsAt?.toISOString() ?? null,
    draft: seal && draftSealed ? seal.open(requestPlace(requestId, 'draft_sealed'), draftSealed) : null,
    refusal: refusalView(row, seal),
  }
}
