import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { incident, incidentStep } from '#db/schema/incidents.ts'
import type { StaffActor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { twoMustDecide } from '#domain/staff/team/second-person.ts'
import { afterStep, type Duty, type LadderFault, type StepName } from '../rules/ladder.ts'
import { incidentResource, type OpenedIncident, stepPlace } from './incident-rows.ts'

type NewStep = {
  step: StepName
  duty?: Duty
  /** JSON: what was entered. */
  text?: unknown
  /** Columns of the incident that the step sets besides. */
  set?: Partial<Pick<typeof incident.$inferInsert, 'people'>>
}

/**
 * Adds a step where the ladder allows it, with its audit record; else says why not. The incident is locked by the caller, who
 * has authorized.
 */
export async function writeStep(
  tx: Transaction,
  ctx: Context & { actor: StaffActor },
  { row, ladder, cipher }: Pick<OpenedIncident, 'row' | 'ladder' | 'cipher'>,
  { step, duty, text, set = {} }: NewStep,
): Promise<LadderFault | null> {
  const { staffId } = ctx.actor
  const twoDecide = await twoMustDecide(tx)
  const after = afterStep(ladder, { step, duty: duty ?? null, staffId }, { twoDecide })
  if (typeof after === 'string') return after
  const now = ctx.clock.now()
  const { incidentId } = row
  const seq = row.lastSeq + 1
  const isSettled = (of: Duty) =>
    after[of] !== ladder[of] && (after[of] === 'told' || after[of] === 'not-needed')
  await tx.insert(incidentStep).values({
    incidentId,
    seq,
    step,
    duty: duty ?? null,
    staffId,
    at: now,
    textSealed:
      text === undefined ? null : cipher.encrypt(stepPlace({ incidentId, seq }), JSON.stringify(text)),
  })
  await tx
    .update(incident)
    .set({
      ...set,
      authority: after.authority,
      subjects: after.subjects,
      lastSeq: seq,
      ...(isSettled('authority') && { authorityAt: now }),
      ...(isSettled('subjects') && { subjectsAt: now }),
      ...(after.closed && { closedAt: now }),
    })
    .where(eq(incident.incidentId, incidentId))
  await append(tx, ctx.auditedAs, {
    action: `incident.${step}`,
    resource: incidentResource(incidentId),
    ...(duty && { reason: duty }),
  })
  return null
}
