import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockedTables } from '#db/grants.ts'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { destroyRecords } from '#domain/audit/log/destroy-records.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { testLog } from '#testing/audit-log.ts'
import { addFullLearner, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { readCertificate } from '../erase/read-certificate.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import { portalItems } from '../map/portal-items.ts'
import { isAuditLog, isOfRun } from '../rules/erasure-run.ts'
import { closeSources } from '../sources/open-sources.ts'
import { beginErasure } from './begin-erasure.ts'
import { deleteKept } from './delete-kept.ts'
import { runErasures } from './run-erasures.ts'

const DAY = 86_400_000
/** The sample operator keeps for 36 months, and certificates for 60. */
const years = (count: number) => (count * 365.25 + 1) * DAY
const { signal } = new AbortController()
let portal: TestPortal
let platform: TestDatabase
let officers: Context[]

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const kept = portalItems.filter(({ id, erase }) => erase.how === 'keep' && !isAuditLog(id))

/** A person with a row in every mapped table, erased. */
async function erased() {
  const person = await addFullLearner(portal, platform)
  const { subjectId, userId } = person
  const own = portal.subject(subjectId)
  await fillPortal(portal, subjectId)
  await portal.database.owner.db.execute(sql`DELETE FROM erased_subject WHERE subject_id = ${subjectId}`)
  const filed = await fileRequest(own, formOf('erasure/unlawful'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const steps = [
    { step: 'take' },
    { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' },
    { step: 'approve' },
  ]
  for (const [n, step] of steps.entries())
    expect(
      await takeRequestStep(officers[n === 2 ? 1 : 0] as Context, stepSchema.parse({ reference, ...step })),
    ).toMatchObject({ status: 'done' })
  const job = (await jobsOf(portal, 'begin-erasure')).find(({ payload }) => payload.subjectId === subjectId)
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  await beginErasure(portal.system, key)
  expect(await runErasures(portal.system, signal)).toEqual({ ended: 1 })
  const certificates = () =>
    countOf(platform.owner, sql`SELECT count(*)::int AS n FROM certificates WHERE user_id = ${userId}`)
  const certificate = () => readCertificate(portal.visitor, certificateToken(portal.services.keys, key))
  return { ...person, key, certificates, certificate }
}

async function countOf(of: TestDatabase['owner'], query: ReturnType<typeof sql>) {
  const [row] = await of.db.execute<{ n: number }>(query)
  return row?.n ?? -1
}

/** The tables of the portal in which the actor sees a row about the person. */
async function tablesSeen(ctx: Context, subjectId: string): Promise<string[]> {
  const seen: string[] = []
  for (const { table, person } of portalItems) {
    const column = 'path' in person ? sql`payload ->> ${person.path}` : sql.identifier(person.column)
    const [row] = await ctx.transaction((tx) =>
      tx.execute(sql`SELECT 1 FROM ${sql.raw(table)} WHERE ${column} = ${subjectId} LIMIT 1`),
    )
    if (row) seen.push(table)
  }
  return seen
}

const itemStates = async (requestId: string) => {
  const rows = await portal.database.owner.db.execute<{ item: string; state: string; code: string | null }>(
    sql`SELECT item, state, code FROM erasure_item WHERE request_id = ${requestId}`,
  )
  return new Map(rows.map(({ item, state, code }) => [item, { state, code }]))
}

test('every table that a law keeps is locked by the rule in grants.ts', () => {
  const tables = kept.map(({ table }) => table).filter((table) => table !== 'erased_subject')
  expect([...lockedTables].sort()).toEqual([...tables, 'subject'].sort())
})

test('of an erased person everything kept is there for the portal itself, and nothing of it for anybody else', async () => {
  const { subjectId, certificates, key, userId } = await erased()
  expect(await tablesSeen(portal.system, subjectId)).toEqual(
    expect.arrayContaining([...kept.map(({ table }) => table), 'subject']),
  )
  const others: Context[] = [
    ...officers,
    portal.as({ kind: 'program', keyId: newId(), scopes: ['requests:read', 'choices:read'] }),
    portal.subject(subjectId),
    portal.visitor,
  ]
  // The log of actions is for auditors; it names nobody.
  for (const ctx of others)
    expect(
      (await tablesSeen(ctx, subjectId)).filter(
        (table) => table !== 'audit_event' && table !== 'erased_subject' && table !== 'keystore.subject_key',
      ),
    ).toEqual([])
  expect(await certificates()).toBeGreaterThan(0)
  const [user] = await platform.owner.db.execute(
    sql`SELECT 1 FROM users WHERE id = ${userId} AND restricted_at IS NOT NULL`,
  )
  expect(user).toBeDefined()
  const states = await itemStates(key.requestId)
  expect(states.get('platform.certificates')).toEqual({ state: 'kept', code: null })
})

test('what a law kept is deleted when its time is over, item by item, in every system, and the certificate says so', async () => {
  const log = await testLog(portal)
  const person = await erased()
  const { subjectId, key } = person
  const held = await person.certificates()
  // As old as the moved clock makes it: the database refuses to destroy younger records.
  await portal.database.owner.db.execute(sql`UPDATE audit_event SET at = at - interval '4 years'`)
  await log.seal()
  const before = await tablesSeen(portal.system, subjectId)

  portal.passTime(years(3) - 5 * DAY)
  expect(await deleteKept(portal.system, signal)).toMatchObject({ items: 0, failed: 0 })
  expect(await tablesSeen(portal.system, subjectId)).toEqual(before)

  portal.passTime(5 * DAY)
  expect(await destroyRecords(portal.system, 36)).toBeGreaterThan(0)
  await expect(deleteKept(officers[0] as Context, signal)).rejects.toThrow(Denied)
  expect((await deleteKept(portal.system, signal)).failed).toBe(0)
  expect(await tablesSeen(portal.system, subjectId)).toEqual([
    'subject',
    'erasure_run',
    'erasure_item',
    'erased_subject',
  ])
  await log.seal()
  const verified = await log.verify()
  expect(verified.faults).toEqual([])
  expect(verified.destroyed).toBeGreaterThan(0)
  expect(await person.certificates()).toBe(held)
  const half = await person.certificate()
  expect(half?.genuine).toBe(true)
  expect(half?.since.get('portal.request')).toMatchObject({ state: 'deleted', rows: 2 })
  expect(half?.since.get('portal.audit-event')).toMatchObject({ state: 'deleted' })
  expect(half?.since.get('platform.certificates')).toMatchObject({ state: 'kept', late: false })
  expect(half?.keptGoneAt).toBeNull()

  portal.passTime(years(2))
  expect(await deleteKept(portal.system, signal)).toMatchObject({ failed: 0 })
  expect(await person.certificates()).toBe(0)
  expect(await tablesSeen(portal.system, subjectId)).toEqual(['erasure_run', 'erasure_item'])
  const [run] = await portal.database.owner.db.execute(sql`
    SELECT external_id_sealed, letter_sealed, drift, key_destroyed_at IS NOT NULL AS key_gone
    FROM erasure_run WHERE request_id = ${key.requestId}`)
  expect(run).toEqual({ external_id_sealed: null, letter_sealed: null, drift: null, key_gone: true })
  const whole = await person.certificate()
  expect(whole?.since.get('platform.certificates')).toMatchObject({ state: 'deleted', rows: held })
  expect(whole?.keptGoneAt).toBeInstanceOf(Date)
  expect(await deleteKept(portal.system, signal)).toEqual({ rows: 0, items: 0, failed: 0 })
  const actions = await portal.database.owner.db.execute(sql`
    SELECT action, subject_id, reason FROM audit_event
    WHERE resource = ${`request:${key.requestId}`} AND action IN ('erasure.expire', 'erasure.expire-failed', 'erasure.kept-gone')
    ORDER BY audit_id`)
  expect(actions.map(({ action, subject_id, reason }) => [action, subject_id, reason])).toEqual([
    ['erasure.expire', null, 'portal'],
    ['erasure.expire', null, 'platform'],
    ['erasure.kept-gone', null, null],
  ])
}, 120_000)

test('a system that refuses is named and asked again, and keeps nothing else from its end', async () => {
  const person = await erased()
  await platform.owner.db.execute(
    sql`CREATE TABLE holds (certificate_id bigint NOT NULL REFERENCES certificates)`,
  )
  await platform.owner.db.execute(
    sql`INSERT INTO holds SELECT id FROM certificates WHERE user_id = ${person.userId}`,
  )
  portal.passTime(years(5))
  expect((await deleteKept(portal.system, signal)).failed).toBeGreaterThan(0)
  const states = await itemStates(person.key.requestId)
  expect(states.get('platform.certificates')).toEqual({ state: 'kept', code: 'refused' })
  expect(states.get('portal.request')).toEqual({ state: 'expired', code: null })
  portal.passTime(2 * DAY)
  expect((await person.certificate())?.since.get('platform.certificates')).toMatchObject({ late: true })
  await platform.owner.db.execute(sql`DROP TABLE holds`)
  await deleteKept(portal.system, signal)
  expect((await itemStates(person.key.requestId)).get('platform.certificates')).toEqual({
    state: 'expired',
    code: null,
  })
}, 60_000)

test('an end that the operator named after the erasure counts from the erasure', async () => {
  const person = await erased()
  await portal.database.owner.db.execute(
    sql`UPDATE erasure_item SET kept_until = NULL WHERE request_id = ${person.key.requestId}`,
  )
  portal.passTime(years(5))
  await deleteKept(portal.system, signal)
  expect(await person.certificates()).toBe(0)
})

test('the role of the app deletes from the ledger only what is over of an erased person', async () => {
  const { subjectId } = await portal.addPerson()
  const early = await erased()
  for (const [table, of] of [
    ['consent_event', subjectId],
    ['consent_event', early.subjectId],
    ['audit_event', early.subjectId],
  ])
    await expect(
      portal.system.transaction((tx) =>
        tx.execute(sql`SELECT delete_kept_rows(${table}, ${of}::uuid, now(), 10)`),
      ),
    ).rejects.toThrow()
})

test('no item is left out: each kept one has an end or says that the operator has named none', async () => {
  const { key } = await erased()
  const states = await itemStates(key.requestId)
  expect(
    [...states]
      .filter(([, { state }]) => state === 'kept')
      .map(([item]) => item)
      .sort(),
  ).toEqual(
    [
      ...kept.map(({ id }) => id).filter((id) => id !== 'portal.erased-subject'),
      'portal.audit-event',
      'platform.certificates',
    ].sort(),
  )
  expect(kept.filter(({ id }) => isOfRun(id)).length).toBe(3)
})
