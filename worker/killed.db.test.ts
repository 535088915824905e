import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { jobsOf } from '#testing/requests.ts'
import { testServices } from '#testing/services.ts'
import { catchMail, startWorker, until } from '#testing/worker.ts'

let database: TestDatabase
let services: Services
const children: ChildProcess[] = []

beforeAll(async () => {
  database = await testDatabase()
  services = testServices(database.app, database.appUrl)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await database.close()
})

function start(smtpPort: number, databaseUrl = database.appUrl): ChildProcess {
  const child = startWorker(services, { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, DATABASE_URL: databaseUrl })
  children.push(child)
  return child
}

it('a worker killed after the mail went out and before it said so: sent again, under the same id', async () => {
  const system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
  const person = {
    externalId: 'p-1',
    fullName: 'A',
    email: 'p1@sample.test',
    phone: null,
    locale: 'kk' as const,
  }
  await importSubjects(system, [person], 'sample')
  let victim: ChildProcess | undefined
  const server = await catchMail(0, () => {
    if (server.mails.length === 1) victim?.kill('SIGKILL')
  })
  victim = start(server.port)
  await askSignIn(contextFor(services, { actor: { kind: 'visitor' }, locale: 'kk' }), {
    email: 'p1@sample.test',
    returnTo: undefined,
  })
  await once(victim, 'exit')
  expect(server.mails).toHaveLength(1)

  const heir = start(server.port)
  await until(() => server.mails.length === 2, 25_000)
  expect(server.mails[1]?.messageId).toBe(server.mails[0]?.messageId)
  expect(server.mails[1]?.text).toBe(server.mails[0]?.text)
  // Other jobs go on failing here: there is no app to render pages.
  await until(async () => (await jobsOf({ database }, 'send-sign-in-mail')).length === 0, 60_000)

  heir.kill('SIGTERM')
  expect((await once(heir, 'exit'))[0]).toBe(0)
  expect(server.mails).toHaveLength(2)
  await server.close()
})

it('a worker does not start as the owner of the tables', async () => {
  const child = start(9, database.ownerUrl)
  expect((await once(child, 'exit'))[0]).toBe(1)
})
