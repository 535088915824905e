import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { isObjecting } from '#domain/consent/objections/objections.ts'
import { restrictionsOf } from '#domain/consent/restrictions/restrict-processing.ts'
import { isBlocked } from '#domain/people/record/blocked.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import {
  type CorrectionTarget,
  executeCorrection,
  lockChangingRequest,
} from '#domain/requests/execution/change-by-request.ts'
import { type ChangeRow, decryptTarget, takeDueChange, writeChange } from '../change-record/change-rows.ts'
import { notifyObjectionSettled } from '../change-record/notify-objection-settled.ts'
import { FencedOff } from '../lease/lease.ts'
import { nextErasureTry } from '../rules/erasure-run.ts'
import type { DataSource, SourceSubject } from '../rules/source.ts'
import {
  changeCode,
  correctableField,
  isChangeSettled,
  isPending,
  stateAfterChange,
} from '../rules/source-change.ts'
import { openSources, type Sources } from '../sources/open-sources.ts'
import { continueCorrection } from './continue-correction.ts'
import { type Corrected, copyProfileField, correctAndSearch, correctWhereOld } from './correct-in-source.ts'

/**
 * Carries out every change that is due: asks its source, reads it back, records what was found. A change that fails stops no
 * other and is tried again later. Returns how many were settled. Throws `Denied`.
 */
// no audit record: each change writes its own
export async function runSourceChanges(ctx: Context, signal: AbortSignal): Promise<{ settled: number }> {
  authorize(ctx.actor, 'changes.run')
  const sources = openSources(ctx)
  let settled = 0
  for (;;) {
    signal.throwIfAborted()
    const change = await ctx.transaction((tx) => takeDueChange(tx, ctx.clock.now()))
    if (!change) return { settled }
    try {
      if (await carryOutOrFail(ctx, change, sources, signal)) settled += 1
    } catch (error) {
      if (!(error instanceof FencedOff)) throw error
      ctx.services.log.warn({ changeId: change.changeId }, 'another worker took this change')
    }
  }
}

/** An unexpected error is recorded as a failure of this one change, so that the others go on. */
async function carryOutOrFail(ctx: Context, change: ChangeRow, sources: Sources, signal: AbortSignal) {
  try {
    return await carryOutChange(ctx, change, sources, signal)
  } catch (error) {
    if (signal.aborted || error instanceof FencedOff) throw error
    ctx.services.log.error({ changeId: change.changeId, err: error }, 'a change failed unexpectedly')
    return ctx.transaction((tx) => record(tx, ctx, change, { ...unexpected, sources }))
  }
}

async function carryOutChange(ctx: Context, change: ChangeRow, sources: Sources, signal: AbortSignal) {
  const { subjectId, requestId } = change
  if (change.kind === 'correct' && requestId !== null) {
    const goesOn = await ctx.transaction((tx) => executeCorrection(tx, ctx, { subjectId, requestId }))
    if (!goesOn) {
      await ctx.transaction((tx) =>
        writeChange(tx, change, { state: 'overtaken', valuesSealed: null, at: ctx.clock.now() }),
      )
      return true
    }
  }
  if (!(await isNeeded(ctx, change))) {
    await ctx.transaction((tx) => writeChange(tx, change, { state: 'overtaken', at: ctx.clock.now() }))
    return true
  }
  const target = await ctx.transaction((tx) => targetOf(tx, ctx, change))
  // Until the source has answered, asking again is the same question.
  const occasion = `${change.changeId}/${change.tries}`
  const subject = { subjectId, externalId: await readExternalId(ctx, subjectId), occasion }
  const made = await askSource(ctx, change, { target, sources, subject, signal })
  return ctx.transaction((tx) => record(tx, ctx, change, { ...made, sources }))
}

/** An objection that ended meanwhile is not marked any more, and its mark stays while another one holds. */
async function isNeeded(ctx: Context, { kind, subjectId }: ChangeRow): Promise<boolean> {
  if (kind !== 'object' && kind !== 'end-objection') return true
  return (await ctx.transaction((tx) => isObjecting(tx, subjectId))) === (kind === 'object')
}

