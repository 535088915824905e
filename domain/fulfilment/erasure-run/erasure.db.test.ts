import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { isSignedByUs } from '#domain/consent/receipts/sign-receipt.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { testLog } from '#testing/audit-log.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { acceptDrift, startErasureNow } from '../erase/advance-erasure.ts'
import { readCertificate, readCertificateProof } from '../erase/read-certificate.ts'
import { readErasure } from '../erase/read-erasure.ts'
import { settleSource } from '../erase/settle-source.ts'
import { closeSources } from '../sources/open-sources.ts'
import { beginErasure } from './begin-erasure.ts'
import { forgetLetter, readErasureMail } from './erasure-mail.ts'
import { runErasures } from './run-erasures.ts'

const DAY = 86_400_000
const signal = new AbortController().signal
let portal: TestPortal
let platform: TestDatabase
let first: Context
let second: Context
let support: Context

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  first = (await staffContext(portal, ['privacy-officer'])).ctx
  second = (await staffContext(portal, ['privacy-officer'])).ctx
  support = (await staffContext(portal, ['support'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})
afterEach(async () => {
  await platform.owner.db.execute(sql`DROP TABLE IF EXISTS forgotten`)
})

/** A person of the platform whose request of deletion two officers decided to fulfil. */
async function decided(kind: KindName = 'erasure/wish') {
  const person = await addFullLearner(portal, platform)
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const filed = await fileRequest(own, formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' })
  expect(await step(second, { step: 'approve' })).toMatchObject({ status: 'done', now: 'in-progress' })
  const { subjectId, userId } = person
  const job = (await jobsOf(portal, 'begin-erasure')).find(({ payload }) => payload.subjectId === subjectId)
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  const platformRows = async () => {
    const [row] = await platform.owner.db.execute<Record<string, number>>(sql`
      SELECT (SELECT count(*)::int FROM enrolments WHERE user_id = ${userId}) AS enrolments,
        (SELECT count(*)::int FROM support_tickets WHERE user_id = ${userId}) AS tickets,
        (SELECT count(*)::int FROM certificates WHERE user_id = ${userId}) AS certificates,
        (SELECT count(*)::int FROM users WHERE id = ${userId} AND full_name = 'erased') AS anonymous`)
    return row
  }
  const status = async () => {
    const [row] = await portal.database.owner.db.execute<{ status: string }>(
      sql`SELECT status FROM request WHERE reference = ${reference}`,
    )
    return row?.status
  }
  const audited = async () =>
    (await portal.audit({ subjectId }))
      .map(({ action }) => action)
      .filter((one) => one.startsWith('erasure.'))
  return { ...person, own, reference, key, step, platformRows, status, audited }
}

const run = () => runErasures(portal.system, signal)
/** As staff see it; of a run that has ended, which is locked, as the table has it. */
async function stateOf(reference: string) {
  const shown = await readErasure(first, reference)
  const [row] = await portal.database.owner.db.execute<{ state: string }>(sql`
    SELECT e.state FROM erasure_run e JOIN request USING (subject_id, request_id) WHERE reference = ${reference}`)
  return shown?.state ?? row?.state
}

const itemsOf = async (requestId: string) => {
  const rows = await portal.database.owner.db.execute<{
    source: string
    state: string
    matched: number | null
    changed: number | null
    left_over: number | null
  }>(sql`SELECT source, state, matched, changed, left_over FROM erasure_item WHERE request_id = ${requestId}`)
  return [...rows]
}

/** Rows of the portal's database that still name the person in tables that an erasure empties. */
async function portalRows(subjectId: string) {
  const [row] = await portal.database.owner.db.execute<Record<string, number | boolean>>(sql`
    SELECT (SELECT count(*)::int FROM subject_session WHERE subject_id = ${subjectId}) AS sessions,
      (SELECT count(*)::int FROM webhook_delivery WHERE subject_id = ${subjectId}) AS deliveries,
      (SELECT count(*)::int FROM keystore.subject_key WHERE subject_id = ${subjectId}) AS keys,
      (SELECT name_sealed IS NULL AND email_sealed IS NULL AND email_index IS NULL AND external_id IS NULL
        FROM subject WHERE subject_id = ${subjectId}) AS anonymous`)
  return row
}

const gone = { enrolments: 0, tickets: 0, anonymous: 1 }

test('waits a day, erases every source, reads each back, then closes the request and signs what happened', async () => {
  const person = await decided()
  await beginErasure(portal.system, person.key)
  await beginErasure(portal.system, person.key)
  expect(await stateOf(person.reference)).toBe('waiting')
  expect(await run()).toEqual({ ended: 0 })
  const held = await person.platformRows()
  expect(held).toMatchObject({ anonymous: 0 })
  expect(await person.status()).toBe('in-progress')

  portal.passTime(DAY)
  expect(await run()).toEqual({ ended: 1 })
  expect(await person.platformRows()).toEqual({ ...gone, certificates: held?.certificates })
  expect(await portalRows(person.subjectId)).toEqual({ sessions: 0, deliveries: 0, keys: 0, anonymous: true })
  expect(await person.status()).toBe('fulfilled')
  expect(await person.audited()).toEqual([
    'erasure.plan',
    'erasure.start',
    'erasure.source',
    'erasure.source',
    'erasure.complete',
  ])
  expect(await stateOf(person.reference)).toBe('done')
  const items = await itemsOf(person.key.requestId)
  const erased = items.filter(({ state }) => state === 'erased')
  expect(new Set(items.map(({ source }) => source))).toEqual(new Set(['platform', 'portal']))
  expect(erased.filter(({ matched, changed, left_over }) => matched !== changed || left_over !== 0)).toEqual(
    [],
  )
  expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['erased', 'kept', 'nothing']))
  const [row] = await portal.database.owner.db.execute<{ certificate: never }>(
    sql`SELECT certificate FROM erasure_run WHERE request_id = ${person.key.requestId}`,
  )
  expect(row?.certificate).toMatchObject({ result: 'complete', key: { state: 'destroyed' } })
  expect(await isSignedByUs(portal.services.keys, 'erasure-certificate', row?.certificate as never)).toBe(
    true,
  )
  expect(JSON.stringify(row?.certificate)).not.toContain(person.email)

  const [job] = (await jobsOf(portal, 'send-erasure-mail')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  expect(job?.payload).toEqual({ ...person.key, mailId: person.key.requestId })
  const mail = await readErasureMail(portal.system, person.key)
  expect(mail).toMatchObject({ to: person.email, locale: 'kk', reference: person.reference, result: 'done' })
  const found = await readCertificate(portal.visitor, mail?.certificateToken ?? '')
  expect(found).toMatchObject({ genuine: true, certificate: { reference: person.reference } })
  expect(await readCertificate(portal.visitor, 'A'.repeat(43))).toBeNull()
  const token = mail?.certificateToken ?? ''
  expect(await readCertificateProof(portal.visitor, token)).toBeNull()
  await (await testLog(portal)).seal()
  expect(await readCertificateProof(portal.visitor, 'A'.repeat(43))).toBeNull()
  const { proof } = (await readCertificateProof(portal.visitor, token)) ?? { proof: '' }
  const entry = Buffer.from(/^extra (\S+)$/m.exec(proof)?.[1] ?? '', 'base64')
  expect(JSON.parse(entry.subarray(16).toString('utf8'))).toMatchObject({
    action: 'erasure.complete',
    resource: `request:${person.key.requestId}`,
  })
  await forgetLetter(portal.system, person.key)
  expect(await readErasureMail(portal.system, person.key)).toBeNull()
  expect(await run()).toEqual({ ended: 0 })
})

test('says that nothing was held where nothing was, which is not erased', async () => {
  const person = await decided()
  await platform.owner.db.execute(sql`DELETE FROM support_tickets WHERE user_id = ${person.userId}`)
  await beginErasure(portal.system, person.key)
  portal.passTime(DAY)
  await run()
  const rows = await portal.database.owner.db.execute<{ item: string; state: string; matched: number }>(
    sql`SELECT item, state, matched FROM erasure_item WHERE request_id = ${person.key.requestId}`,
  )
  const states = new Map(rows.map(({ item, state }) => [item, state]))
  expect(states.get('platform.support-tickets')).toBe('nothing')
  expect(states.get('platform.enrolments')).toBe('erased')
  expect(states.get('platform.certificates')).toBe('kept')
})

test('data that was processed unlawfully is deleted without a delay, and the person can start a wish at once', async () => {
  const unlawful = await decided('erasure/unlawful')
  await beginErasure(portal.system, unlawful.key)
  const wish = await decided()
  await beginErasure(portal.system, wish.key)
  expect(await run()).toEqual({ ended: 1 })
  expect(await unlawful.status()).toBe('fulfilled')
  const stranger = portal.subject((await portal.addPerson()).subjectId)
  expect(await startErasureNow(stranger, wish.reference)).toEqual({ status: 'refused', code: 'not-found' })
  expect(await startErasureNow(wish.own, wish.reference)).toEqual({ status: 'done' })
  expect(await startErasureNow(wish.own, wish.reference)).toEqual({ status: 'done' })
  expect(await run()).toEqual({ ended: 1 })
  expect(await wish.status()).toBe('fulfilled')
  expect(await startErasureNow(first, wish.reference)).toEqual({ status: 'refused', code: 'not-found' })
})

test('a withdrawal of consent to the service closes the account: platform and portal are erased, and the mail says so', async () => {
  const person = await decided('withdrawal/service')
  await platform.owner.db.execute(sql`DELETE FROM notification_preferences WHERE user_id = ${person.userId}`)
  await beginErasure(portal.system, person.key)
  // What ending the consents wrote into the platform is not taken for a change of the person.
  await platform.owner.db.execute(sql`
    INSERT INTO notification_preferences (user_id, topic, channel, allowed, source_seq, updated_at)
    VALUES (${person.userId}, 'new-materials', 'email', false, 1, '2026-11-29T00:00:00Z')`)
  expect(await run()).toEqual({ ended: 0 })
  portal.passTime(DAY)
  expect(await run()).toEqual({ ended: 1 })
  expect(await person.status()).toBe('fulfilled')
  expect(await person.platformRows()).toMatchObject(gone)
  expect(await portalRows(person.subjectId)).toMatchObject({ sessions: 0, anonymous: true })
  expect(await readErasureMail(portal.system, person.key)).toMatchObject({ closed: true, result: 'done' })
})

test('keeps the key while a kept request is encrypted under it, and blocks what is kept', async () => {
  const person = await decided('erasure/unlawful')
  await beginErasure(portal.system, person.key)
  await run()
  expect(await portalRows(person.subjectId)).toMatchObject({ keys: 1, anonymous: true })
  const [blocked] = await portal.database.owner.db.execute<{ blocking: boolean }>(
    sql`SELECT blocking FROM processing_restriction WHERE request_id = ${person.key.requestId} AND lifted_at IS NULL`,
  )
  expect(blocked).toEqual({ blocking: true })
})

test('a person who cancels keeps everything', async () => {
  const person = await decided()
  await beginErasure(portal.system, person.key)
  const before = await person.platformRows()
  expect(await takeRequestStep(person.own, { step: 'cancel', reference: person.reference })).toMatchObject({
    now: 'cancelled',
  })
  expect(await stateOf(person.reference)).toBe('cancelled')
  portal.passTime(DAY)
  expect(await run()).toEqual({ ended: 0 })
  expect(await person.platformRows()).toEqual(before)
  expect(await person.audited()).toEqual(['erasure.plan', 'erasure.cancel'])
})

test('staff cannot close an erasure that was not carried out', async () => {
  const person = await decided()
  const closed = await person.step(first, { step: 'fulfil', message: 'Done.' })
  expect(closed).toEqual({ status: 'refused', code: 'not-before-it-is-carried-out' })
})

test('a count that changed since the decision stops it before anything is deleted, until somebody has looked', async () => {
  const person = await decided()
  await beginErasure(portal.system, person.key)
  const held = { tickets: (await person.platformRows())?.tickets ?? 0 }
  await platform.owner.db.execute(sql`
    INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${person.userId}, 'S', 'B', 'open', '2026-11-02T00:00:00Z')`)
  portal.passTime(DAY)
  expect(await run()).toEqual({ ended: 0 })
  const view = await readErasure(person.own, person.reference)
  expect(view).toMatchObject({
    state: 'drifted',
    drift: [{ item: { id: 'platform.support-tickets' }, before: held.tickets, now: held.tickets + 1 }],
  })
  expect(await person.platformRows()).toMatchObject({ tickets: held.tickets + 1, anonymous: 0 })
  expect(await run()).toEqual({ ended: 0 })
  const letters = (await jobsOf(portal, 'send-request-mail')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  expect(letters.map(({ payload }) => payload.letter)).toContain('asked')
  await expect(acceptDrift(support, person.reference)).rejects.toThrow(Denied)
  expect(await acceptDrift(person.own, person.reference)).toEqual({ status: 'done' })
  expect(await run()).toEqual({ ended: 1 })
  expect(await person.platformRows()).toMatchObject(gone)
})

describe('a person who consents to the service again before the account is closed', () => {
  async function back() {
    const person = await decided('withdrawal/service')
    await beginErasure(portal.system, person.key)
    await portal.database.owner.db.execute(sql`
      INSERT INTO consent_state (subject_id, purpose, decision, seq, policy_version, signal, recorded_at)
      VALUES (${person.subjectId}, 'service', 'granted', 1000, 1, '', now())
      ON CONFLICT (subject_id, purpose, topic, channel) DO UPDATE SET decision = 'granted', seq = 1000`)
    portal.passTime(DAY)
    expect(await run()).toEqual({ ended: 0 })
    expect(await readErasure(person.own, person.reference)).toMatchObject({
      state: 'drifted',
      consentedAgain: true,
      drift: [],
    })
    const letters = (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === person.subjectId,
    )
    expect(letters.map(({ payload }) => payload.letter)).toContain('asked')
    expect(await person.platformRows()).toMatchObject({ anonymous: 0 })
    return person
  }

  test('is asked, and the account is closed when they go on', async () => {
    const person = await back()
    expect(await acceptDrift(person.own, person.reference)).toEqual({ status: 'done' })
    expect(await run()).toEqual({ ended: 1 })
    expect(await person.platformRows()).toMatchObject(gone)
  })

  test('is asked, and keeps everything when they cancel', async () => {
    const person = await back()
    const before = await person.platformRows()
    expect(await takeRequestStep(person.own, { step: 'cancel', reference: person.reference })).toMatchObject({
      now: 'cancelled',
    })
    portal.passTime(DAY)
    expect(await run()).toEqual({ ended: 0 })
    expect(await person.platformRows()).toEqual(before)
  })
})

describe('a source that fails', () => {
  /** A table that nobody mapped refuses the deletion of the sessions. */
  async function broken() {
    const person = await decided()
    await beginErasure(portal.system, person.key)
    await platform.owner.db.execute(
      sql`CREATE TABLE forgotten (session_id bigint NOT NULL REFERENCES web_sessions)`,
    )
    await platform.owner.db.execute(sql`
      INSERT INTO forgotten SELECT max(id) FROM web_sessions WHERE user_id = ${person.userId}`)
    portal.passTime(DAY)
    expect(await run()).toEqual({ ended: 0 })
    return person
  }

  test('is shown with its code and since when, blocks no other item, and is asked again', async () => {
    const person = await broken()
    const view = await readErasure(first, person.reference)
    expect(view?.state).toBe('stuck')
    expect(view?.sources.find(({ source }) => source === 'platform')).toMatchObject({
      state: 'failed',
      codes: ['refused'],
      failedSince: expect.any(Date),
    })
    expect(await person.platformRows()).toMatchObject({ tickets: 0 })
    expect(await portalRows(person.subjectId)).toMatchObject({ anonymous: false })
    expect(await person.status()).toBe('in-progress')
    expect(await run()).toEqual({ ended: 0 })
    await platform.owner.db.execute(sql`DROP TABLE forgotten`)
    const retry = { reference: person.reference, source: 'platform', how: 'retry', note: '' } as const
    await expect(settleSource(support, retry)).rejects.toThrow(Denied)
    expect(await settleSource(first, retry)).toEqual({ status: 'done' })
    expect(await run()).toEqual({ ended: 1 })
    expect(await stateOf(person.reference)).toBe('done')
    expect(await person.audited()).toContain('erasure.retry')
  })

  test.each([
    ['skip', 'incomplete', 'skipped'],
    ['by-hand', 'done', 'by-hand'],
  ] as const)('can be settled by %s, with a note that stays', async (how, state, item) => {
    const person = await broken()
    const input = {
      reference: person.reference,
      source: 'platform',
      how,
      note: 'The table is of an old release.',
    }
    expect(await settleSource(first, input)).toEqual({ status: 'done' })
    expect(await run()).toEqual({ ended: 1 })
    expect(await stateOf(person.reference)).toBe(state)
    const [row] = await portal.database.owner.db.execute<{ state: string; note: string; settled_by: string }>(
      sql`SELECT state, note, settled_by FROM erasure_item
        WHERE request_id = ${person.key.requestId} AND item = 'platform.web-sessions'`,
    )
    expect(row).toEqual({ state: item, note: input.note, settled_by: first.auditedAs.actor.id })
    expect(await settleSource(first, input)).toEqual({ status: 'refused', code: 'not-found' })
  })
})

test('a worker that was killed anywhere leaves an erasure that another one ends, once and complete', async () => {
  for (let killedAt = 1; ; killedAt++) {
    const person = await decided()
    await beginErasure(portal.system, person.key)
    portal.passTime(DAY)
    const dying = killedAfter(portal, killedAt)
    const died = await runErasures(dying, signal).then(
      () => false,
      () => true,
    )
    if (!died) {
      expect(killedAt).toBeGreaterThan(8)
      break
    }
    // Nobody else takes it while the lease may still be a living worker's.
    portal.passTime(11 * 60_000)
    await run()
    portal.passTime(11 * 60_000)
    await run()
    expect(await stateOf(person.reference), `killed at ${killedAt}`).toBe('done')
    expect(await person.platformRows(), `killed at ${killedAt}`).toMatchObject(gone)
    expect(await person.status()).toBe('fulfilled')
    const ends = (await person.audited()).filter((action) => action === 'erasure.complete')
    expect(ends).toHaveLength(1)
    const rows = await portal.database.owner.db.execute<{ state: string }>(
      sql`SELECT state FROM erasure_item WHERE request_id = ${person.key.requestId} AND item = 'platform.support-tickets'`,
    )
    expect(rows.map(({ state }) => state)).toEqual(['erased'])
  }
}, 300_000)
