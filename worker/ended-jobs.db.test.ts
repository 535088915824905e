import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Context, contextFor } from '#domain/access/context.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { openLease } from '#platform/jobs/leases.ts'
import { purgeEndedJobs, readQueueState } from '#platform/jobs/queue-state.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { until } from '#testing/worker.ts'

let database: TestDatabase
let system: Context
beforeAll(async () => {
  database = await testDatabase()
  const services = testServices(database.app, database.appUrl)
  system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
})
beforeEach(() => execute(sql`DELETE FROM graphile_worker._private_jobs`))
afterAll(() => database.close())

const execute = async (statement: ReturnType<typeof sql>) => [
  ...(await database.owner.db.execute<{ id: string; task: string; attempts: number }>(statement)),
]
const add = (task: string, key?: string) =>
  system.transaction((tx) => enqueue(tx, task, {}, key === undefined ? {} : { key }))
/** A worker that is gone takes every job that waits, as it did before its end. */
const takenByDead = () =>
  execute(sql`UPDATE graphile_worker._private_jobs
    SET attempts = attempts + 1, locked_by = 'dead-worker', locked_at = now() - interval '1 minute'
    WHERE is_available`)
const schedule = (task: string) =>
  execute(
    sql`SELECT graphile_worker.add_job(${task}, '{"_cron":{"ts":"x"}}', job_key := ${task}, max_attempts := 1)`,
  )
const jobs = () =>
  execute(sql`SELECT j.id, t.identifier AS task, j.attempts FROM graphile_worker._private_jobs j
    JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY j.id`)

async function freeTheDead() {
  const { log } = system.services
  const onFreed = () => purgeEndedJobs(database.app)
  const lease = openLease(database.appUrl, log, { graceMs: 1000, beatMs: 20, onFreed })
  await until(async () => {
    const held = await execute(
      sql`SELECT id FROM graphile_worker._private_jobs WHERE locked_by = 'dead-worker'`,
    )
    return held.length === 0
  })
  await lease.close()
}

test('jobs that a killed worker left are tried again, and none of them looks given up', async () => {
  await add('send-webhooks', 'webhook:1')
  await add('send-request-mail')
  await schedule('run-request-deadlines')
  await takenByDead()
  // While they ran, newer ones with the same keys came.
  await add('send-webhooks', 'webhook:1')
  await schedule('run-request-deadlines')
  expect((await readQueueState(database.app)).dead).toEqual([])
  await freeTheDead()
  expect((await jobs()).map(({ task, attempts }) => [task, attempts])).toEqual([
    ['send-request-mail', 1],
    ['send-webhooks', 0],
    ['run-request-deadlines', 0],
  ])
  expect(await readQueueState(database.app)).toMatchObject({ dead: [], failedRuns: [] })
})

test('twenty kills leave nothing in the list of what was given up', async () => {
  for (let kill = 0; kill < 20; kill++) {
    await add('send-webhooks', 'webhook:1')
    await schedule('run-request-deadlines')
    await takenByDead()
  }
  await freeTheDead()
  expect((await readQueueState(database.app)).dead).toEqual([])
  expect((await jobs()).filter(({ task }) => task === 'send-webhooks')).toHaveLength(1)
})

test('a job out of tries is listed, and a failed run of the schedule until the next one', async () => {
  await add('hopeless')
  await schedule('verify-projection')
  await execute(sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'no'`)
  await purgeEndedJobs(database.app)
  expect(await readQueueState(database.app)).toMatchObject({
    dead: [{ task: 'hopeless', lastError: 'no' }],
    failedRuns: [{ task: 'verify-projection', lastError: 'no' }],
  })
  await schedule('verify-projection')
  await purgeEndedJobs(database.app)
  expect((await readQueueState(database.app)).failedRuns).toEqual([])
  expect((await jobs()).map(({ task }) => task)).toEqual(['hopeless', 'verify-projection'])
})

test('a replaced job that fails is not given up either', async () => {
  await add('send-webhooks', 'webhook:1')
  await takenByDead()
  await add('send-webhooks', 'webhook:1')
  await execute(sql`UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL, last_error = 'no'
    WHERE locked_by IS NOT NULL`)
  expect((await readQueueState(database.app)).dead).toEqual([])
  await purgeEndedJobs(database.app)
  expect(await jobs()).toHaveLength(1)
})
