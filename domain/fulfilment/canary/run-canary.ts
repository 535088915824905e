import { isNotNull } from 'drizzle-orm'
import { sourceState } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import {
  type CanaryStep,
  canaryCorrection,
  canarySubject,
  changeFault,
  countTrials,
  erasureFault,
  isTrialDue,
  type LastTrial,
  type TrialCounts,
} from '../rules/canary.ts'
import type { CollectedRecord, DataSource, SourceSubject } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

type Failure = { step: CanaryStep; code: string }

/**
 * Takes a test person through every source that allows it: made, collected, corrected, restricted, marked as objecting, erased, and each
 * step is read back, when its trial is due by the portal's clock. What fails is noted for staff. Returns the failures by source. Throws `Denied`.
 */
// no audit record: nobody's data is touched
export async function runCanary(ctx: Context, signal: AbortSignal): Promise<Record<string, Failure>> {
  authorize(ctx.actor, 'sources.try')
  const failures: Record<string, Failure> = {}
  const last = await readTrials(ctx)
  for (const source of openSources(ctx).all) {
    const { canary } = source
    if (!canary || !isTrialDue(last.get(source.name) ?? null, ctx.clock.now())) continue
    const trial = `canary/${ctx.clock.now().toISOString()}`
    // The setting names a real person: their data must not be touched.
    const isKnown = (await findSubject(ctx, canary.externalId)) !== null
    const failure: Failure | null = isKnown
      ? { step: 'make', code: 'known-person' }
      : await tryOut(source, canary, trial, signal)
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

/** The last trial of each source that had one. */
async function readTrials(ctx: Context): Promise<ReadonlyMap<string, LastTrial>> {
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ source: sourceState.source, at: sourceState.canaryAt, step: sourceState.canaryStep })
      .from(sourceState)
      .where(isNotNull(sourceState.canaryAt)),
  )
  return new Map(rows.map(({ source, at, step }) => [source, at && { at, failed: step !== null }]))
}

/** What the last trials of all systems say. The caller has authorized. */
// no permission: only counts, which `measureEvidence` publishes
export async function readTrialCounts(ctx: Context): Promise<TrialCounts> {
  const last = await readTrials(ctx)
  const systems = openSources(ctx).all.filter(({ kind }) => kind !== 'portal')
  const trials = systems.filter(({ canary }) => canary).map(({ name }) => last.get(name) ?? null)
  return countTrials(systems.length, trials, ctx.clock.now())
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

/** Collects, corrects, then sets each mark that the source has and takes it away. */
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
  if (source.items.some(({ restrictable }) => restrictable))
    for (const restricted of [true, false]) {
      const step = restricted ? 'restrict' : 'lift'
      const fault = changeFault(await source.restrict(on(step), restricted, signal))
      if (fault) return { step: 'restrict', code: fault }
    }
  if (source.items.some(({ objectable }) => objectable))
    for (const objected of [true, false]) {
      const step = objected ? 'object' : 'end-objection'
      const fault = changeFault(await source.object(on(step), objected, signal))
      if (fault) return { step: 'object', code: fault }
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
