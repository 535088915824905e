import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approveDraft } from '#domain/policy/drafts/approve-draft.ts'
import { aheadOfDatabaseMs } from '#platform/clock.ts'
import { followClock } from '#platform/jobs/queue-clock.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { portalOver } from '#testing/people.ts'
import { addPolicyStaff, openDraft, proposeChange } from '#testing/policy-drafts.ts'
import { startWorker, until } from '#testing/worker.ts'

const DAY = 86_400_000
/** Until midnight in Almaty, for the worker to start in. */
const startsMs = 15_000
const withinMs = 2000

let portal: ConsentPortal
const children: ChildProcess[] = []
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await portal.close()
})

/** The front and the API of one instance, as a process of its own. */
async function startInstance(env: Record<string, string>) {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const port = (probe.address() as { port: number }).port
  probe.close()
  const file = new URL('../bench/api-server.ts', import.meta.url).pathname
  const own = { NODE_ENV: 'production' as const, PORT: String(port), APP_URL: `http://localhost:${port}` }
  children.push(spawn(process.execPath, [file], { env: { ...env, ...own }, stdio: 'ignore' }))
  return async () => {
    const answer = await fetch(`http://localhost:${port}/api/v1/policy?locale=ru`).catch(() => null)
    return answer?.ok ? ((await answer.json()) as { version: number }).version : null
  }
}

test('a version that two officers approved is the policy of every instance within 2 s of its date, and not before', async () => {
  const { officer, second } = await addPolicyStaff(portal)
  const { env } = portal.services
  const { DATABASE_URL, SMTP_URL, AUTH_SECRET, SNAPSHOT_TOKEN } = env
  const shared = { DATABASE_URL, SMTP_URL, AUTH_SECRET, SNAPSHOT_TOKEN, PORTAL_SAMPLE_DATA: '1' }
  const own = { PORTAL_RATE_LIMITS: 'off', PORTAL_KEYS_DIR: env.keysDir, PORTAL_DATA_DIR: env.dataDir }
  // Their clocks stay where they are: which version is in force is what the database says.
  const instances = [await startInstance({ ...shared, ...own }), await startInstance({ ...shared, ...own })]
  await until(
    async () => (await Promise.all(instances.map((versionOf) => versionOf()))).every((one) => one === 1),
    60_000,
  )

  // The same portal shortly before midnight.
  const late = portalOver(portal.database, env.keysDir)
  const tomorrow = almatyDate(new Date(Date.now() + DAY))
  late.moveClock(Math.floor((almatyInstant(tomorrow).getTime() - startsMs - Date.now()) / 1000) * 1000)
  const aheadMs = aheadOfDatabaseMs(late.services.clock)
  const midnight = almatyInstant(tomorrow).getTime() - aheadMs
  await followClock(portal.database.app, late.services.clock, [])
  children.push(startWorker(late.services, { PORTAL_CLOCK_OFFSET: String(aheadMs / 1000) }))
  await proposeChange(late.as(officer.actor), { item: 'data.learning', body: 'new', effectiveOn: tomorrow })
  const { sha256 } = await openDraft(late.as(second.actor))
  expect(await approveDraft(late.as(second.actor), { sha256 })).toEqual({ status: 'done' })

  const seen: { before: boolean; lateMs: number }[] = await Promise.all(
    instances.map(async (versionOf) => {
      let before = false
      for (const until = midnight + 30_000; Date.now() < until; await sleep(50)) {
        const asked = Date.now()
        const version = await versionOf()
        if (version === 1) before ||= asked < midnight
        if (version === 2) return { before, lateMs: asked - midnight }
      }
      return { before, lateMs: Number.POSITIVE_INFINITY }
    }),
  )
  for (const one of seen) {
    // The old one was asked for until then, so that the measurement means something.
    expect(one.before).toBe(true)
    expect(one.lateMs).toBeGreaterThanOrEqual(0)
    expect(one.lateMs).toBeLessThanOrEqual(withinMs)
  }
}, 120_000)
