import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { planProfileChanges, planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { settleChange } from '#domain/fulfilment/changes/settle-change.ts'
import { readNotices, tellRecipient } from '#domain/fulfilment/changes/tell-recipient.ts'
import { acceptDrift, startErasureNow } from '#domain/fulfilment/erase/advance-erasure.ts'
import { readLockedRequest } from '#domain/fulfilment/erase/read-locked-request.ts'
import { settleSource } from '#domain/fulfilment/erase/settle-source.ts'
import { readItems, takeDueRun } from '#domain/fulfilment/erasure-record/erasure-rows.ts'
import { takeRunWithKept } from '#domain/fulfilment/erasure-record/kept-rows.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { closeErasure } from '#domain/fulfilment/erasure-run/close-erasure.ts'
import { endKept } from '#domain/fulfilment/erasure-run/end-kept.ts'
import { eraseSource } from '#domain/fulfilment/erasure-run/erase-source.ts'
import { expireItems } from '#domain/fulfilment/erasure-run/expire-items.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { startErasure } from '#domain/fulfilment/erasure-run/start-erasure.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { isOfRun } from '#domain/fulfilment/rules/erasure-run.ts'
import { checkSources } from '#domain/fulfilment/source-states/check-sources.ts'
import { retrySource } from '#domain/fulfilment/source-states/retry-source.ts'
import { openSources } from '#domain/fulfilment/sources/open-sources.ts'
import { countUsage } from '#domain/fulfilment/usage/count-usage.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { newId } from '#platform/ids.ts'
import type { openCopies } from '../copies.ts'
import { addFullLearner, collected } from '../data-sources.ts'
import { decideByTwo, formOf, jobsOf } from '../requests.ts'
import { type Calls, must } from './world.ts'

export type Copies = Awaited<ReturnType<typeof openCopies>>
const { signal } = new AbortController()

async function learner({ portal, platform }: Copies) {
  const person = await addFullLearner(portal, platform)
  return { ...person, own: portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk') }
}

/** A person whose erasure two officers decided; `begun`: the worker has planned it. */
async function erasure(world: Copies, { kind = 'erasure/unlawful' as KindName, begun = true } = {}) {
  const { portal, first, second } = world
  const person = await learner(world)
  const { subjectId } = person
  const decided = await decideByTwo(portal, [first, second], { subjectId, kind, task: 'begin-erasure' })
  if (begun) await beginErasure(portal.system, decided.key)
  return { ...person, ...decided }
}

/** The run of an erasure as its worker has it. */
async function taken(world: Copies) {
  const { subjectId, externalId } = await erasure(world)
  const { system } = world.portal
  const run = must(await system.transaction((tx) => takeDueRun(tx, system.clock.now())))
  if (run.subjectId !== subjectId) throw new Error('another erasure is due')
  return { system, run, subject: { subjectId, externalId }, sources: openSources(system) }
}

/** An erasure that the platform does not let happen. */
async function stuck(world: Copies) {
  const person = await erasure(world)
  await world.platform.owner.db.execute(
    sql`CREATE TABLE forgotten (ticket_id bigint NOT NULL REFERENCES support_tickets)`,
  )
  try {
    await world.platform.owner.db.execute(
      sql`INSERT INTO forgotten SELECT max(id) FROM support_tickets WHERE user_id = ${person.userId}`,
    )
    await runErasures(world.portal.system, signal)
  } finally {
    await world.platform.owner.db.execute(sql`DROP TABLE forgotten`)
  }
  return person
}

/** A correction that an officer has decided; `planned`: with its changes in other systems. */
async function correction(world: Copies, item: string, field: string, value: string, planned = true) {
  const { portal, first } = world
  const person = await learner(world)
  const source = openSources(portal.system).named('platform')
  const record = must((await collected(source, person, { items: [item], limit: 1 }))[0])
  const cursor = dataCursor(portal.services.keys, person.subjectId, { item, key: record.key })
  const input = { record: cursor, field, value, idempotencyKey: newId() }
  const filed = await fileCorrection(person.own, input, () => ({ item: 'I', old: 'O', correct: value }))
  if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
  const { reference } = filed
  for (const step of ['take', 'decide']) await takeRequestStep(first, stepSchema.parse({ reference, step }))
  const jobs = await jobsOf(portal, 'plan-source-changes')
  const job = jobs.find(({ payload }) => payload.subjectId === person.subjectId)
  const key = { subjectId: person.subjectId, requestId: String(must(job).payload.requestId) }
  if (planned) await planSourceChanges(portal.system, key)
  return { ...person, reference, key }
}

const fulfilled = async (officer: Context, own: Context, kind: KindName) => {
  const filed = await fileRequest(own, formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Done.' }])
    await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))
  return reference
}

export const erasureCalls: Calls<Copies> = {
  'domain/fulfilment/erasure-run/begin-erasure.ts#beginErasure': async (world) => {
    const { key } = await erasure(world, { begun: false })
    return () => beginErasure(world.portal.system, key)
  },
  'domain/fulfilment/erase/advance-erasure.ts#startErasureNow': async (world) => {
    const { own, reference } = await erasure(world, { kind: 'erasure/wish' })
    return () => startErasureNow(own, reference)
  },
  'domain/fulfilment/erase/advance-erasure.ts#acceptDrift': async (world) => {
    const { userId, own, reference } = await erasure(world)
    await world.platform.owner.db.execute(sql`
      INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
      VALUES (${userId}, 'S', 'B', 'open', '2026-11-02T00:00:00Z')`)
    await runErasures(world.portal.system, signal)
    return () => acceptDrift(own, reference)
  },
  'domain/fulfilment/erase/read-locked-request.ts#readLockedRequest': async (world) => {
    const { reference } = await erasure(world)
    await runErasures(world.portal.system, signal)
    return () => readLockedRequest(world.first, reference)
  },
  'domain/fulfilment/erase/settle-source.ts#settleSource': async (world) => {
    const { reference } = await stuck(world)
    return () => settleSource(world.first, { reference, source: 'platform', how: 'retry', note: '' })
  },
  'domain/fulfilment/erasure-run/start-erasure.ts#startErasure': async (world) => {
    await runErasures(world.portal.system, signal)
    const { system, run, subject, sources } = await taken(world)
    return () => startErasure(system, run, sources, subject, signal)
  },
  'domain/fulfilment/erasure-run/close-erasure.ts#closeErasure': async (world) => {
    await runErasures(world.portal.system, signal)
    const { system, run, subject, sources } = await taken(world)
    const started = await startErasure(system, run, sources, subject, signal)
    if (!started || started === 'away') throw new Error('not started')
    for (const source of sources.all) await eraseSource(system, started, source, subject, signal)
    return () => closeErasure(system, started, sources.map, sources.named('portal'), subject, signal)
  },
  'domain/fulfilment/erasure-run/end-kept.ts#endKept': async (world) => {
    const { system, database } = world.portal
    const { subjectId, externalId, key } = await erasure(world)
    await runErasures(system, signal)
    await database.owner.db.execute(sql`UPDATE erasure_item SET kept_until = now() - interval '1 day'
      WHERE request_id = ${key.requestId} AND state = 'kept'`)
    const run = must(await system.transaction((tx) => takeRunWithKept(tx, system.clock.now())))
    const kept = (await system.transaction((tx) => readItems(tx, run))).filter(
      ({ item, state }) => state === 'kept' && !isOfRun(item),
    )
    const sources = openSources(system)
    const subject = { subjectId, externalId }
    for (const [name, rows] of Map.groupBy(kept, ({ source }) => source))
      await expireItems(system, run, { source: sources.named(name), subject, rows }, signal)
    return () => endKept(system, run, sources.named('portal'), subject, signal)
  },
}

export const changeCalls: Calls<Copies> = {
  'domain/fulfilment/change-run/plan-source-changes.ts#planProfileChanges': async (world) => {
    const { subjectId } = await learner(world)
    return () => planProfileChanges(world.portal.system, { subjectId, fields: ['fullName'] })
  },
  'domain/fulfilment/change-run/plan-source-changes.ts#planSourceChanges': async (world) => {
    const { key } = await correction(world, 'platform.users', 'full_name', 'Айша Тілеу', false)
    return () => planSourceChanges(world.portal.system, key)
  },
  'domain/fulfilment/changes/settle-change.ts#settleChange': async (world) => {
    const { reference } = await correction(world, 'platform.test-results', 'score', '101')
    await runSourceChanges(world.portal.system, signal)
    const change = must((await readChanges(world.first, reference)).find(({ state }) => state === 'failed'))
    const input = { reference, change: change.changeId, how: 'skip', note: 'N' } as const
    return () => settleChange(world.first, input)
  },
  'domain/fulfilment/changes/tell-recipient.ts#tellRecipient': async (world) => {
    const { reference } = await correction(world, 'platform.users', 'full_name', 'Айша Тілеу')
    await runSourceChanges(world.portal.system, signal)
    const notice = must((await readNotices(world.first, reference))[0])
    const input = { reference, notice: notice.noticeId, how: 'tell', note: 'By letter.' } as const
    return () => tellRecipient(world.first, input)
  },
  'domain/requests/steps/end-restriction.ts#endRestriction': async (world) => {
    const { own } = await learner(world)
    const reference = await fulfilled(world.first, own, 'restriction/disputed')
    return () => endRestriction(world.first, reference)
  },
  'domain/fulfilment/source-states/retry-source.ts#retrySource': async ({ portal, first }) => {
    await checkSources(portal.system, signal)
    await portal.database.owner.db.execute(
      sql`UPDATE source_state SET failing_since = now() WHERE source = 'platform'`,
    )
    return () => retrySource(first, { source: 'platform' })
  },
}

export const usageCalls: Calls<Copies> = {
  'domain/fulfilment/usage/count-usage.ts#countUsage': async ({ portal }) => {
    return () => countUsage(portal.system, signal)
  },
}
