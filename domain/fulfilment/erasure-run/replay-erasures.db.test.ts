import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { addFullLearner, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import { copyOf, type TestDatabase } from '#testing/database.ts'
import { portalOver, type TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { readCertificate } from '../erase/read-certificate.ts'
import { openErasureList } from '../erasure-record/erasure-list.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import { closeSources } from '../sources/open-sources.ts'
import { beginErasure } from './begin-erasure.ts'
import { completeErasureList, findReturned, replayErasures } from './replay-erasures.ts'
import { runErasures } from './run-erasures.ts'

const DAY = 86_400_000
const { signal } = new AbortController()
let portal: TestPortal
let platform: TestDatabase
const opened: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
}, 60_000)
afterAll(async () => {
  for (const close of opened) await close()
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

/** The portal as a backup of now gives it back later: same keys, same list of erasures, same platform. */
async function backup(): Promise<() => TestPortal> {
  const copy = await copyOf(portal.database)
  const { env } = portal.services
  const restored = portalOver(copy, env.keysDir, {
    DELETION_LIST_FILE: env.deletionListFile,
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
  })
  opened.push(async () => {
    await closeSources(restored.services)
    await copy.close()
  })
  return () => restored
}

async function erase(own: Context, subjectId: string) {
  const filed = await fileRequest(own, formOf('erasure/unlawful'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const steps = [
    { step: 'take' },
    { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' },
    { step: 'approve' },
  ]
  for (const step of steps) {
    const { ctx } = await staffContext(portal, ['privacy-officer'])
    await takeRequestStep(ctx, stepSchema.parse({ reference, ...step }))
  }
  const job = (await jobsOf(portal, 'begin-erasure')).find(({ payload }) => payload.subjectId === subjectId)
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  await beginErasure(portal.system, key)
  expect(await runErasures(portal.system, signal)).toEqual({ ended: 1 })
  return { key, reference }
}

const personRow = async (of: TestPortal, subjectId: string) => {
  const [row] = await of.database.owner.db.execute(sql`
    SELECT email_sealed IS NULL AND name_sealed IS NULL AND external_id IS NULL AS empty,
      (SELECT count(*)::int FROM subject_session s WHERE s.subject_id = p.subject_id) AS sessions,
      (SELECT count(*)::int FROM webhook_delivery d WHERE d.subject_id = p.subject_id) AS deliveries,
      (SELECT count(*)::int FROM erased_subject e WHERE e.subject_id = p.subject_id) AS locked
    FROM subject p WHERE subject_id = ${subjectId}`)
  return row
}

const start = (program: string, of: TestPortal) => {
  const { env } = of.services
  const settings = {
    NODE_ENV: 'test' as const,
    PATH: process.env.PATH ?? '',
    DATABASE_URL: env.DATABASE_URL,
    SMTP_URL: env.SMTP_URL,
    AUTH_SECRET: env.AUTH_SECRET,
    SNAPSHOT_TOKEN: env.SNAPSHOT_TOKEN,
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_DATA_DIR: env.keysDir,
    PORTAL_KEYS_DIR: env.keysDir,
    DELETION_LIST_FILE: env.deletionListFile,
    PORT: '1',
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    env: settings,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, said: stdout + stderr }
}

test('yesterday’s copy of the database is not served before the erasures since then are carried out again', async () => {
  const person = await addFullLearner(portal, platform)
  const { subjectId } = person
  await fillPortal(portal, subjectId)
  await portal.database.owner.db.execute(sql`DELETE FROM erased_subject WHERE subject_id = ${subjectId}`)
  const bystander = await portal.addPerson()
  const restore = await backup()
  const { key, reference } = await erase(portal.subject(subjectId), subjectId)
  expect(openErasureList(portal.services.env.deletionListFile).read()).toMatchObject([
    { subject: subjectId, request: key.requestId, reference },
  ])
  expect(await findReturned(portal.system)).toEqual([])

  const restored = restore()
  expect(await personRow(restored, subjectId)).toEqual({
    empty: false,
    sessions: 1,
    deliveries: 1,
    locked: 0,
  })
  expect(await findReturned(restored.system)).toMatchObject([{ subject: subjectId }])
  for (const program of ['server.ts', 'worker/main.ts']) {
    const refused = start(program, restored)
    expect(refused.said).toContain('this database knows 1 erased person: run')
    expect(refused.status).toBe(1)
  }
  await expect(replayErasures(restored.visitor, signal)).rejects.toThrow(Denied)
  expect(await replayErasures(restored.system, signal)).toEqual({ replayed: 1, waiting: 0 })
  expect(await personRow(restored, subjectId)).toEqual({ empty: true, sessions: 0, deliveries: 0, locked: 1 })
  expect(await personRow(restored, bystander.subjectId)).toMatchObject({ empty: false, locked: 0 })
  expect(await findReturned(restored.system)).toEqual([])
  expect(await replayErasures(restored.system, signal)).toEqual({ replayed: 0, waiting: 0 })
  // The person is not written to again, and finds the certificate at the same address.
  expect(await jobsOf(restored, 'send-erasure-mail')).toEqual([])
  const certificate = await readCertificate(restored.visitor, certificateToken(restored.services.keys, key))
  expect(certificate).toMatchObject({ genuine: true, certificate: { reference, result: 'complete' } })
  expect((await restored.audit()).filter(({ action }) => action === 'erasure.replay')).toHaveLength(1)
}, 120_000)

test('a request that the copy still has open is closed with it, and what a law keeps ends as before', async () => {
  const person = await addFullLearner(portal, platform)
  const { subjectId } = person
  const own = portal.subject(subjectId)
  await fileRequest(own, formOf('access'))
  const restore = await backup()
  const { key } = await erase(own, subjectId)
  const [first] = await portal.database.owner.db.execute(
    sql`SELECT extract(epoch FROM kept_until)::int AS at FROM erasure_item WHERE request_id = ${key.requestId} AND item = 'platform.certificates'`,
  )
  const restored = restore()
  restored.passTime(30 * DAY)
  expect(await replayErasures(restored.system, signal)).toMatchObject({ waiting: 0 })
  const [again] = await restored.database.owner.db.execute(
    sql`SELECT extract(epoch FROM kept_until)::int AS at FROM erasure_item WHERE request_id = ${key.requestId} AND item = 'platform.certificates'`,
  )
  // Counted from the first end of the erasure, seconds after its first step.
  expect(Math.abs(Number(again?.at) - Number(first?.at))).toBeLessThan(DAY / 1000)
  const requests = await restored.database.owner.db.execute(
    sql`SELECT status FROM request WHERE subject_id = ${subjectId}`,
  )
  expect(requests.map(({ status }) => status)).toEqual(['cancelled'])
}, 120_000)

test('the list gets what it lacks, and a list that was changed stops the start', async () => {
  const { deletionListFile } = portal.services.env
  const before = openErasureList(deletionListFile).read()
  const elsewhere = {
    ...portal.system,
    services: {
      ...portal.services,
      env: { ...portal.services.env, deletionListFile: `${deletionListFile}.new` },
    },
  }
  expect(await completeErasureList(elsewhere)).toBe(before.length)
  expect(await completeErasureList(elsewhere)).toBe(0)
  expect(
    openErasureList(`${deletionListFile}.new`)
      .read()
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(before.map(({ subject }) => subject).sort())
  appendFileSync(deletionListFile, '{"subject":"x"}\n')
  await expect(findReturned(portal.system)).rejects.toThrow('is not an entry')
})
