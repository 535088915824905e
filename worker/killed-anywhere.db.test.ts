import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { releasePackage } from '#domain/fulfilment/package/release-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { closeSources, openSources } from '#domain/fulfilment/sources/open-sources.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import { bytesOf, filesIn, unpack } from '#testing/packages.ts'
import type { TestPortal } from '#testing/people.ts'
import { decideByTwo, jobsOf, staffContext } from '#testing/requests.ts'
import { startWorker, until } from '#testing/worker.ts'
import { packageTexts } from './package/package-page.ts'

// A worker that dies is one that reaches its next transaction never: what it had committed stays, what it had asked of other
// systems was carried out. Each work is killed again and again, after numbers of transactions that are drawn.

const wanted = 50
const { signal } = new AbortController()
const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
const seed = Number(process.env.PORTAL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
let portal: TestPortal
let platform: TestDatabase
let crm: Awaited<ReturnType<typeof openCrm>>
let officers: [Context, Context]

beforeAll(async () => {
  crm = await openCrm()
  const file = httpSourcesFile(crmSettings(crm.url, crm.key))
  ;({ portal, platform } = await portalWithPlatform({ PACKAGES_DIR: packagesDir, HTTP_SOURCES_FILE: file }))
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]
})
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close(), crm.close()])
  await rm(packagesDir, { recursive: true, force: true })
})

type Work = {
  run: (ctx: Context) => Promise<unknown>
  /** True when nothing is left to do; staff do what the work waits for. */
  isEnded: () => Promise<boolean>
  /** Ended once, and complete. `mailed`: a worker has sent the letters, whose jobs are gone. */
  check: (how: { mailed: boolean }) => Promise<void>
}

