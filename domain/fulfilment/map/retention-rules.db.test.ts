import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import { Denied } from '#domain/access/permissions.ts'
import { endOfTerm } from '#domain/audit/rules/record-term.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { fillPortal } from '#testing/data-sources.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { withoutLog } from '#testing/unwritable/try-call.ts'
import { exportRetention, readRetention } from '../retention/read-retention.ts'
import { runRetention } from '../retention/run-retention.ts'
import type { MapItem } from '../rules/data-map.ts'
import { certificateDays } from '../rules/retention.ts'
import { portalItems } from './portal-items.ts'

const { signal } = new AbortController()
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(() => portal.passTime(86_400_000))
afterAll(() => portal.close())

const owner = () => portal.database.owner.db
const timed = portalItems.filter(({ retention }) => retention?.how === 'days' && !retention.byOwnJob)
const ofRequest = portalItems.filter(({ retention }) => retention?.how === 'request')
const ofErasure = portalItems.filter(({ retention }) => retention?.how === 'erasure')

const isOf = ({ person }: MapItem, subjectId: string) =>
  'path' in person
    ? sql`payload ->> ${person.path} = ${subjectId}`
    : sql`${sql.identifier(person.column)} = ${subjectId}`

/** Of these items those with rows about the person. */
async function left(items: readonly MapItem[], subjectId: string): Promise<string[]> {
  const found: string[] = []
  for (const item of items) {
    const rows = await owner().execute(
      sql`SELECT 1 FROM ${sql.raw(item.table)} WHERE ${isOf(item, subjectId)} LIMIT 1`,
    )
    if (rows.length > 0) found.push(item.id)
  }
  return found.sort()
}

/** A person with a row in every table, none of it near its end. */
async function filled() {
  const { subjectId } = await portal.addPerson()
  await fillPortal(portal, subjectId)
  await owner().execute(sql`DELETE FROM erased_subject WHERE subject_id = ${subjectId}`)
  await owner().execute(
    sql`UPDATE unverified_request SET lapses_at = '2999-01-01' WHERE subject_id = ${subjectId}`,
  )
  return subjectId
}

/** Sets the moments that a rule counts from so that the row ends at `now` plus so many milliseconds. */
async function setEnd(item: MapItem, subjectId: string, ms: number): Promise<void> {
  const rule = item.retention
  if (rule?.how !== 'days') throw new Error(item.id)
  const at = new Date(portal.services.clock.now().getTime() - rule.days * 86_400_000 + ms).toISOString()
  const moments = rule.after.map((name) => sql`${sql.identifier(name)} = ${at}::timestamptz`)
  const only = rule.only ? [sql`${sql.identifier(rule.only.column)} = ${rule.only.value}`] : []
  await owner().execute(
    sql`UPDATE ${sql.raw(item.table)} SET ${sql.join([...moments, ...only], sql`, `)} WHERE ${isOf(item, subjectId)}`,
  )
}

const ids = (items: readonly MapItem[]) => items.map(({ id }) => id).sort()
const minute = 60_000

test('every item of the portal has a rule', () => {
  expect(portalItems.filter(({ retention }) => retention === undefined)).toEqual([])
  expect(timed.length).toBeGreaterThanOrEqual(7)
})

test('what is past its end is gone after the job and what is not stays, in every table with days', async () => {
  const [past, not] = [await filled(), await filled()]
  for (const item of timed) {
    await setEnd(item, past, -minute)
    await setEnd(item, not, minute)
  }
  expect(await left(timed, past)).toEqual(ids(timed))
  expect(await runRetention(portal.system, signal)).toBeGreaterThanOrEqual(timed.length)
  expect(await left(timed, past)).toEqual([])
  expect(await left(timed, not)).toEqual(ids(timed))
  expect(await left(portalItems, past)).toEqual(
    ids(portalItems.filter((item) => !timed.includes(item) && item.table !== 'erased_subject')),
  )
})

test('a request ends with all that belongs to it, so many months after it was closed, unless something holds it', async () => {
  const now = () => portal.services.clock.now()
  const end = endOfTerm(now(), operator.keeping.requests.months).getTime()
  const [past, not, open, restricted, erasing] = [
    await filled(),
    await filled(),
    await filled(),
    await filled(),
    await filled(),
  ]
  const close = async (subjectId: string, at: number | null, lifted: boolean, run: boolean) => {
    const closed = at === null ? null : new Date(at).toISOString()
    const [one] = await owner().execute<{ id: string }>(sql`
      SELECT request_id AS id FROM request WHERE subject_id = ${subjectId}`)
    await owner().execute(sql`ALTER TABLE request DISABLE TRIGGER request_status`)
    await owner().execute(sql`
      UPDATE request SET closed_at = ${closed}::timestamptz WHERE subject_id = ${subjectId}`)
    await owner().execute(sql`ALTER TABLE request ENABLE TRIGGER request_status`)
    for (const { table } of ofRequest)
      if (table !== 'request')
        await owner().execute(
          sql`UPDATE ${sql.raw(table)} SET request_id = ${one?.id} WHERE subject_id = ${subjectId}`,
        )
    await owner().execute(sql`
      UPDATE processing_restriction SET lifted_at = ${lifted ? now().toISOString() : null}::timestamptz
      WHERE subject_id = ${subjectId}`)
    if (run)
      await owner().execute(
        sql`UPDATE erasure_run SET request_id = ${one?.id} WHERE subject_id = ${subjectId}`,
      )
  }
  await close(past, end - minute, true, false)
  await close(not, end + minute, true, false)
  await close(open, null, true, false)
  await close(restricted, end - minute, false, false)
  await close(erasing, end - minute, true, true)
  await runRetention(portal.system, signal)
  expect(await left(ofRequest, past)).toEqual([])
  for (const kept of [not, open, restricted, erasing])
    expect(await left(ofRequest, kept)).toEqual(ids(ofRequest))
})

