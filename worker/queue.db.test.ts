import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { readQueueState } from '#platform/jobs/queue-state.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { catchMail, until } from '#testing/worker.ts'
import { runQueue } from './run-queue.ts'
import type { Task } from './task.ts'
import { resumeMailTask } from './tasks/resume-mail.ts'
import { tasks } from './tasks.ts'

let database: TestDatabase
let services: Services
let system: Context
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  database = await testDatabase()
  services = testServices(database.app, database.appUrl, { SMTP_URL: 'smtp://127.0.0.1:9' })
  system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
  const person = {
    externalId: 'p-1',
    fullName: 'Айгүл',
    email: 'p1@sample.test',
    phone: null,
    locale: 'kk' as const,
  }
  await importSubjects(system, [person], 'sample')
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => database.close())

/** A worker with one task of the test's own. */
function work(name: string, task: Task, mailer = openMailer(services.env.SMTP_URL, 'p@x.example')) {
  const queue = runQueue({ services, mailer, platform: null }, { [name]: task })
  stops.push(queue.stop)
}
const waiting = async (task: string) => {
  const rows = await database.app.db.execute<{ attempts: number; error: string | null }>(
    sql`SELECT attempts, last_error AS error FROM graphile_worker.jobs WHERE task_identifier = ${task}`,
  )
  return [...rows]
}

describe('a job', () => {
  it('of a change that was rolled back never runs; of one that was committed it does', async () => {
    const ran: unknown[] = []
    work('note', async (_tools, payload) => void ran.push(payload))
    const rolledBack = system.transaction(async (tx) => {
      await enqueue(tx, 'note', { id: 'never' })
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    await system.transaction((tx) => enqueue(tx, 'note', { id: 'always' }))
    await until(() => ran.length > 0)
    expect(ran).toEqual([{ id: 'always' }])
    expect(await waiting('note')).toEqual([])
  })

  it('that fails is kept with its reason and tried again later', async () => {
    let attempts = 0
    work('stumble', async () => {
      attempts += 1
      if (attempts === 1) throw new Error('not yet')
    })
    await system.transaction((tx) => enqueue(tx, 'stumble', {}))
    await until(async () => (await waiting('stumble'))[0]?.error === 'not yet')
    expect((await readQueueState(database.app)).failing).toBe(1)
    await until(() => attempts === 2)
    await until(async () => (await waiting('stumble')).length === 0)
  })

  it('that is keyed by its own name runs once at a time: the next waits for the end of the one before', async () => {
    const ends: (() => void)[] = []
    const ended = () => new Promise<void>((end) => ends.push(end))
    const mailer = openMailer(services.env.SMTP_URL, 'p@x.example')
    const queue = runQueue(
      { services, mailer, platform: null },
      { 'one-by-one': ended, 'side-by-side': ended },
    )
    stops.push(queue.stop)
    const add = (task: string, key?: string) => system.transaction((tx) => enqueue(tx, task, {}, { key }))
    await add('one-by-one', 'one-by-one')
    await until(() => ends.length === 1)
    await add('one-by-one', 'one-by-one')
    // When a later job has begun, the earlier one was passed over.
    await add('side-by-side')
    await until(() => ends.length === 2)
    expect((await waiting('one-by-one')).map(({ attempts }) => attempts).sort()).toEqual([0, 25])
    ends[0]?.()
    await until(() => ends.length === 3)
    for (const end of ends) end()
    await until(async () => (await waiting('one-by-one')).length === 0)
  })

  it('out of attempts stays where it can be seen', async () => {
    await system.transaction((tx) => enqueue(tx, 'hopeless', {}))
    await database.owner.db.execute(
      sql`SELECT graphile_worker.permanently_fail_jobs(ARRAY(SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'hopeless'), 'no')`,
    )
    const { dead } = await readQueueState(database.app)
    expect(dead).toMatchObject([{ task: 'hopeless', lastError: 'no' }])
  })
})

describe('mail', () => {
  it('that the server cannot take now delays nothing, and goes out with the same id when it can', async () => {
    const server = await catchMail()
    const { port } = server
    await server.close()
    const mailer = openMailer(`smtp://127.0.0.1:${port}`, 'p@x.example')
    const tools = { services, mailer, platform: null }
    const queue = runQueue(tools, tasks)
    stops.push(queue.stop)

    const visitor = contextFor(services, { actor: { kind: 'visitor' }, locale: 'ru' })
    expect(await askSignIn(visitor, { email: 'p1@sample.test', returnTo: undefined })).toMatchObject({
      status: 'asked',
    })
    await until(async () => (await database.owner.db.select().from(undeliveredMail)).length === 1)
    await until(async () => (await waiting('send-sign-in-mail')).length === 0)

    const back = await catchMail(port)
    stops.push(back.close)
    await resumeMailTask(tools, {}, { id: '1', attempt: 1, signal: AbortSignal.timeout(1) })
    await until(() => back.mails.length === 1, 15_000)
    await until(async () => (await database.owner.db.select().from(undeliveredMail)).length === 0)
    expect(back.mails[0]?.to?.[0]?.address).toBe('p1@sample.test')
  })

  it('to an unknown address is not sent, and its job is done', async () => {
    const server = await catchMail()
    stops.push(server.close)
    const sendSignInMail = tasks['send-sign-in-mail']
    if (!sendSignInMail) throw new Error('no such task')
    work('send-sign-in-mail', sendSignInMail, openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example'))
    const visitor = contextFor(services, { actor: { kind: 'visitor' }, locale: 'ru' })
    await askSignIn(visitor, { email: 'nobody@sample.test', returnTo: undefined })
    await until(async () => (await waiting('send-sign-in-mail')).length === 0)
    expect(server.mails).toEqual([])
  })
})
