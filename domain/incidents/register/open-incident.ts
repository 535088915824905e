import { incident, incidentStep } from '#db/schema/incidents.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newKey } from '#domain/people/record/person-records.ts'
import { readCalendarDays } from '#domain/requests/record/read-calendar.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { newId, newReference } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { incidentResource, stepPlace } from '../record/incident-rows.ts'
import { incidentFactsSchema, type OpenIncidentInput } from '../rules/incident-schemas.ts'
import { incidentOfficers } from '../rules/officers.ts'
import { dueAtOf } from '../rules/term.ts'

export type OpenIncidentResult =
  | { status: 'done'; reference: string }
  | { status: 'refused'; code: 'in-the-future' | 'not-allowed'; field?: string }

/**
 * Opens an incident. The term of the notice to the authority runs from the moment at which it was noticed, and all officers get
 * an email. Throws `Denied`.
 */
export async function openIncident(
  ctx: Context,
  { noticedOn, noticedTime, ...given }: OpenIncidentInput,
): Promise<OpenIncidentResult> {
  const { actor } = ctx
  authorize(actor, 'incidents.work')
  if (actor.kind !== 'staff') return { status: 'refused', code: 'not-allowed' }
  const now = ctx.clock.now()
  const noticedAt = almatyInstant(noticedOn, `${noticedTime}:00`)
  if (noticedAt > now) return { status: 'refused', code: 'in-the-future', field: 'noticedOn' }
  const facts = incidentFactsSchema.parse(given)
  return ctx.transaction(async (tx) => {
    const { subjectId: incidentId, cipher } = await newKey(tx, ctx.services, newId())
    const calendar = await readCalendarDays(tx, 'together')
    const reference = newReference()
    await tx.insert(incident).values({
      incidentId,
      reference,
      openedAt: now,
      openedBy: actor.staffId,
      noticedAt,
      dueAt: dueAtOf(noticedAt, calendar),
      authority: 'waiting',
      subjects: 'waiting',
      lastSeq: 1,
    })
    const first = { incidentId, seq: 1 }
    await tx.insert(incidentStep).values({
      ...first,
      step: 'open',
      staffId: actor.staffId,
      at: now,
      textSealed: cipher.encrypt(stepPlace(first), JSON.stringify(facts)),
    })
    await append(tx, ctx.auditedAs, { action: 'incident.open', resource: incidentResource(incidentId) })
    const officers = await membersByRole(tx, ctx.services.keys, incidentOfficers)
    for (const { staffId } of officers)
      if (staffId !== actor.staffId)
        await enqueue(tx, 'send-incident-alert', { incidentId, staffId, alert: 'opened' })
    return { status: 'done', reference }
  })
}