test('a run stays a year after the last that it kept, for its certificate', async () => {
  const [past, not] = [await filled(), await filled()]
  const now = portal.services.clock.now().getTime()
  const gone = async (subjectId: string, ms: number) => {
    const at = new Date(now - certificateDays * 86_400_000 + ms).toISOString()
    await owner().execute(
      sql`UPDATE erasure_run SET kept_gone_at = ${at}::timestamptz WHERE subject_id = ${subjectId}`,
    )
    await owner().execute(sql`
      UPDATE erasure_item i SET request_id = r.request_id FROM erasure_run r
      WHERE r.subject_id = i.subject_id AND i.subject_id = ${subjectId}`)
  }
  await gone(past, -minute)
  await gone(not, minute)
  await runRetention(portal.system, signal)
  expect(await left(ofErasure, past)).toEqual([])
  expect(await left(ofErasure, not)).toEqual(ids(ofErasure))
})

test('the report says what was deleted, what failed and what is overdue; a failed item is done again the same day', async () => {
  const late = await filled()
  const item = timed.find(({ table }) => table === 'choice_reply')
  if (!item) throw new Error('no such item')
  await setEnd(item, late, -minute)
  await owner().execute(
    sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'`,
  )
  await owner().execute(
    sql`CREATE TRIGGER refuse BEFORE DELETE ON choice_reply FOR EACH ROW EXECUTE FUNCTION refuse()`,
  )
  await runRetention(portal.system, signal)
  const { ctx: auditor, stale } = await staffContext(portal, ['auditor'])
  const line = async () => (await readRetention(auditor)).lines.find((one) => one.item.id === item.id)
  expect((await line())?.last).toMatchObject({ deleted: 0, code: 'refused' })
  await owner().execute(sql`DROP TRIGGER refuse ON choice_reply`)
  expect(await runRetention(portal.system, signal)).toBe(1)
  expect((await line())?.last).toMatchObject({ deleted: 1, overdue: 0, code: null })
  expect(await runRetention(portal.system, signal)).toBe(0)
  const actions = (await portal.audit()).map(({ action }) => action)
  expect(actions).toContain('retention.fail')
  expect(actions).toContain('retention.delete')
  const report = await readRetention(auditor)
  expect(report.lines.map((one) => one.item.id)).toEqual(portalItems.map(({ id }) => id))
  const support = (await staffContext(portal, ['support'])).ctx
  await expect(readRetention(support)).rejects.toThrow(Denied)
  await expect(exportRetention(stale)).rejects.toThrow(SudoNeeded)
  await expect(runRetention(auditor, signal)).rejects.toThrow(Denied)
})

test('what cannot be recorded is not deleted', async () => {
  const late = await filled()
  const item = timed.find(({ table }) => table === 'choice_reply')
  if (!item) throw new Error('no such item')
  await setEnd(item, late, -minute)
  portal.passTime(86_400_000)
  const call = () => runRetention(portal.system, signal)
  const outcome = await withoutLog(portal, () => call().catch((error: Error) => `${error} ${error.cause}`))
  expect(outcome).toMatch(/permission denied for table audit_event/)
  expect(await left([item], late)).toEqual(ids([item]))
  expect(await call()).toBeGreaterThan(0)
  expect(await left([item], late)).toEqual([])
})

test('without a term from the operator closed requests stay, and the report says that it is missing', async () => {
  const { keeping: _keeping, ...rest } = operator
  const file = join(portal.services.env.keysDir, 'operator.json')
  writeFileSync(file, JSON.stringify(rest))
  const { services } = portal
  const ctx = { ...portal.system, services: { ...services, env: { ...services.env, OPERATOR_FILE: file } } }
  const before = await owner().execute(sql`SELECT count(*)::int AS n FROM request`)
  await runRetention(ctx, signal)
  expect(await owner().execute(sql`SELECT count(*)::int AS n FROM request`)).toEqual(before)
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  const { lines } = await readRetention({ ...auditor, services: ctx.services })
  expect(lines.find(({ item }) => item.table === 'request')).toMatchObject({ months: null })
})
