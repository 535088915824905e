import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { closeSources } from '../sources/open-sources.ts'
import { beginPackage } from './begin-package.ts'
import { runPackages } from './run-packages.ts'

const records = 100_000
const MEGABYTE = 1024 * 1024
const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
let portal: TestPortal
let platform: TestDatabase

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform({ PACKAGES_DIR: packagesDir }))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
  await rm(packagesDir, { recursive: true, force: true })
})

/** A record has 2 KB: a worker that held them all would need more than 200 MB. */
const mostGrowth = 80 * MEGABYTE

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** What is in use, without what only waits to be collected. */
function memoryInUse(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test('a copy of 100,000 records is made in memory that does not grow with it', async () => {
  const person = await addFullLearner(portal, platform)
  for (let from = 0; from < records; from += 10_000)
    await platform.owner.db.execute(sql`
      INSERT INTO interactions (user_id, session_id, page, action, at)
      SELECT ${person.userId}, (SELECT min(id) FROM web_sessions WHERE user_id = ${person.userId}),
        '/courses/' || repeat(md5(n::text), 60), 'view', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
      FROM generate_series(${from + 1}::int, ${from + 10_000}::int) n`)
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const filed = await fileRequest(own, formOf('access'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ] as const
  await takeRequestStep(officers[0], stepSchema.parse({ reference, step: 'take' }))
  const propose = { reference, step: 'propose', decision: 'fulfil', message: 'Беріледі.' }
  await takeRequestStep(officers[0], stepSchema.parse(propose))
  await takeRequestStep(officers[1], stepSchema.parse({ reference, step: 'approve' }))
  const [job] = await jobsOf(portal, 'begin-package')
  await beginPackage(portal.system, job?.payload as never)

  const before = memoryInUse()
  const samples: number[] = []
  const sampling = setInterval(() => samples.push(memoryInUse() - before), 2_000)
  await runPackages(portal.system, packageTexts, new AbortController().signal)
  clearInterval(sampling)
  const preview = await readPackagePreview(officers[0], reference)
  expect(preview?.state).toBe('ready')
  const found = preview?.items.find(({ item }) => item.id === 'platform.interactions')?.records ?? 0
  expect(found).toBeGreaterThanOrEqual(records)
  expect(samples.length).toBeGreaterThan(2)
  expect(Math.max(...samples)).toBeLessThan(mostGrowth)
}, 300_000)