async function learner() {
  const person = await addFullLearner(portal, platform)
  crm.addPerson(person.externalId)
  return { ...person, own: portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk') }
}
const statusOf = async (reference: string) => {
  const [row] = await portal.database.owner.db.execute<{ status: string }>(
    sql`SELECT status FROM request WHERE reference = ${reference}`,
  )
  return row?.status
}
const audited = async (subjectId: string, action: string) =>
  (await portal.audit({ subjectId })).filter((one) => one.action === action).length
const letters = async (subjectId: string, letter: string) =>
  (await jobsOf(portal, 'send-request-mail')).filter(
    ({ payload }) => payload.subjectId === subjectId && payload.letter === letter,
  ).length
/** How many different requests of that type the other system was sent about the person. */
const askedOf = (externalId: string, type: string) =>
  [...crm.asked.values()].filter((one) => one.person === externalId && one.type === type).length

async function aCopy(): Promise<Work> {
  const { subjectId, own } = await learner()
  const decided = { subjectId, kind: 'access', task: 'begin-package' } as const
  const { reference, key } = await decideByTwo(portal, officers, decided)
  await beginPackage(portal.system, key)
  return {
    run: (ctx) => runPackages(ctx, packageTexts, signal),
    isEnded: async () => {
      const shown = await readPackagePreview(officers[0], reference)
      if (shown?.state === 'ready')
        await releasePackage(officers[0], { reference, sha256: shown.sha256 ?? '' })
      return (await statusOf(reference)) === 'fulfilled'
    },
    check: async ({ mailed }) => {
      expect(await audited(subjectId, 'package.give')).toBe(1)
      if (!mailed) expect(await letters(subjectId, 'package')).toBe(1)
      const files = (await readdir(packagesDir)).filter((name) => name.startsWith(key.requestId))
      expect(files).toHaveLength(1)
      const opened = await openPackageDownload(own, { reference, provedAt: own.clock.now() })
      if ('status' in opened) throw new Error(opened.code)
      const { file, folder } = await unpack(await bytesOf(opened.read()))
      const manifest = JSON.parse((await filesIn(folder)).get('manifest.json')?.toString() ?? '')
      await Promise.all([rm(folder, { recursive: true }), rm(file)])
      const found = manifest.items.map(({ item }: { item: string }) => item)
      expect(found).toEqual(openSources(portal.system).map.map(({ id }) => id))
      const states = new Set(manifest.items.map(({ state }: { state: string }) => state))
      expect([...states].sort()).toEqual(['included', 'nothing'])
    },
  }
}

async function anErasure(): Promise<Work> {
  const { subjectId, externalId, userId } = await learner()
  const decided = { subjectId, kind: 'erasure/unlawful', task: 'begin-erasure' } as const
  const { reference, key } = await decideByTwo(portal, officers, decided)
  await beginErasure(portal.system, key)
  return {
    run: (ctx) => runErasures(ctx, signal),
    isEnded: async () => (await statusOf(reference)) === 'fulfilled',
    check: async () => {
      expect(await audited(subjectId, 'erasure.complete')).toBe(1)
      expect(askedOf(externalId, 'erasure')).toBe(1)
      expect(crm.people.get(externalId)?.records.map(({ item }) => item)).toEqual(['invoices'])
      const [left] = await platform.owner.db.execute<{ tickets: number; names: number }>(sql`
        SELECT (SELECT count(*)::int FROM support_tickets WHERE user_id = ${userId}) AS tickets,
          (SELECT count(*)::int FROM users WHERE id = ${userId} AND full_name <> 'erased') AS names`)
      expect(left).toEqual({ tickets: 0, names: 0 })
      const items = await portal.database.owner.db.execute<{ item: string; state: string }>(
        sql`SELECT item, state FROM erasure_item WHERE request_id = ${key.requestId}`,
      )
      const open = [...items].filter(({ state }) => !['erased', 'kept', 'nothing'].includes(state))
      expect(open).toEqual([])
      // What had rows when the run began is called erased, however often the deletion was repeated.
      const states = new Map([...items].map(({ item, state }) => [item, state]))
      for (const item of ['platform.support-tickets', 'crm.contacts', 'portal.subject'])
        expect(states.get(item), item).toBe('erased')
    },
  }
}

async function aCorrection(): Promise<Work> {
  const { subjectId, externalId, own } = await learner()
  const record = dataCursor(portal.services.keys, subjectId, { item: 'crm.contacts', key: [7] })
  const input = { record, field: 'name', value: 'Дана', idempotencyKey: newId() }
  const filed = await fileCorrection(own, input, () => ({ item: 'I', old: 'O', correct: 'C' }))
  if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
  const { reference } = filed
  for (const step of ['take', 'decide'])
    await takeRequestStep(officers[0], stepSchema.parse({ reference, step }))
  const jobs = await jobsOf(portal, 'plan-source-changes')
  await planSourceChanges(
    portal.system,
    jobs.find(({ payload }) => payload.subjectId === subjectId)?.payload as never,
  )
  return {
    run: (ctx) => runSourceChanges(ctx, signal),
    isEnded: async () => (await statusOf(reference)) === 'fulfilled',
    check: async ({ mailed }) => {
      expect(await audited(subjectId, 'request.fulfil')).toBe(1)
      expect(await audited(subjectId, 'source-change.settle')).toBe(1)
      if (!mailed) expect(await letters(subjectId, 'fulfilled')).toBe(1)
      expect(askedOf(externalId, 'rectification')).toBe(1)
      const contact = crm.people.get(externalId)?.records.find(({ item }) => item === 'contacts')
      expect(contact?.values.name).toBe('Дана')
    },
  }
}

/** By kind: how many transactions one without a death takes at most, of which one is drawn. */
const kinds = [
  { begin: aCopy, most: 120 },
  { begin: anErasure, most: 14 },
  { begin: aCorrection, most: 14 },
]

const dies = (running: Promise<unknown>) =>
  running.then(
    () => false,
    (error: Error) => {
      if (error.message !== 'killed') throw error
      return true
    },
  )

test('workers that are killed at fifty drawn points leave copies, erasures and corrections that end once, complete', async () => {
  console.info(`PORTAL_TEST_SEED=${seed}`)
  const drawn = fc.sample(fc.nat(), { seed, numRuns: 1000 })
  let kills = 0
  const worked = [0, 0, 0]
  for (let n = 0; kills < wanted; n++) {
    const { begin, most } = kinds[n % kinds.length] ?? { begin: aCopy, most: 120 }
    const work = await begin()
    const before = kills
    for (;;) {
      const after = 1 + ((drawn.pop() ?? 0) % most)
      if (await dies(work.run(killedAfter(portal, after)))) kills += 1
      else if (await work.isEnded()) break
      // Nobody else takes it while the lease may still be a living worker's.
      portal.passTime(11 * 60_000)
    }
    await work.check({ mailed: false })
    worked[n % kinds.length] = (worked[n % kinds.length] ?? 0) + kills - before
  }
  console.info(`killed: copies ${worked[0]}, erasures ${worked[1]}, corrections ${worked[2]}`)
  for (const count of worked) expect(count).toBeGreaterThan(0)
})

test('a process killed while it asks another system, three times over, is followed by one that ends all of it', async () => {
  const works = [await aCopy(), await anErasure(), await aCorrection()]
  // Processes sign by the machine's clock.
  crm.clock.now = () => Date.now()
  const drawn = fc.sample(fc.integer({ min: 1, max: 4 }), { seed, numRuns: 3 })
  const start = (life: number) =>
    startWorker(portal.services, {
      PORTAL_DATA_DIR: packagesDir,
      HTTP_SOURCES_FILE: portal.services.env.HTTP_SOURCES_FILE ?? '',
      PLATFORM_DATABASE_URL: platform.ownerUrl,
      PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
      // After the lease of the one before.
      PORTAL_CLOCK_OFFSET: String(passedSeconds + life * 15 * 60),
    })
  // The works were begun at the portal's time, which the test before has moved.
  const passedSeconds = Math.round((portal.services.clock.now().getTime() - Date.now()) / 1000)
  for (const [life, requests] of drawn.entries()) {
    const victim = start(life)
    let left = requests
    const count = () => {
      left -= 1
      if (left === 0) victim.kill('SIGKILL')
    }
    crm.server.on('request', count)
    expect(await once(victim, 'exit')).toEqual([null, 'SIGKILL'])
    crm.server.off('request', count)
  }
  const heir = start(drawn.length)
  portal.passTime(drawn.length * 15 * 60_000)
  await until(async () => (await Promise.all(works.map((work) => work.isEnded()))).every(Boolean), 120_000)
  heir.kill('SIGTERM')
  await once(heir, 'exit')
  for (const work of works) await work.check({ mailed: true })
})
