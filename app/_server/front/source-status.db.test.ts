import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { readErasure } from '#domain/fulfilment/erase/read-erasure.ts'
import { settleSource } from '#domain/fulfilment/erase/settle-source.ts'
import { takeDueRun } from '#domain/fulfilment/erasure-record/erasure-rows.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { wait } from '#domain/fulfilment/erasure-run/erase-source.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { callbackPath } from '#domain/fulfilment/http-source/call-source.ts'
import { readHeard } from '#domain/fulfilment/http-source/open-calls.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { newId } from '#platform/ids.ts'
import { signedHeaders } from '#platform/outgoing/signed-call.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const HOUR = 3_600_000
const appUrl = 'http://localhost:4996'
const signal = new AbortController().signal
let portal: TestPortal
let crm: Awaited<ReturnType<typeof openCrm>>
let snapshots: Snapshots
let server: PortalServer
let url: string
let first: Context
let second: Context

beforeAll(async () => {
  crm = await openCrm()
  const file = httpSourcesFile(crmSettings(crm.url, crm.key))
  portal = await requestPortal({ APP_URL: appUrl, HTTP_SOURCES_FILE: file })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  first = (await staffContext(portal, ['privacy-officer'])).ctx
  second = (await staffContext(portal, ['privacy-officer'])).ctx
  const { services } = portal
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  server = createPortalServer({
    services,
    next: async () => {},
    snapshots,
    buildId: 'build',
    publicFiles: new Set(),
  })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  url = `http://127.0.0.1:${(server.listener.address() as AddressInfo).port}`
}, 60_000)
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await Promise.all([crm.close(), portal.close()])
})

/** A person of the other system whose erasure was decided and planned. */
async function planned() {
  const { person, reference } = await addRequest(portal, 'erasure/unlawful')
  crm.addPerson(person.externalId)
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' })
  await step(second, { step: 'approve' })
  const { subjectId, externalId } = person
  const job = (await jobsOf(portal, 'begin-erasure')).find(({ payload }) => payload.subjectId === subjectId)
  await beginErasure(portal.system, { subjectId, requestId: String(job?.payload.requestId) })
  const kept = () => crm.people.get(externalId)?.records.map(({ item }) => item)
  const source = async () =>
    (await readErasure(first, reference))?.sources.find((one) => one.source === 'crm')
  // Of an erased person staff see nothing: the database's owner does.
  const { db } = portal.database.owner
  const state = async () => {
    const [row] = await db.execute<{ state: string }>(
      sql`SELECT state FROM erasure_run WHERE subject_id = ${subjectId}`,
    )
    return row?.state
  }
  const numbers = async () => {
    const [row] = await db.execute(sql`
      SELECT sum(matched) FILTER (WHERE state = 'erased')::int AS matched,
        sum(changed) FILTER (WHERE state = 'erased')::int AS changed,
        sum(left_over) FILTER (WHERE state = 'erased')::int AS left,
        sum(matched) FILTER (WHERE state = 'kept')::int AS kept
      FROM erasure_item WHERE subject_id = ${subjectId} AND source = 'crm'`)
    return row
  }
  return { person, reference, kept, source, state, numbers }
}

/** How many erasures the other side has carried out. */
const erasures = () => crm.carriedOut.filter((id) => crm.asked.get(id)?.type === 'erasure').length

const run = () => runErasures(portal.system, signal)

/** Runs every ten minutes for a day, as the worker's schedule does more often. Returns how many runs ended. */
async function aDay(): Promise<number> {
  let ended = 0
  for (let passed = 0; passed < 24 * HOUR; passed += HOUR / 6) {
    ended += (await run()).ended
    portal.passTime(HOUR / 6)
  }
  return ended
}

test('an erasure waits while a system that it needs is down for a day, and is caught up once', async () => {
  const person = await planned()
  const before = erasures()
  crm.down()
  expect(await aDay()).toBe(0)
  expect(await person.state()).toBe('waiting')
  expect(await person.source()).toMatchObject({ state: 'failed', codes: ['unavailable'] })
  expect((await readErasure(first, person.reference))?.waitsFor).toEqual(['crm'])
  crm.up()
  portal.passTime(6 * HOUR)
  expect(await run()).toEqual({ ended: 1 })
  expect(await person.state()).toBe('done')
  expect(person.kept()).toEqual(['invoices'])
  expect(await person.numbers()).toEqual({ matched: 5, changed: 5, left: 0, kept: 1 })
  expect(erasures() - before).toBe(1)
  expect(await run()).toEqual({ ended: 0 })
})

