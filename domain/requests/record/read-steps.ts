import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestStep } from '#db/schema/requests.ts'
import { type Actor, actorId } from '#domain/access/actor.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { complaintBasis, complaintRoutes } from '../rules/law.ts'
import { refusalLaw } from '../rules/refusal-codes.ts'
import { kindOf, type RequestRow, requestPlace } from './request-row.ts'
import type { RefusalView, TimelineEntry } from './request-views.ts'

type StepRow = typeof requestStep.$inferSelect

export async function readSteps(
  tx: Transaction,
  { subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>,
): Promise<StepRow[]> {
  return tx
    .select()
    .from(requestStep)
    .where(and(eq(requestStep.subjectId, subjectId), eq(requestStep.requestId, requestId)))
    .orderBy(asc(requestStep.seq))
}

/** A step as the person or their representative reads it: who of the staff it was stays inside. */
export function timelineEntry(
  { seq, step, to, at, actorKind, actorId: id }: StepRow,
  reader: Actor,
): TimelineEntry {
  const isOfReader = reader.kind === 'representative' ? id === actorId(reader) : actorKind === 'subject'
  const by = isOfReader ? 'you' : actorKind === 'subject' ? 'represented' : actorKind
  return { seq, step, to, at: at.toISOString(), by }
}

/** What is owed with a refusal: its code, reason, law and the ways to complain. `cipher` null: the reason stays closed. */
export function refusalView(row: RequestRow, cipher: SubjectCipher | null): RefusalView | null {
  const { refusalCode, refusalReasonSealed, requestId } = row
  if (!refusalCode) return null
  const place = requestPlace(requestId, 'refusal_reason_sealed')
  return {
    code: refusalCode,
    reason: cipher && refusalReasonSealed ? cipher.decrypt(place, refusalReasonSealed) : null,
    law: refusalLaw(refusalCode, kindOf(row)),
    complaint: { routes: complaintRoutes, basis: complaintBasis },
  }
}
