import { sourceState } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  type CanaryStep,
  canaryCorrection,
  canarySubject,
  changeFault,
  erasureFault,
} from '../rules/canary.ts'
import type { CollectedRecord, DataSource, SourceSubject } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

type Failure = { step: CanaryStep; code: string }

/**
 * Takes a person who is nobody through every source that allows it: made, collected, corrected, restricted, erased, and each
 * step is read back. What fails is noted for staff. Returns the failures by source. Throws `Denied`.
 */
// no audit record: nobody's data is touched
export async function runCanary(ctx: Context, signal: AbortSignal): Promise<Record<string, Failure>> {
  authorize(ctx.actor, 'sources.try')
  const failures: Record<string, Failure> = {}
  for (const source of openSources(ctx).all) {
    const { canary } = source
    if (!canary) continue
    const trial = `canary/${ctx.clock.now().toISOString()}`
    const failure = await tryOut(source, canary, trial, signal)
    if (failure?.code === 'stopped') return failures
    if (failure) failures[source.name] = failure
    const now = ctx.clock.now()
    const row = { canaryAt: now, canaryStep: failure?.step ?? null, canaryCode: failure?.code ?? null }
    await ctx.transaction((tx) =>
      tx
        .insert(sourceState)
        .values({ source: source.name, tries: 0, checkedAt: now, nextTryAt: now, ...row })
        .onConflictDoUpdate({ target: sourceState.source, set: row }),
    )
  }
  return failures
}

type Canary = NonNullable<DataSource['canary']>

async function tryOut(
  source: DataSource,
  { externalId, make }: Canary,
  trial: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const on = (step: string): SourceSubject => ({
    subjectId: canarySubject,
    externalId,
    occasion: `${trial}/${step}`,
  })
  const made = changeFault(await make(`${trial}/make`, signal))
  if (made) return { step: 'make', code: made }
  const failed = (await changeRecords(source, on, signal)) ?? null
  // Erased also when a step failed: nothing of the trial stays.
  const erasable = source.items.filter(({ erase }) => erase.how !== 'keep')
  const erased = erasureFault(await source.erase(on('erase'), erasable, signal))
  if (failed) return failed
  if (erased) return { step: 'erase', code: erased }
  const left = await collectAll(source, on('read-back'), signal)
  if ('code' in left) return { step: 'erase', code: left.code }
  const isLeft = left.records.some(({ item }) => item.erase.how === 'delete')
  return isLeft ? { step: 'erase', code: 'left-over' } : null
}

/** Collects, corrects, restricts and lifts. */
async function changeRecords(
  source: DataSource,
  on: (step: string) => SourceSubject,
  signal: AbortSignal,
): Promise<Failure | null> {
  const found = await collectAll(source, on('collect'), signal)
  if ('code' in found) return { step: 'collect', code: found.code }
  if (found.records.length === 0) return { step: 'collect', code: 'nothing-found' }
  const correction = canaryCorrection(found.records)
  const corrected = correction && changeFault(await source.correct(on('correct'), correction, signal))
  if (corrected) return { step: 'correct', code: corrected }
  if (!source.items.some(({ restrictable }) => restrictable)) return null
  for (const restricted of [true, false]) {
    const step = restricted ? 'restrict' : 'lift'
    const fault = changeFault(await source.restrict(on(step), restricted, signal))
    if (fault) return { step: 'restrict', code: fault }
  }
  return null
}

async function collectAll(
  source: DataSource,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<{ code: string } | { records: CollectedRecord[] }> {
  const records: CollectedRecord[] = []
  for await (const one of source.collect(subject, {}, signal)) {
    if ('failure' in one) return { code: one.failure.code }
    records.push(one.record)
  }
  return { records }
}