async function targetOf(tx: Transaction, ctx: Context, { subjectId, changeId, valuesSealed }: ChangeRow) {
  const cipher = valuesSealed && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
  return cipher && valuesSealed ? decryptTarget(cipher, changeId, valuesSealed) : null
}

type Asked = {
  target: CorrectionTarget | null
  sources: Sources
  subject: SourceSubject
  signal: AbortSignal
}

const unexpected: Corrected = { outcome: { status: 'unknown', detail: 'error' }, oldIn: [] }
const gone: Corrected = { outcome: { status: 'failed', failure: { code: 'not-supported' } }, oldIn: [] }

async function askSource(
  ctx: Context,
  { kind, source: name, item: id, field: column, subjectId }: ChangeRow,
  { target, sources, subject, signal }: Asked,
): Promise<Corrected> {
  const source = sources.all.find((one) => one.name === name)
  if (!source) return gone
  if (kind === 'restrict' || kind === 'lift') {
    // Another request may have restricted meanwhile: what counts is what holds now.
    const all = await ctx.transaction((tx) => restrictionsOf(tx, subjectId))
    const restricted = all.some(({ liftedAt }) => liftedAt === null)
    return { outcome: await source.restrict(subject, restricted, signal), oldIn: [] }
  }
  if (kind === 'object' || kind === 'end-objection') return askObjected(ctx, source, subject, signal)
  const isHeld = await ctx.transaction((tx) => isBlocked(tx, subjectId))
  if (isHeld) return { outcome: { status: 'failed', failure: { code: 'blocked' } }, oldIn: [] }
  const place = correctableField(sources.map, id ?? '', column ?? '')
  if (!place) return gone
  if (kind === 'profile') return copyProfileField(ctx, source, place, subject, signal)
  if (!target) return gone
  return target.key.length > 0
    ? correctAndSearch(source, place, target, subject, signal)
    : correctWhereOld(source, place, target, subject, signal)
}

/** The person may agree again while a system is asked: the system is then asked once more, so that it ends with the person's latest choice. */
async function askObjected(
  ctx: Context,
  source: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<Corrected> {
  const holds = () => ctx.transaction((tx) => isObjecting(tx, subject.subjectId))
  for (let objected = await holds(); ; ) {
    const outcome = await source.object(subject, objected, signal)
    const now = await holds()
    if (now === objected) return { outcome, oldIn: [] }
    objected = now
  }
}

type Made = Corrected & { sources: Sources }

/** True when nothing is left to do about it. */
async function record(
  tx: Transaction,
  ctx: Context,
  change: ChangeRow,
  { outcome, oldIn, sources }: Made,
): Promise<boolean> {
  const now = ctx.clock.now()
  const state = stateAfterChange(outcome)
  const counts = outcome.status === 'done' ? outcome : null
  const isSettled = isChangeSettled(state)
  const { subjectId, requestId, kind } = change
  if (requestId !== null && (kind === 'correct' || kind === 'object'))
    await lockChangingRequest(tx, ctx, { subjectId, requestId })
  await writeChange(tx, change, {
    state,
    matched: counts?.matched ?? null,
    changed: counts?.changed ?? null,
    leftOver: counts?.left ?? null,
    oldIn,
    code: changeCode(outcome),
    failedSince: isSettled ? null : (change.failedSince ?? now),
    tries: isSettled || isPending(outcome) ? change.tries : change.tries + 1,
    tryAt: isSettled ? change.tryAt : nextErasureTry(change.tries, now),
    ...(isSettled && { valuesSealed: null }),
    at: now,
  })
  await append(tx, ctx.auditedAs, {
    action: isSettled ? 'source-change.settle' : 'source-change.fail',
    subjectId,
    resource: requestId === null ? `change:${change.changeId}` : `request:${requestId}`,
    reason: change.source,
  })
  if (kind === 'object' && requestId !== null && isSettled)
    await notifyObjectionSettled(tx, { subjectId, requestId })
  if (kind !== 'correct' || requestId === null || !isSettled) return isSettled
  await continueCorrection(tx, ctx, { subjectId, requestId }, sources.map)
  return true
}
