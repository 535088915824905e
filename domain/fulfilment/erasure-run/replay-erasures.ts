import { inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { erasureRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { knownPeople, markErased } from '#domain/people/record/erased-people.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { countItems } from '../erase/count-items.ts'
import { type ListedErasure, openErasureList } from '../erasure-record/erasure-list.ts'
import {
  beginAgain,
  type RunRow,
  readUnderWay,
  writeItems,
  writeRun,
} from '../erasure-record/erasure-rows.ts'
import { destroyLetterKey, encryptExternalId } from '../erasure-record/erasure-secrets.ts'
import { waitingItems } from '../rules/erasure-run.ts'
import type { SourceSubject } from '../rules/source.ts'
import { openSources, type Sources } from '../sources/open-sources.ts'
import { eraseSource } from './erase-source.ts'
import { runErasures } from './run-erasures.ts'

const AT_ONCE = 1000

/**
 * Erasures on the list outside the database of people that the database knows: it was restored from an older copy. Nothing
 * is served before they are erased again. Throws `Denied`, and one line where the list cannot be read.
 */
export async function findReturned(ctx: Context): Promise<ListedErasure[]> {
  authorize(ctx.actor, 'erasures.run')
  const listed = openErasureList(ctx.services.env.deletionListFile).read()
  const returned: ListedErasure[] = []
  for (let from = 0; from < listed.length; from += AT_ONCE) {
    const some = listed.slice(from, from + AT_ONCE)
    returned.push(...(await ctx.transaction((tx) => returnedOf(tx, some))))
  }
  return returned
}

async function returnedOf(tx: Transaction, listed: readonly ListedErasure[]): Promise<ListedErasure[]> {
  const known = await knownPeople(
    tx,
    listed.map(({ subject }) => subject),
  )
  const some = listed.filter(({ subject }) => known.includes(subject))
  // A worker that died between the list and its commit goes on: nothing was restored.
  const underWay =
    some.length > 0
      ? await readUnderWay(
          tx,
          some.map(({ request }) => request),
        )
      : []
  return some.filter(({ request }) => !underWay.includes(request))
}

/** What a process says that refuses to start. */
export const returnedText = (people: number) =>
  `DELETION_LIST_FILE: this database knows ${people} erased ${people === 1 ? 'person' : 'people'}: run "portal erasures replay" first`

/** `waiting`: a system other than the portal has not been erased yet; the worker goes on. */
export type Replayed = { replayed: number; waiting: number }

/**
 * Erases people again that the database knows although the list says that they were erased: the portal at once, so that it
 * can be served, then the other systems. Nobody is written to a second time. Throws `Denied`, and where the portal's own rows
 * cannot be erased.
 */
export async function replayErasures(ctx: Context, signal: AbortSignal): Promise<Replayed> {
  authorize(ctx.actor, 'erasures.run')
  const returned = await findReturned(ctx)
  if (returned.length === 0) return { replayed: 0, waiting: 0 }
  const sources = openSources(ctx)
  for (const listed of returned) await replay(ctx, listed, sources, signal)
  const { ended } = await runErasures(ctx, signal)
  return { replayed: returned.length, waiting: Math.max(returned.length - ended, 0) }
}

async function replay(
  ctx: Context,
  listed: ListedErasure,
  sources: Sources,
  signal: AbortSignal,
): Promise<void> {
  const subjectId = listed.subject
  const subject: SourceSubject = { subjectId, externalId: await readExternalId(ctx, subjectId) }
  const run = await begin(ctx, listed, sources, subject, signal)
  if (!(await eraseSource(ctx, run, sources.named('portal'), subject, signal)))
    throw new Error(`the erasure ${listed.request} could not be carried out again in the portal`)
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await markErased(tx, subjectId, run.startsAt)
    await writeRun(tx, run, now, { leaseUntil: null, tryAt: now })
    await append(tx, ctx.auditedAs, { action: 'erasure.replay', resource: `request:${listed.request}` })
  })
}

async function begin(
  ctx: Context,
  { subject: subjectId, request: requestId, at }: ListedErasure,
  sources: Sources,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<RunRow> {
  const counts = await countItems(sources, subject, signal)
  const now = ctx.clock.now()
  const { externalId } = subject
  const key = { subjectId, requestId }
  return ctx.transaction(async (tx) => {
    await destroyLetterKey(tx, requestId)
    const run = await beginAgain(tx, key, {
      now,
      erasedAt: new Date(at),
      externalIdSealed: externalId === null ? null : encryptExternalId(ctx.services.keys, key, externalId),
    })
    await writeItems(tx, run, waitingItems(counts, now))
    return run
  })
}

/** Adds to the list what it lacks: erasures that ended before there was a list, or while another file was named. Throws `Denied`. */
// no audit record: nothing about a person changes
export async function completeErasureList(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'erasures.run')
  const list = openErasureList(ctx.services.env.deletionListFile)
  const known = new Set(list.read().map(({ request }) => request))
  const ended = await ctx.transaction((tx) =>
    tx
      .select({
        subjectId: erasureRun.subjectId,
        requestId: erasureRun.requestId,
        endedAt: erasureRun.endedAt,
        certificate: erasureRun.certificate,
      })
      .from(erasureRun)
      .where(inArray(erasureRun.state, ['done', 'incomplete'])),
  )
  const missing = ended.filter(({ requestId, endedAt }) => endedAt !== null && !known.has(requestId))
  for (const { subjectId, requestId, endedAt, certificate } of missing)
    list.append({
      subject: subjectId,
      request: requestId,
      reference: String(certificate?.reference ?? ''),
      at: (endedAt ?? ctx.clock.now()).toISOString(),
    })
  return missing.length
}
