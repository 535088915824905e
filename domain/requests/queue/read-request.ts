import { and, asc, desc, eq, gt, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, requestNote, requestReveal } from '#db/schema/requests.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { restrictionsOf } from '#domain/consent/restrictions/restrict-processing.ts'
import { type PersonRecord, readPerson } from '#domain/people/record/person-records.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import { twoMustDecide } from '#domain/staff/team/second-person.ts'
import { findRow, isRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { readSteps, refusalView, timelineEntry } from '../record/read-steps.ts'
import { deadlinesOf, waitingFor } from '../record/request-deadlines.ts'
import { decryptDetails, kindOf, type RequestRow, requestPlace, stateOf } from '../record/request-row.ts'
import type { StaffRef } from '../record/request-views.ts'
import { notePlace, readMessages } from '../record/write-message.ts'
import { representationOf } from '../representatives/representation.ts'
import { kinds } from '../rules/kinds.ts'
import { grounds, refusalLaw } from '../rules/refusal-codes.ts'
import { nextSteps } from '../rules/take-step.ts'
import { maskedContact, openContact } from './mask-contact.ts'
import { queueItems } from './read-queue.ts'
import type {
  ContactView,
  RepresentativeView,
  StaffDecision,
  StaffRequestView,
} from './staff-request-views.ts'

const OTHERS = 20

/**
 * A case as staff read it: contacts masked until revealed, words closed to who only audits. Each reading is audited and
 * told to the person. Null for an unknown reference. Throws `Denied`.
 */
export async function readStaffRequest(ctx: Context, reference: string): Promise<StaffRequestView | null> {
  const where = requestNamed(ctx, reference, { own: 'requests.read', staff: 'requests.read' })
  if (!where) return null
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, where)
    const person = row && (await readPerson(tx, ctx.services.keys, row.subjectId))
    if (!row || !person) return null
    const words = isAllowed(ctx.actor, 'requests.read-words')
    const cipher = words ? person.cipher : null
    const contact = await contactOf(tx, ctx, row, person)
    await append(tx, ctx.auditedAs, {
      action: 'request.read',
      subjectId: row.subjectId,
      resource: resourceOf(row.requestId),
      fields: [...(words ? ['details', 'messages'] : []), ...(contact.masked ? [] : ['contact'])],
    })
    if (words) await tx.update(request).set({ staffOpenedAt: ctx.clock.now() }).where(isRow(row))
    const steps = await readSteps(tx, row)
    const noteRows = await tx
      .select()
      .from(requestNote)
      .where(and(eq(requestNote.subjectId, row.subjectId), eq(requestNote.requestId, row.requestId)))
      .orderBy(asc(requestNote.writtenAt))
    const refOf = await staffRefs(tx, ctx, [
      ...steps.map(({ actorKind, actorId: id }) => (actorKind === 'staff' ? id : null)),
      ...noteRows.map(({ staffId }) => staffId),
      row.decidedBy,
      row.approvedBy,
    ])
    const others = await otherRequests(tx, row)
    const [item] = await queueItems(tx, ctx, [row])
    if (!item) throw new Error('a request that was found was not shown')
    const desk = await membersByRole(tx, ctx.services.keys, ['support', 'privacy-officer'])
    const kind = kindOf(row)
    const restrictions = await restrictionsOf(tx, row.subjectId)
    const oneMayDecide = !(await twoMustDecide(tx))
    const { platformId, source, locale } = { platformId: person.externalId, ...person }
    return {
      ...item,
      corrects: row.corrects !== null,
      lastStepSeq: row.lastStepSeq,
      waitingFor: waitingFor(row),
      person: {
        platformId,
        source,
        locale,
        contact,
        representative: await representativeOf(tx, ctx, row),
        otherRequests: others.map(asOther),
      },
      possibleDuplicates: row.closedAt
        ? []
        : others.filter((one) => one.closedAt === null && kindOf(one) === kind).map((one) => one.reference),
      details: cipher && decryptDetails(cipher, row),
      ...(await readMessages(tx, row, cipher, ctx.actor)),
      deadlines: deadlinesOf(row, await readCalendarDays(tx)),
      timeline: steps.map((step) => ({
        ...timelineEntry(step, ctx.actor),
        from: step.from,
        staff: step.actorKind === 'staff' && step.actorId ? refOf(step.actorId) : null,
      })),
      notes: noteRows.map(({ noteId, staffId, bodySealed, writtenAt }) => ({
        noteId,
        staff: refOf(staffId),
        writtenAt: writtenAt.toISOString(),
        body: cipher ? cipher.decrypt(notePlace(noteId), bodySealed) : null,
      })),
      decision: decisionOf(row, cipher, refOf),
      twoMustDecide: kinds[kind].secondPerson && !oneMayDecide,
      offered: nextSteps(stateOf(row, oneMayDecide), ctx.actor, ctx.clock.now()),
      grounds: grounds(kind).map((code) => ({ code, law: refusalLaw(code, kind) })),
      restriction: restrictions.find(({ requestId }) => requestId === row.requestId) ?? null,
      desk: desk.map(({ staffId, name }) => ({ staffId, name })),
    }
  })
}

async function representativeOf(
  tx: Transaction,
  ctx: Context,
  row: RequestRow,
): Promise<RepresentativeView | null> {
  const found = await representationOf(tx, ctx, row)
  if (!found) return null
  return {
    capacity: found.capacity,
    verifiedAt: found.verifiedAt.toISOString(),
    endedAt: found.endedAt?.toISOString() ?? null,
    contact: found.representative && maskedContact(found.representative),
  }
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
  reference: row.reference,
  kind: kindOf(row),
  status: row.status,
  receivedAt: row.receivedAt.toISOString(),
})

function decisionOf(
  row: RequestRow,
  cipher: SubjectCipher | null,
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
    draft:
      cipher && draftSealed ? cipher.decrypt(requestPlace(requestId, 'draft_sealed'), draftSealed) : null,
    refusal: refusalView(row, cipher),
  }
}
