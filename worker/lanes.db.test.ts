import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile } from '#testing/http-source.ts'
import type { TestPortal } from '#testing/people.ts'
import { type CatchingServer, catchMail, until } from '#testing/worker.ts'
import { runLanes } from './run-lanes.ts'
import type { Queue } from './run-queue.ts'
import { lanes } from './tasks.ts'

let portal: TestPortal
let platform: TestDatabase
let smtp: CatchingServer
let queue: Queue
/** A system that takes every request and never answers. */
const hanging = { server: createServer(() => void hanging.asked++), asked: 0 }

beforeAll(async () => {
  hanging.server.listen(0, '127.0.0.1')
  await once(hanging.server, 'listening')
  const { port } = hanging.server.address() as AddressInfo
  const crm = crmSettings(`http://127.0.0.1:${port}`, Buffer.alloc(32, 7))
  ;({ portal, platform } = await portalWithPlatform({ HTTP_SOURCES_FILE: httpSourcesFile(crm) }))
  smtp = await catchMail()
})
afterAll(async () => {
  hanging.server.closeAllConnections()
  await queue?.stop()
  await closeSources(portal.services)
  await Promise.all([smtp.close(), portal.close(), platform.close()])
  hanging.server.close()
})

const jobs = async (task: string) => {
  const rows = await portal.database.owner.db.execute<{ attempts: number }>(
    sql`SELECT attempts FROM graphile_worker.jobs WHERE task_identifier = ${task} ORDER BY id`,
  )
  return rows.map(({ attempts }) => attempts)
}
const add = (task: string, payload: Parameters<typeof enqueue>[2] = {}) =>
  portal.system.transaction((tx) => enqueue(tx, task, payload))

test('systems that hang hold up every slow job that follows, and no mail, choice or step of a request', async () => {
  const { subjectId, email } = await portal.addPerson({ locale: 'kk' })
  const { concurrency } = lanes.slow
  for (let n = 0; n <= concurrency; n++) await add('check-sources')
  const mailer = openMailer(`smtp://127.0.0.1:${smtp.port}`, 'Portal <portal@sample.test>')
  queue = runLanes({ services: portal.services, mailer, platform: platform.owner }, { crontab: '' })
  await until(() => hanging.asked === concurrency)

  await askSignIn(portal.visitor, { email, returnTo: undefined })
  for (const task of ['sync-preferences', 'run-request-deadlines', 'carry-profile'])
    await add(task, { subjectIds: [subjectId], subjectId, fields: [] })
  await until(async () => {
    const waiting = ['send-sign-in-mail', 'sync-preferences', 'run-request-deadlines', 'carry-profile']
    return (await Promise.all(waiting.map(jobs))).flat().length === 0
  })
  expect(smtp.mails.map(({ to }) => to?.[0]?.address)).toEqual([email])
  // What was asked of the slow lane before all of this has not begun.
  expect(hanging.asked).toBe(concurrency)
  expect((await jobs('check-sources')).at(-1)).toBe(0)
  mailer.close()
})
