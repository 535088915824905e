import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { type Mailer, openMailer } from '#platform/mail/send-mail.ts'
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
let mailer: Mailer
let queue: Queue
const reader = 'reader@sample.test'
/** Until then the mail server does not answer to a letter for `reader`. */
const answered = Promise.withResolvers<void>()
/** A system that takes every request and never answers. */
const hanging = { server: createServer(() => void hanging.asked++), asked: 0 }

beforeAll(async () => {
  hanging.server.listen(0, '127.0.0.1')
  await once(hanging.server, 'listening')
  const { port } = hanging.server.address() as AddressInfo
  const crm = crmSettings(`http://127.0.0.1:${port}`, Buffer.alloc(32, 7))
  ;({ portal, platform } = await portalWithPlatform({ HTTP_SOURCES_FILE: httpSourcesFile(crm) }))
  smtp = await catchMail(0, ({ to }) => (to?.[0]?.address === reader ? answered.promise : undefined))
  mailer = openMailer(`smtp://127.0.0.1:${smtp.port}`, 'Portal <portal@sample.test>')
  queue = runLanes({ services: portal.services, mailer, platform: platform.owner }, { crontab: '' })
})
afterAll(async () => {
  answered.resolve()
  hanging.server.closeAllConnections()
  await queue?.stop()
  mailer?.close()
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
function publishPolicy() {
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const clauses = [{ id: 'data.learning', title: 'L', body: 'B' }]
  const text = { title: 'P', introduction: 'I', parts: [{ id: 'data', title: 'D', clauses }] }
  const dates = { lastUpdatedOn: '2026-11-29', effectiveOn: '2026-11-29', material: true }
  const summary = { kk: 's', ru: 's', en: 's' }
  return publishVersion(owner, { version: 1, ...dates, summary, texts: { kk: text, ru: text, en: text } })
}

test('systems that hang hold up every slow job that follows, and no mail, choice, step of a request or public page', async () => {
  const { subjectId, email } = await portal.addPerson({ locale: 'kk' })
  const { concurrency } = lanes.slow
  for (let n = 0; n <= concurrency; n++) await add('check-sources')
  await until(() => hanging.asked === concurrency)

  await askSignIn(portal.visitor, { email, returnTo: undefined })
  for (const task of ['sync-preferences', 'run-request-deadlines', 'carry-profile'])
    await add(task, { subjectIds: [subjectId], subjectId, fields: [] })
  await add('render-snapshots')
  await until(async () => !(await jobs('render-snapshots')).includes(0), 5000)
  await until(async () => {
    const waiting = ['send-sign-in-mail', 'sync-preferences', 'run-request-deadlines', 'carry-profile']
    return (await Promise.all(waiting.map(jobs))).flat().length === 0
  })
  expect(smtp.mails.map(({ to }) => to?.[0]?.address)).toEqual([email])
  // What was asked of the slow lane before all of this has not begun.
  expect(hanging.asked).toBe(concurrency)
  expect((await jobs('check-sources')).at(-1)).toBe(0)
})

test('a sign-in code does not wait for letters about the policy to the whole population', async () => {
  const { subjectId } = await portal.addPerson({ email: reader })
  const { email } = await portal.addPerson()
  await publishPolicy()
  const letters = lanes.quick.concurrency * 3
  for (let n = 0; n < letters; n++) await add('send-policy-mail', { version: '1', subjectId })
  const sent = (address: string) => smtp.mails.filter(({ to }) => to?.[0]?.address === address).length
  await until(() => sent(reader) > 1)

  await askSignIn(portal.visitor, { email, returnTo: undefined })
  await until(() => sent(email) === 1, 5000)
  expect(sent(reader)).toBe(lanes.bulk.concurrency)
  answered.resolve()
  await until(() => sent(reader) === letters)
})
