import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf, staffContext } from '#testing/requests.ts'
import { checkSources } from './check-sources.ts'
import { countFailingSources, readSourceStates } from './read-source-states.ts'
import { retrySource } from './retry-source.ts'

const MINUTE = 60_000
const signal = new AbortController().signal
let portal: TestPortal
let crm: Awaited<ReturnType<typeof openCrm>>
const contextOf = async (role: 'privacy-officer' | 'auditor' | 'support' | 'administrator') =>
  (await staffContext(portal, [role])).ctx

beforeAll(async () => {
  crm = await openCrm()
  portal = await testPortal({
    HTTP_SOURCES_FILE: httpSourcesFile(
      crmSettings(crm.url, crm.key),
      crmSettings('http://127.0.0.1:9', crm.key, { name: 'erp' }),
    ),
  })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
})
afterAll(() => Promise.all([crm.close(), portal.close()]))

const check = () => checkSources(portal.system, signal)
const stateOf = async (source: string) =>
  (await readSourceStates(await contextOf('auditor'))).find((one) => one.source === source)

test('looks at every source, and one that fails keeps no other from being looked at', async () => {
  expect(await stateOf('crm')).toMatchObject({ state: 'unknown', checkedAt: null })
  await check()
  expect(await stateOf('portal')).toMatchObject({ state: 'well', failure: null })
  expect(await stateOf('crm')).toMatchObject({ state: 'well', title: { en: 'CRM' } })
  expect(await stateOf('erp')).toMatchObject({
    state: 'failing',
    failure: { code: 'unavailable', detail: 'no-connection' },
  })
  expect(await countFailingSources(await contextOf('administrator'))).toBe(1)
})

test('looks again only when the time has come, and remembers since when it fails', async () => {
  const before = await stateOf('erp')
  await check()
  expect(await stateOf('erp')).toEqual(before)
  portal.passTime(6 * MINUTE)
  await check()
  const after = await stateOf('erp')
  expect(after?.failingSince).toEqual(before?.failingSince)
  expect(Number(after?.checkedAt)).toBeGreaterThan(Number(before?.checkedAt))
  expect(Number(after?.nextTryAt) - Number(after?.checkedAt)).toBe(10 * MINUTE)
})

test('names what a system cannot do that the map says', async () => {
  crm.types.delete('restriction')
  portal.passTime(6 * MINUTE)
  await check()
  expect(await stateOf('crm')).toMatchObject({ failure: { code: 'not-supported', detail: 'restriction' } })
  crm.types.add('restriction')
})

test('is looked at at once when an officer asks, on record; what is well is not', async () => {
  const officer = await contextOf('privacy-officer')
  expect(await retrySource(officer, { source: 'crm' })).toBe(true)
  expect((await jobsOf(portal, 'check-sources')).length).toBe(1)
  expect((await portal.audit()).at(-1)).toMatchObject({ action: 'source.retry', reason: 'crm' })
  await check()
  expect(await stateOf('crm')).toMatchObject({ state: 'well', failingSince: null })
  expect(await retrySource(officer, { source: 'crm' })).toBe(false)
  expect(await retrySource(await contextOf('administrator'), { source: 'erp' })).toBe(true)
})

test('wakes the erasures that wait for a source that is well again', async () => {
  const { subjectId } = await portal.addPerson()
  const now = portal.services.clock.now()
  const later = new Date(now.getTime() + 6 * 60 * MINUTE).toISOString()
  const at = now.toISOString()
  const requestId = '0199a000-0000-7000-8000-00000000000a'
  const { db } = portal.database.owner
  await db.execute(sql`
    INSERT INTO erasure_run (subject_id, request_id, state, starts_at, planned, try_at, created_at)
    VALUES (${subjectId}, ${requestId}, 'waiting', ${at}, '{}', ${later}, ${at})`)
  await db.execute(sql`
    INSERT INTO erasure_item (subject_id, request_id, item, source, state, at)
    VALUES (${subjectId}, ${requestId}, 'crm.calls', 'crm', 'failed', ${at})`)
  crm.down()
  portal.passTime(6 * MINUTE)
  await check()
  expect(await stateOf('crm')).toMatchObject({ state: 'failing' })
  crm.up()
  portal.passTime(6 * MINUTE)
  await check()
  const [run] = await db.execute<{ due: boolean }>(
    sql`SELECT try_at < ${later} AS due FROM erasure_run WHERE request_id = ${requestId}`,
  )
  expect(run).toEqual({ due: true })
  expect(await jobsOf(portal, 'run-erasures')).toHaveLength(1)
})

test('forgets a source that is no longer there, and is for those who may see the map', async () => {
  await portal.database.owner.db.execute(sql`
    INSERT INTO source_state (source, tries, checked_at, next_try_at) VALUES ('old', 1, now(), now())`)
  await check()
  const rows = await portal.database.owner.db.execute<{ source: string }>(
    sql`SELECT source FROM source_state`,
  )
  expect(rows.map(({ source }) => source).sort()).toEqual(['crm', 'erp', 'portal'])
  const support = await contextOf('support')
  const auditor = await contextOf('auditor')
  for (const use of [
    () => readSourceStates(support),
    () => countFailingSources(support),
    () => retrySource(support, { source: 'crm' }),
    () => retrySource(auditor, { source: 'crm' }),
    () => checkSources(support, signal),
  ])
    await expect(use()).rejects.toThrow(Denied)
})
