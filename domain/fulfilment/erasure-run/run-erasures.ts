import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { type RunRow, readItems, takeDueRun } from '../erasure-record/erasure-rows.ts'
import { decryptExternalId } from '../erasure-record/erasure-secrets.ts'
import { readHeard } from '../http-source/open-calls.ts'
import { FencedOff } from '../lease/lease.ts'
import { isSettled } from '../rules/erasure-run.ts'
import type { SourceSubject } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'
import { closeErasure } from './close-erasure.ts'
import { eraseSource, wait } from './erase-source.ts'
import { startErasure } from './start-erasure.ts'

/**
 * Carries out every erasure that is due: counts again, erases source by source, reads each back, closes the request. Each
 * step commits with what it found, so that a killed worker's run continues where it was. Returns how many ended. Throws
 * `Denied`.
 */
// no audit record: each step writes its own
export async function runErasures(ctx: Context, signal: AbortSignal): Promise<{ ended: number }> {
  authorize(ctx.actor, 'erasures.run')
  let ended = 0
  for (;;) {
    signal.throwIfAborted()
    const taken = await ctx.transaction(async (tx) => {
      const due = await takeDueRun(tx, ctx.clock.now())
      return due && { run: due, heard: await readHeard(tx, due.subjectId) }
    })
    if (!taken) return { ended }
    const { run, heard } = taken
    try {
      if (await carryOut(ctx, run, heard, signal)) ended += 1
    } catch (error) {
      if (!(error instanceof FencedOff)) throw error
      ctx.services.log.warn({ requestId: run.requestId }, 'another worker took this erasure')
    }
  }
}

async function carryOut(
  ctx: Context,
  run: RunRow,
  heard: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  const sources = openSources(ctx)
  const { subjectId, externalIdSealed } = run
  const subject: SourceSubject = {
    subjectId,
    // In a run that is carried out again the portal is erased first and no longer knows it.
    externalId: externalIdSealed
      ? decryptExternalId(ctx.services.keys, run, externalIdSealed)
      : await readExternalId(ctx, subjectId),
  }
  const started = run.state === 'waiting' ? await startErasure(ctx, run, sources, subject, signal) : run
  if (!started) return false
  if (started === 'away') {
    await wait(ctx, run, heard)
    return false
  }
  // The portal last: afterwards it no longer knows by which id the other sources know the person.
  const others = sources.all.filter(({ name }) => name !== 'portal')
  for (const source of others) await eraseSource(ctx, started, source, subject, signal)
  const items = await ctx.transaction((tx) => readItems(tx, run))
  if (items.some(({ source, state }) => source !== 'portal' && !isSettled(state))) {
    await wait(ctx, started, heard)
    return false
  }
  const portal = sources.named('portal')
  const isErased = await eraseSource(ctx, started, portal, subject, signal)
  if (!isErased) {
    await wait(ctx, started, heard)
    return false
  }
  await closeErasure(ctx, started, sources.map, portal, subject, signal)
  return true
}
