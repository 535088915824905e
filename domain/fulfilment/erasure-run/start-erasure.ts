import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { consentsToService } from '#domain/consent/ledger/read-choices.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { mailPerson } from '#domain/requests/record/write-request.ts'
import { executeErasure } from '#domain/requests/steps/erase-by-request.ts'
import { countItems } from '../erase/count-items.ts'
import { type RunRow, readItems, writeItems, writeRun } from '../erasure-record/erasure-rows.ts'
import { encryptExternalId, encryptLetter } from '../erasure-record/erasure-secrets.ts'
import type { ItemCount } from '../rules/erasure-plan.ts'
import { consentDrift, driftOf, isSettled, waitingItems } from '../rules/erasure-run.ts'
import type { SourceSubject } from '../rules/source.ts'
import type { Sources } from '../sources/open-sources.ts'

/**
 * Counts again before anything is deleted. Null when the run does not go on: the counts differ from the plan, the person consented
 * to the service again, or the request was cancelled. `away`: a source does not answer, so the run has to wait.
 */
// no permission: `runErasures` has authorized
export async function startErasure(
  ctx: Context,
  run: RunRow,
  sources: Sources,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<RunRow | 'away' | null> {
  const counts = await countItems(sources, subject, signal)
  const known = await ctx.transaction((tx) => readItems(tx, run))
  const settled = new Set(known.filter(({ state }) => isSettled(state)).map(({ item }) => item))
  const away = counts.filter(({ item, counted }) => isAway(counted) && !settled.has(item.id))
  if (away.length > 0) {
    await noteAway(ctx, run, away)
    return 'away'
  }
  const drift = [
    ...consentDrift(run.planned, await consentsToService(ctx, run.subjectId)),
    ...driftOf(run.planned, counts).filter(({ item }) => !settled.has(item)),
  ]
  const now = ctx.clock.now()
  const { keys } = ctx.services
  const about = { subjectId: run.subjectId, resource: `request:${run.requestId}` }
  return ctx.transaction(async (tx) => {
    if (drift.length > 0) {
      await writeRun(tx, run, now, { state: 'drifted', drift, leaseUntil: null })
      await append(tx, ctx.auditedAs, { action: 'erasure.drift', ...about })
      await mailPerson(tx, run, 'asked')
      return null
    }
    if (!(await executeErasure(tx, ctx, run))) {
      await writeRun(tx, run, now, { state: 'cancelled', endedAt: now, leaseUntil: null })
      await append(tx, ctx.auditedAs, { action: 'erasure.cancel', ...about })
      return null
    }
    const person = await readPerson(tx, keys, run.subjectId)
    const open = counts.filter(({ item }) => !settled.has(item.id))
    await writeItems(tx, run, waitingItems(open, now))
    await append(tx, ctx.auditedAs, { action: 'erasure.start', ...about })
    return writeRun(tx, run, now, {
      state: 'erasing',
      tries: 0,
      letterSealed: person?.email
        ? await encryptLetter(tx, ctx.services, run, { email: person.email, locale: person.locale })
        : null,
      externalIdSealed: subject.externalId ? encryptExternalId(keys, run, subject.externalId) : null,
    })
  })
}

const isAway = (counted: ItemCount['counted']) =>
  counted.status !== 'done' && counted.status !== 'unidentified'

/** A new erasure waits while a source that it needs is broken. */
async function noteAway(ctx: Context, run: RunRow, away: readonly ItemCount[]): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const known = await readItems(tx, run)
    await writeItems(
      tx,
      run,
      away.map(({ item, counted }) => ({
        item: item.id,
        source: item.source,
        state: 'failed' as const,
        code: counted.status === 'failed' ? counted.failure.code : counted.status,
        record: item.erase.how === 'keep' ? item.erase.record : null,
        failedSince: known.find((one) => one.item === item.id)?.failedSince ?? now,
        at: now,
      })),
    )
  })
}