test('a system that goes down after it was asked is asked for the same request when it is back', async () => {
  const person = await planned()
  const before = erasures()
  crm.options.answer = 'poll'
  await run()
  await crm.finish()
  portal.passTime(HOUR)
  // The counts were answered; now the erasure is asked for.
  await run()
  expect(await person.source()).toMatchObject({ state: 'failed', codes: ['pending'] })
  crm.down()
  expect(await aDay()).toBe(0)
  expect(await person.state()).toBe('stuck')
  crm.up()
  for (let question = 0; question < 8; question++) {
    await crm.finish()
    portal.passTime(6 * HOUR)
    await run()
  }
  expect(await person.state()).toBe('done')
  expect(person.kept()).toEqual(['invoices'])
  expect(erasures() - before).toBe(1)
  crm.options.answer = 'at-once'
})

test('records that came back are asked for again, by another request', async () => {
  const person = await planned()
  const before = erasures()
  crm.keepRecords(person.person.externalId)
  await run()
  expect(await person.source()).toMatchObject({ state: 'failed' })
  crm.addPerson(person.person.externalId)
  portal.passTime(HOUR)
  await run()
  expect(await person.state()).toBe('done')
  expect(erasures() - before).toBe(2)
})

describe('the messages of a system', () => {
  const path = callbackPath('crm')
  const post = (body: string, headers: Record<string, string>, to = path) =>
    fetch(url + to, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
  const now = () => portal.services.clock.unmoved().getTime()
  const message = (callId: string, status = 'completed') =>
    JSON.stringify({ subject_request_id: callId, request_status: status })
  const signed = (body: string, time = now(), key = crm.key) =>
    signedHeaders(key, { method: 'POST', path, time, body: Buffer.from(body) })

  test('lets a run go on at once, and only once for each message', async () => {
    const person = await planned()
    crm.options.answer = 'callback'
    for (let question = 0; question < 12 && (await person.state()) !== 'done'; question++) {
      expect(await run()).toEqual({ ended: 0 })
      toPortal()
      // The counts, the erasure, and then two questions at once: what is left, and what is kept.
      expect(await crm.finish().then((answers) => new Set(answers))).toEqual(new Set([204]))
      const woken = (await jobsOf(portal, 'run-erasures')).length
      expect(woken).toBeGreaterThan(0)
      if ((await run()).ended === 1) break
      toPortal()
    }
    expect(await person.state()).toBe('done')
    expect(person.kept()).toEqual(['invoices'])
    crm.options.answer = 'at-once'
  })

  const toPortal = () => {
    for (const one of crm.asked.values()) one.callback = one.callback.replace(appUrl, url)
  }
  /** The system answers everything that it was asked; what waits is run again, and no time passes. */
  async function untilDone(isDone: () => Promise<boolean>, go: () => Promise<unknown>) {
    for (let question = 0; question < 12 && !(await isDone()); question++) {
      await go()
      toPortal()
      await crm.finish()
    }
    crm.options.answer = 'at-once'
    return isDone()
  }

  test('lets a copy go on at once', async () => {
    const { person, reference } = await addRequest(portal, 'access')
    crm.addPerson(person.externalId)
    const step = (ctx: Context, input: object) =>
      takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
    await step(first, { step: 'take' })
    await step(first, { step: 'propose', decision: 'fulfil', message: 'Беріледі.' })
    await step(second, { step: 'approve' })
    const { subjectId } = person
    const job = (await jobsOf(portal, 'begin-package')).find(({ payload }) => payload.subjectId === subjectId)
    await beginPackage(portal.system, { subjectId, requestId: String(job?.payload.requestId) })
    crm.options.answer = 'callback'
    const state = async () => (await readPackagePreview(first, reference))?.state
    const states = new Set<unknown>()
    const go = async () => {
      await runPackages(portal.system, packageTexts, signal)
      states.add(await state())
    }
    expect(await untilDone(async () => (await state()) === 'ready', go)).toBe(true)
    expect([...states]).toEqual(['stuck', 'ready'])
  })

  test('lets a correction go on at once', async () => {
    const { subjectId, externalId } = await portal.addPerson()
    crm.addPerson(externalId)
    const own = portal.as({ kind: 'subject', subjectId }, 'kk')
    const record = dataCursor(portal.services.keys, subjectId, { item: 'crm.contacts', key: [7] })
    const input = { record, field: 'name', value: 'Дана', idempotencyKey: newId() }
    const filed = await fileCorrection(own, input, () => ({ item: 'I', old: 'O', correct: 'C' }))
    if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
    const { reference } = filed
    for (const step of ['take', 'decide']) await takeRequestStep(first, stepSchema.parse({ reference, step }))
    const job = (await jobsOf(portal, 'plan-source-changes')).find(
      ({ payload }) => payload.subjectId === subjectId,
    )
    await planSourceChanges(portal.system, job?.payload as never)
    crm.options.answer = 'callback'
    const state = async () => (await readChanges(first, reference))[0]?.state
    const states = new Set<unknown>()
    const go = async () => {
      await runSourceChanges(portal.system, signal)
      states.add(await state())
    }
    expect(await untilDone(async () => (await state()) === 'done', go)).toBe(true)
    expect([...states]).toEqual(['failed', 'done'])
  })

  test.each<[string, number, () => Promise<Response>]>([
    ['without a signature', 401, () => post(message(newId()), {})],
    [
      'signed with another key',
      401,
      () => post(message(newId()), signed(message(newId()), now(), Buffer.alloc(32))),
    ],
    ['signed six minutes ago', 401, () => post(message('x'), signed(message('x'), now() - 6 * 60_000))],
    ['signed for another body', 401, () => post(message('x'), signed(message('y')))],
    ['signed for another source', 401, () => post(message('x'), signed(message('x')), callbackPath('erp'))],
    ['signed for another address', 401, () => post(message('x'), signed(message('x')), `${path}?a=1`)],
    ['that is no status', 400, () => post(message('x'), signed(message('x')))],
    [
      'about a request that nobody made',
      404,
      () => {
        const body = message('0199a000-0000-7000-8000-000000000001')
        return post(body, signed(body))
      },
    ],
    ['of 20 KB', 413, () => post(' '.repeat(20_000), {})],
    ['that is not JSON', 415, () => post('a=1', { 'content-type': 'text/plain' })],
    ['by another method', 405, () => fetch(url + path)],
  ])('is refused %s', async (_name, status, send) => {
    expect((await send()).status).toBe(status)
  })

  test('is refused when it is sent a second time, and when it is older than what was heard', async () => {
    const { person } = await addRequest(portal, 'access')
    const callId = newId()
    await portal.database.owner.db.execute(sql`
      INSERT INTO source_call (subject_id, source, call_id, type, fingerprint, status, asked_at)
      VALUES (${person.subjectId}, 'crm', ${callId}, 'access', '\\x00', 'pending', now())`)
    const body = message(callId, 'in_progress')
    const headers = signed(body)
    expect((await post(body, headers)).status).toBe(204)
    expect((await post(body, headers)).status).toBe(409)
    expect((await post(body, signed(body, now() - 60_000))).status).toBe(409)
    expect((await post(message(callId), signed(message(callId), now() + 1000))).status).toBe(204)
  })
})

describe('a message that a system is ready', () => {
  const stray = async (subjectId: string, status: string) => {
    const callId = newId()
    await portal.database.owner.db.execute(sql`
      INSERT INTO source_call (subject_id, source, call_id, type, fingerprint, status, asked_at, heard_at)
      VALUES (${subjectId}, 'crm', ${callId}, 'access', '\\x00', ${status}, now(), '2026-01-01T00:00:00Z')`)
    return callId
  }
  const tryAt = async (subjectId: string) => {
    const [row] = await portal.database.owner.db.execute<{ at: string }>(
      sql`SELECT try_at AS at FROM erasure_run WHERE subject_id = ${subjectId}`,
    )
    return new Date(row?.at ?? 0).getTime()
  }

  test('about a question that nobody asks again leaves the pause of an erasure as it is', async () => {
    const { person, state } = await planned()
    await stray(person.subjectId, 'completed')
    crm.options.answer = 'poll'
    const stop = new AbortController()
    let questions = 0
    const count = () => {
      questions += 1
      if (questions > 20) stop.abort()
    }
    crm.server.on('request', count)
    expect(await runErasures(portal.system, stop.signal)).toEqual({ ended: 0 })
    crm.server.off('request', count)
    crm.options.answer = 'at-once'
    expect(questions).toBe(1)
    expect(await state()).toBe('waiting')
    expect(await tryAt(person.subjectId)).toBeGreaterThan(portal.services.clock.now().getTime())
  })

  test('while an erasure asks is followed by another try without a pause', async () => {
    const { person } = await planned()
    const { subjectId } = person
    const callId = await stray(subjectId, 'pending')
    const [taken, before] = await portal.system.transaction(async (tx) => [
      await takeDueRun(tx, portal.services.clock.now()),
      await readHeard(tx, subjectId),
    ])
    if (taken?.subjectId !== subjectId) throw new Error('another run is due')
    const body = JSON.stringify({ subject_request_id: callId, request_status: 'completed' })
    const path = callbackPath('crm')
    const time = portal.services.clock.unmoved().getTime()
    const headers = signedHeaders(crm.key, { method: 'POST', path, time, body: Buffer.from(body) })
    const told = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }
    expect((await fetch(url + path, told)).status).toBe(204)
    await wait(portal.system, taken, before)
    expect(await tryAt(subjectId)).toBeLessThanOrEqual(portal.services.clock.now().getTime())
    expect(await run()).toEqual({ ended: 1 })
  })
})

test('staff can let it be asked again now', async () => {
  const person = await planned()
  crm.down()
  await run()
  crm.up()
  expect(await run()).toEqual({ ended: 0 })
  const { reference } = person
  expect(await settleSource(first, { reference, source: 'crm', how: 'retry', note: '' })).toEqual({
    status: 'done',
  })
  expect(await run()).toEqual({ ended: 1 })
})
