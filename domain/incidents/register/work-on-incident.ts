import type { z } from 'zod'
import type { StaffActor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { findIncident, type OpenedIncident } from '../record/incident-rows.ts'
import { writeStep } from '../record/write-step.ts'
import {
  type amendIncidentSchema,
  type IncidentStepInput,
  incidentFactsSchema,
  type writeNoticeSchema,
} from '../rules/incident-schemas.ts'
import type { LadderFault } from '../rules/ladder.ts'

export type IncidentWorkResult =
  | { status: 'done' }
  | { status: 'refused'; code: LadderFault | 'not-found'; field?: string }

/** A step of the ladder. Telling persons enqueues the letters to everybody on the list. Throws `Denied`. */
export async function takeIncidentStep(ctx: Context, input: IncidentStepInput): Promise<IncidentWorkResult> {
  return onIncident(ctx, input.reference, async (tx, acting, found) => {
    const text = 'note' in input ? { note: input.note } : undefined
    const duty = 'duty' in input ? input.duty : undefined
    const fault = await writeStep(tx, acting, found, {
      step: input.step,
      ...(duty && { duty }),
      ...(text && { text }),
    })
    if (fault === null && input.step === 'notify-subjects') {
      const { incidentId } = found.row
      await enqueue(tx, 'tell-incident', { incidentId, after: null }, { key: `tell-incident:${incidentId}` })
    }
    return fault
  })
}

/** Changes what is known. What was known before stays in its step. Throws `Denied`. */
export async function amendIncident(
  ctx: Context,
  { reference, ...given }: z.output<typeof amendIncidentSchema>,
): Promise<IncidentWorkResult> {
  const text = incidentFactsSchema.parse(given)
  return onIncident(ctx, reference, (tx, acting, found) =>
    writeStep(tx, acting, found, { step: 'amend', text }),
  )
}

/** What notices say, in three languages. Throws `Denied`. */
export async function writeNotice(
  ctx: Context,
  input: z.output<typeof writeNoticeSchema>,
): Promise<IncidentWorkResult> {
  const of = (locale: 'kk' | 'ru' | 'en') => ({
    what: input[`what-${locale}`],
    measures: input[`measures-${locale}`],
    advice: input[`advice-${locale}`],
  })
  const text = { kk: of('kk'), ru: of('ru'), en: of('en') }
  return onIncident(ctx, input.reference, (tx, acting, found) =>
    writeStep(tx, acting, found, { step: 'write-notice', text }),
  )
}

type Tx = Parameters<typeof writeStep>[0]

async function onIncident(
  ctx: Context,
  reference: string,
  run: (
    tx: Tx,
    acting: Context & { actor: StaffActor },
    found: OpenedIncident,
  ) => Promise<LadderFault | null>,
): Promise<IncidentWorkResult> {
  const { actor } = ctx
  authorize(actor, 'incidents.work')
  if (actor.kind !== 'staff') return { status: 'refused', code: 'not-found' }
  return ctx.transaction(async (tx) => {
    const found = await findIncident(tx, ctx.services.keys, reference, { lock: true })
    if (!found) return { status: 'refused', code: 'not-found' }
    const fault = await run(tx, { ...ctx, actor }, found)
    return fault === null ? { status: 'done' } : { status: 'refused', code: fault }
  })
}
