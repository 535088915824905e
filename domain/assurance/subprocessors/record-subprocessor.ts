import { desc, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { subprocessorEntry } from '#db/schema/assurance.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { endSubprocessorSchema, SubprocessorInput } from './subprocessor-schemas.ts'

export type SubprocessorResult =
  | { status: 'done'; subprocessorId: string }
  | { status: 'refused'; code: 'gone' | 'ended' }

/** The staff member who acts: only they have the permissions of this module. */
function memberOf(ctx: Context): string {
  if (ctx.actor.kind !== 'staff') throw new Error('only staff keep the register')
  return ctx.actor.staffId
}

/**
 * Adds an entry: a new subprocessor, or how a known one is from a day on. A day ahead announces the change in public; entries are never
 * changed. Throws `Denied`.
 */
export async function recordSubprocessor(
  ctx: Context,
  input: SubprocessorInput,
): Promise<SubprocessorResult> {
  authorize(ctx.actor, 'subprocessors.record')
  const { nameKk, nameRu, nameEn, serviceKk, serviceRu, serviceEn, agreementSha256, ...rest } = input
  const subprocessorId = input.subprocessorId ?? newId()
  const entryId = newId()
  return ctx.transaction(async (tx) => {
    if (input.subprocessorId) {
      const known = await tx.$count(subprocessorEntry, eq(subprocessorEntry.subprocessorId, subprocessorId))
      if (known === 0) return { status: 'refused', code: 'gone' }
    }
    await tx.insert(subprocessorEntry).values({
      ...rest,
      entryId,
      subprocessorId,
      entry: 'state',
      name: { kk: nameKk, ru: nameRu, en: nameEn },
      service: { kk: serviceKk, ru: serviceRu, en: serviceEn },
      agreementSha256: agreementSha256 === null ? null : Buffer.from(agreementSha256, 'hex'),
      recordedBy: memberOf(ctx),
      recordedAt: ctx.clock.now(),
    })
    await append(tx, ctx.auditedAs, {
      action: 'subprocessor.state',
      resource: `subprocessor:${subprocessorId}`,
    })
    await enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' })
    return { status: 'done', subprocessorId }
  })
}

/** Says that a subprocessor gets no data from a day on; its entries stay. Throws `Denied`. */
export async function endSubprocessor(
  ctx: Context,
  { subprocessorId, effectiveOn }: z.output<typeof endSubprocessorSchema>,
): Promise<SubprocessorResult> {
  authorize(ctx.actor, 'subprocessors.record')
  return ctx.transaction(async (tx) => {
    const [last] = await tx
      .select()
      .from(subprocessorEntry)
      .where(eq(subprocessorEntry.subprocessorId, subprocessorId))
      .orderBy(desc(subprocessorEntry.effectiveOn), desc(subprocessorEntry.recordedAt))
      .limit(1)
    if (!last) return { status: 'refused', code: 'gone' }
    if (last.entry === 'end' && last.effectiveOn <= effectiveOn) return { status: 'refused', code: 'ended' }
    await tx.insert(subprocessorEntry).values({
      ...last,
      entryId: newId(),
      entry: 'end',
      effectiveOn,
      recordedBy: memberOf(ctx),
      recordedAt: ctx.clock.now(),
    })
    await append(tx, ctx.auditedAs, {
      action: 'subprocessor.end',
      resource: `subprocessor:${subprocessorId}`,
    })
    await enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' })
    return { status: 'done', subprocessorId }
  })
}
