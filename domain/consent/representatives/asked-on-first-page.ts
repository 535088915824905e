import { and, eq } from 'drizzle-orm'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readMinor } from '#domain/people/minors/read-minors.ts'
import { isOnlyRepresentative } from '#domain/people/minors/represent.ts'
import type { ConsentState } from '../ledger/read-choices.ts'

/** Whether the consent to the service that stands was given by a representative. */
export async function isServiceByRepresentative(ctx: Context, subjectId: string): Promise<boolean> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ seq: consentState.seq })
      .from(consentState)
      .innerJoin(
        consentEvent,
        and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
      )
      .where(
        and(
          eq(consentState.subjectId, subjectId),
          eq(consentState.purpose, 'service'),
          eq(consentState.decision, 'granted'),
          eq(consentEvent.actorKind, 'representative'),
        ),
      ),
  )
  return rows.length > 0
}

/**
 * Whether the first page asks a person who has not answered it for consent to the service: who has given none and is not here
 * as a representative alone, and who turned 18 after a representative gave it.
 */
export async function isAskedOnFirstPage(
  ctx: Context,
  subjectId: string,
  states: readonly ConsentState[],
): Promise<boolean> {
  const service = states.find(({ purpose }) => purpose === 'service')
  if (service?.decision !== 'granted') return !(await isOnlyRepresentative(ctx, subjectId))
  return (await isServiceByRepresentative(ctx, subjectId)) && (await readMinor(ctx, subjectId)) === null
}
