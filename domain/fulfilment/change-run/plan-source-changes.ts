import { and, eq, inArray, not, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { liftObjections, objectedPurpose, objectionOf } from '#domain/consent/objections/objections.ts'
import { restrictionsOf } from '#domain/consent/restrictions/restrict-processing.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { type ChangingRequest, lockChangingRequest } from '#domain/requests/execution/change-by-request.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import {
  encryptTarget,
  type NewChange,
  readRequestChanges,
  wakeChanges,
  wakeChangesOf,
} from '../change-record/change-rows.ts'
import { isConcerned, linkedFields } from '../rules/source-change.ts'
import { openSources } from '../sources/open-sources.ts'
import { continueCorrection, newChange } from './continue-correction.ts'

type RequestKey = { subjectId: string; requestId: string }

/**
 * Plans what the sources have to change for a decided correction, a restriction or an objection, or its end. Planning twice is
 * planning once; a correction that staff gave up is planned again after a new decision. Throws `Denied`.
 */
export async function planSourceChanges(ctx: Context, key: RequestKey): Promise<void> {
  authorize(ctx.actor, 'changes.run')
  await ctx.transaction(async (tx) => {
    const request = await lockChangingRequest(tx, ctx, key)
    if (!request) return
    const planned = await changesOf(tx, ctx, request)
    if (planned.length === 0) {
      // Staff may have done the last one by hand.
      if (request.kind === 'rectification') await continueCorrection(tx, ctx, key, openSources(ctx).map)
      return
    }
    await tx.insert(sourceChange).values(planned)
    if (request.kind === 'restriction') await followRestriction(tx, ctx, key.subjectId)
    await append(tx, ctx.auditedAs, {
      action: 'source-change.plan',
      subjectId: key.subjectId,
      resource: `request:${key.requestId}`,
    })
    await wakeChanges(tx)
  })
}

function changesOf(tx: Transaction, ctx: Context, request: ChangingRequest): Promise<NewChange[]> {
  if (request.kind === 'restriction') return restrictionChanges(tx, ctx, request)
  if (request.kind === 'objection') return objectionChanges(tx, ctx, request)
  return correctionChanges(tx, ctx, request)
}

async function restrictionChanges(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: RequestKey,
): Promise<NewChange[]> {
  const restrictions = await restrictionsOf(tx, subjectId)
  const own = restrictions.find((one) => one.requestId === requestId)
  if (!own) return []
  const kind = own.liftedAt === null ? 'restrict' : 'lift'
  const before = await readRequestChanges(tx, { subjectId, requestId })
  if (before.some((one) => one.kind === kind)) return []
  return openSources(ctx).all.map(({ name }) => newChange(ctx, { subjectId, requestId, kind, source: name }))
}

/** A system that does nothing of what was objected to has nothing to do: that is shown, and is not called done. */
async function objectionChanges(tx: Transaction, ctx: Context, request: RequestKey): Promise<NewChange[]> {
  const { subjectId, requestId } = request
  const objection = await objectionOf(tx, request)
  if (!objection) return []
  const kind = objection.liftedAt === null ? 'object' : 'end-objection'
  const before = await readRequestChanges(tx, request)
  if (before.some((one) => one.kind === kind)) return []
  // What still waits to be marked is looked at now: it is no longer needed.
  const { all } = openSources(ctx)
  for (const { name } of all) await wakeChangesOf(tx, { subjectId, source: name, now: ctx.clock.now() })
  return all.map((source) => {
    const change = newChange(ctx, { subjectId, requestId, kind, source: source.name })
    return isConcerned(source, objectedPurpose) ? change : { ...change, state: 'not-concerned' }
  })
}

/** What the platform asks before it sends, what webhooks withheld, and changes that waited for the end of a blocking. */
async function followRestriction(tx: Transaction, ctx: Context, subjectId: string): Promise<void> {
  await enqueue(tx, 'sync-preferences', { subjectIds: [subjectId] })
  const restrictions = await restrictionsOf(tx, subjectId)
  if (restrictions.some(({ liftedAt }) => liftedAt === null)) return
  await enqueue(tx, 'publish-held-choices', { subjectId, since: restrictions.at(-1)?.since ?? null })
  await tx
    .update(sourceChange)
    .set({ tryAt: ctx.clock.now() })
    .where(and(eq(sourceChange.subjectId, subjectId), eq(sourceChange.code, 'blocked')))
}

/** The value that the person named. What repeats it elsewhere follows when this one is done. */
async function correctionChanges(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId, target, decided }: ChangingRequest,
): Promise<NewChange[]> {
  const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
  if (!decided || !target || !cipher) return []
  const before = await readRequestChanges(tx, { subjectId, requestId })
  if (before.some(({ state }) => state !== 'skipped')) return []
  // A correction that staff gave up is carried out again.
  for (const { changeId } of before)
    await tx
      .delete(sourceChange)
      .where(and(eq(sourceChange.subjectId, subjectId), eq(sourceChange.changeId, changeId)))
  const { item, column: field } = target
  const source = item.slice(0, item.indexOf('.'))
  const change = newChange(ctx, { subjectId, requestId, kind: 'correct', source, item, field })
  return [{ ...change, valuesSealed: encryptTarget(cipher, change.changeId, target) }]
}

/**
 * Ends the objections of subjects who agreed to that processing again, and lets every system that was told be told so. Throws
 * `Denied`.
 */
// no audit record: lifting writes it
export async function endObjections(
  ctx: Context,
  { subjectIds }: { subjectIds: readonly string[] },
): Promise<void> {
  authorize(ctx.actor, 'changes.run')
  for (const subjectId of subjectIds)
    await ctx.transaction(async (tx) => {
      for (const key of await liftObjections(tx, ctx, subjectId))
        await enqueue(tx, 'plan-source-changes', key)
    })
}

/**
 * Carries what a person changed in the profile to every other system that repeats it; an older change of the same field that
 * still waits is overtaken, and one that is settled is removed. Throws `Denied`.
 */
export async function planProfileChanges(
  ctx: Context,
  { subjectId, fields }: { subjectId: string; fields: readonly ('fullName' | 'phone' | 'locale')[] },
): Promise<void> {
  authorize(ctx.actor, 'changes.run')
  const { map } = openSources(ctx)
  const planned = fields
    .flatMap((field) => linkedFields(map, field))
    .filter(({ item }) => item.source !== 'portal')
    .map(({ item, field }) =>
      newChange(ctx, {
        subjectId,
        requestId: null,
        kind: 'profile',
        source: item.source,
        item: item.id,
        field: field.column,
      }),
    )
  if (planned.length === 0) return
  await ctx.transaction(async (tx) => {
    for (const { item, field } of planned) {
      const ofField = and(
        eq(sourceChange.subjectId, subjectId),
        eq(sourceChange.kind, 'profile'),
        eq(sourceChange.item, item ?? ''),
        eq(sourceChange.field, field ?? ''),
      )
      const isOpen = inArray(sourceChange.state, ['waiting', 'failed'])
      await tx.delete(sourceChange).where(and(ofField, not(isOpen)))
      await tx
        .update(sourceChange)
        .set({
          state: 'overtaken',
          leaseUntil: null,
          // A worker that still works on it must not write a result over it.
          fence: sql`${sourceChange.fence} + 1`,
          at: ctx.clock.now(),
        })
        .where(and(ofField, isOpen))
    }
    await tx.insert(sourceChange).values(planned)
    await append(tx, ctx.auditedAs, {
      action: 'source-change.plan',
      subjectId,
      reason: 'profile',
      fields: [...fields],
    })
    await wakeChanges(tx)
  })
}
