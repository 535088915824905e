import { randomUUID } from 'node:crypto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { readKeyEpochs } from '#domain/people/key-epochs/read-key-epochs.ts'
import { beat } from '#platform/heartbeat.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { readPortalHealth } from './read-portal-health.ts'

const { signal } = new AbortController()
let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

test('says what stands: worker, jobs, keys, seals, erasures', async () => {
  const { ctx } = await staffContext(portal, ['administrator'])
  const { person, filed } = await addRequest(portal, 'erasure/wish')
  const before = await readPortalHealth(ctx)
  expect(before).toMatchObject({
    workerSeenSeconds: null,
    queue: { givenUp: [], failedRuns: [] },
    keyFault: null,
    sealDelaySeconds: null,
    stuckErasures: 0,
  })
  expect(before.disks[0]?.totalBytes).toBeGreaterThan(0)

  await beat(portal.database.app, 'worker')
  for (const _ of [1, 2])
    await portal.system.transaction((tx) => enqueue(tx, 'send-webhooks', { endpointId: randomUUID() }))
  const { owner } = portal.database
  await owner.db.execute(sql`UPDATE graphile_worker._private_jobs j SET attempts = max_attempts, last_error = 'secret@example.kz'
    FROM graphile_worker._private_tasks t WHERE t.id = j.task_id AND t.identifier = 'send-webhooks'`)
  const requestId = await owner.db.execute<{ id: string }>(
    sql`SELECT request_id AS id FROM request WHERE reference = ${filed.reference}`,
  )
  for (const state of ['stuck', 'waiting'])
    await owner.db.execute(sql`INSERT INTO erasure_run (subject_id, request_id, state, starts_at, planned, try_at, created_at)
      VALUES (${person.subjectId}, ${requestId[0]?.id ?? ''}, ${state}, now(), '{}', now(), now())
      ON CONFLICT DO NOTHING`)
  const after = await readPortalHealth(ctx)
  expect(after.workerSeenSeconds).toBeLessThan(60)
  expect(after.queue.givenUp).toEqual([{ task: 'send-webhooks', count: 2 }])
  expect(after.stuckErasures).toBe(1)
  expect(JSON.stringify(after)).not.toContain('secret@')
})

test('finds that a key file is gone while the portal still runs with it', async () => {
  const { ctx } = await staffContext(portal, ['security-officer'])
  const { keysDir } = portal.services.env
  const [file, away] = [join(keysDir, 'master', 'v1.key'), join(keysDir, 'away.key')]
  renameSync(file, away)
  expect((await readPortalHealth(ctx)).keyFault).toContain('master')
  renameSync(away, file)
  expect((await readPortalHealth(ctx)).keyFault).toBeNull()
})

test('says that an older master key should have been destroyed, as the doctor does', async () => {
  const { ctx } = await staffContext(portal, ['administrator'])
  await keepKeyEpochs(portal.system, { signal })
  expect((await readPortalHealth(ctx)).keyEpochs).toMatchObject({ faults: [], epochs: [{ current: true }] })
  await keepKeyEpochs(portal.system, { rotate: true, signal })
  portal.passTime(8 * 86_400_000)
  expect((await readPortalHealth(ctx)).keyEpochs.faults).toContain('not-destroyed')
  expect((await readKeyEpochs(portal.system)).faults).toEqual((await readPortalHealth(ctx)).keyEpochs.faults)
  await keepKeyEpochs(portal.system, { signal })
  expect((await readPortalHealth(ctx)).keyEpochs.faults).toEqual([])
})

test('auditor, security officer and administrator read it; support and officers do not', async () => {
  for (const role of ['auditor', 'security-officer', 'administrator'] as const)
    await expect(readPortalHealth((await staffContext(portal, [role])).ctx)).resolves.toBeDefined()
  for (const role of ['support', 'privacy-officer'] as const)
    await expect(readPortalHealth((await staffContext(portal, [role])).ctx)).rejects.toThrow(Denied)
})
