// How long a copy of many records takes and how much memory the worker needs for it: `npm run bench -- copies [records]`, 100,000 of
// 2 KB by default. The worker is a process of its own, on its own PostgreSQL with the portal's and the platform's tables; memory is
// what the system counts for that process. Then how long the first page of the person's own data takes to read.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { contextFor } from '#domain/access/context.ts'
import { readOwnData } from '#domain/fulfilment/own-data/read-own-data.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { formOf } from '#testing/requests.ts'
import { openDatabase } from '../db/client.ts'
import { workerFlags } from '../launch/worker-memory.mjs'
import { openGround } from './ground.ts'

const records = Number(process.argv[2] ?? 100_000)
const ground = await openGround({ platform: true })
const { ctx } = ground
const platform = openDatabase(ground.settings.PLATFORM_DATABASE_URL ?? '', {
  max: 1,
  deadlineMs: 600_000,
  applicationName: 'bench platform',
})
await loadCalendar(ctx, calendarSchema.parse(calendar))

async function officer(name: string) {
  const email = `${name}@bench.example.kz`
  const invited = await inviteStaff(ctx, { email, fullName: 'B', roles: ['privacy-officer'], locale: 'ru' })
  if (invited.status !== 'invited') throw new Error(invited.code)
  const { staffId } = invited
  return contextFor(ctx.services, {
    actor: { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true },
    locale: 'ru',
  })
}
const [first, second] = [await officer('first'), await officer('second')]

/** A learner of the sample with so many visits to pages, each with an address of 1.9 KB. */
async function learner(visits: number, skip: number) {
  const [user] = await platform.db.execute<{ id: string; external_id: string }>(sql`
    SELECT id, external_id FROM users u WHERE EXISTS (SELECT 1 FROM web_sessions s WHERE s.user_id = u.id)
    ORDER BY id LIMIT 1 OFFSET ${skip}`)
  if (!user) throw new Error('the sample has no learner')
  for (let from = 0; from < visits; from += 10_000)
    await platform.db.execute(sql`
      INSERT INTO interactions (user_id, session_id, page, action, at)
      SELECT ${user.id}, (SELECT min(id) FROM web_sessions WHERE user_id = ${user.id}), '/courses/' || repeat(md5(n::text), 60),
        'view', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
      FROM generate_series(${from + 1}::int, ${Math.min(visits, from + 10_000)}::int) n`)
  const { external_id: externalId } = user
  await importSubjects(ctx, [{ externalId, fullName: 'B', locale: 'ru' }], 'import')
  const subjectId = (await findSubject(ctx, externalId)) ?? ''
  return { subjectId, own: contextFor(ctx.services, { actor: { kind: 'subject', subjectId }, locale: 'ru' }) }
}

const large = await learner(records, 0)
await platform.db.execute(sql`ANALYZE`)
const filed = await fileRequest(large.own, formOf('access'))
if (filed.status !== 'filed') throw new Error(filed.code)
const { reference } = filed
await takeRequestStep(first, stepSchema.parse({ reference, step: 'take' }))
const propose = { reference, step: 'propose', decision: 'fulfil', message: 'B' }
await takeRequestStep(first, stepSchema.parse(propose))

const worker = spawn(process.execPath, [...workerFlags, 'worker/main.ts'], {
  env: { ...process.env, ...ground.settings, NODE_ENV: 'production' },
  // Its log says that no server renders pages: there is none in this measurement.
  stdio: ['ignore', 'ignore', 'inherit'],
})
const megabytes = (of: 'VmRSS' | 'VmHWM') => {
  const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`${of}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
}
// What is due at its start is done first: trials of systems, measurements.
await sleep(45_000)
const before = megabytes('VmRSS')
const atStart = megabytes('VmHWM')
// The highest value is counted from here on (proc_pid_clear_refs(5)).
writeFileSync(`/proc/${worker.pid}/clear_refs`, '5')
const load = loadavg()[0]
const begun = performance.now()
await takeRequestStep(second, stepSchema.parse({ reference, step: 'approve' }))
let copy = await readPackagePreview(first, reference)
while (copy?.state !== 'ready') {
  if (copy?.state === 'stuck' || performance.now() - begun > 600_000)
    throw new Error(`the copy is ${copy?.state}: ${copy?.code}`)
  await sleep(250)
  copy = await readPackagePreview(first, reference)
}
const seconds = Math.round((performance.now() - begun) / 100) / 10
const peak = megabytes('VmHWM')
const gone = once(worker, 'exit')
worker.kill('SIGTERM')
await gone

const many = await learner(10_000, 1)
const times: number[] = []
for (let round = 0; round < 50; round++) {
  const from = performance.now()
  const page = await readOwnData(many.own, many.subjectId, { size: 30 })
  if (page.groups.length === 0 || page.failed.length > 0) throw new Error('the page is empty')
  times.push(performance.now() - from)
}
times.sort((a, b) => a - b)
const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1] ?? 0)

await closeSources(ctx.services)
await platform.close()
await ground.close()
const copied = {
  records: copy.items.reduce((sum, item) => sum + item.records, 0),
  archives: copy.parts.length,
  megabytes: Math.round(copy.parts.reduce((sum, { size }) => sum + size, 0) / 2 ** 20),
  seconds,
  workerBefore: before,
  workerPeakAtStart: atStart,
  workerPeak: peak,
  load,
}
const ownData = { records: 10_000, p50: at(0.5), p95: at(0.95), slowest: at(1) }
console.table({ 'copy (seconds, MB)': copied })
console.table({ 'first page of own data, ms': ownData })
console.log(JSON.stringify({ bench: 'copies', ...copied, ownData }))
if (records <= 100_000 && (seconds >= 60 || peak >= 300)) process.exitCode = 1
