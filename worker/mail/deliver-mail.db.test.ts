import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { retryUndelivered } from '#domain/integrations/mail/retry-undelivered.ts'
import { type Mailer, openMailer } from '#platform/mail/send-mail.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal } from '#testing/requests.ts'
import { type CatchingServer, catchMail } from '#testing/worker.ts'
import { tasks } from '../tasks.ts'

const minute = 60_000
const day = 1440 * minute
let portal: TestPortal
let server: CatchingServer
let mailer: Mailer
beforeAll(async () => {
  portal = await requestPortal()
})
beforeEach(async () => {
  await server?.close()
  server = await catchMail()
  mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  await portal.database.owner.db.delete(undeliveredMail)
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
})
afterAll(async () => {
  await server.close()
  await portal.close()
})

async function run(task: string, payload: unknown, attempt = 1) {
  const handler = tasks[task]
  if (!handler) throw new Error(`no task ${task}`)
  const tools = { services: portal.services, mailer, platform: null }
  await handler(tools, payload, { id: '1', attempt, signal: AbortSignal.timeout(10_000) })
}

/** An email about a request; the contents of its job. */
async function newMail() {
  await addRequest(portal, 'access')
  return (await jobsOf(portal, 'send-request-mail')).at(-1)?.payload
}

/** What a minute of the worker does with kept mail. */
async function aMinute() {
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
  await run('resume-mail', {})
  const retries = await jobsOf(portal, 'retry-mail')
  for (const { payload } of retries) await run('retry-mail', payload)
  return retries.length
}

const kept = () => portal.database.owner.db.select().from(undeliveredMail)

test('a message that is put off is tried again by itself when its pause is over, others are sent', async () => {
  server.answers.recipient = '451 4.7.1 greylisted'
  const first = await newMail()
  await run('send-request-mail', first)
  expect(await kept()).toMatchObject([
    { state: 'deferred', reason: 'put-off', code: '451 4.7.1', tries: 1, task: 'send-request-mail' },
  ])
  server.answers.recipient = null
  await run('send-request-mail', await newMail())
  expect(server.mails).toHaveLength(1)
  portal.passTime(4 * minute)
  expect(await aMinute()).toBe(0)
  portal.passTime(minute)
  expect(await aMinute()).toBe(1)
  expect(server.mails).toHaveLength(2)
  expect(await kept()).toEqual([])
})

test('a message that is put off for days is given up, on record, and sent again by staff', async () => {
  server.answers.recipient = '452 4.2.2 over quota'
  const began = portal.services.clock.now().getTime()
  await run('send-request-mail', await newMail())
  let [mail] = await kept()
  while (mail?.state === 'deferred' && mail.nextTryAt) {
    portal.passTime(mail.nextTryAt.getTime() - portal.services.clock.now().getTime())
    expect(await aMinute()).toBe(1)
    mail = (await kept())[0]
  }
  expect(mail).toMatchObject({ state: 'given-up', reason: 'mailbox-full', tries: 16, nextTryAt: null })
  const days = ((mail?.lastTriedAt.getTime() ?? 0) - began) / day
  expect(Math.floor(days)).toBe(4)
  portal.passTime(day)
  expect(await aMinute()).toBe(0)
  expect((await portal.audit()).filter(({ action }) => action === 'mail.give-up')).toMatchObject([
    { reason: 'mailbox-full', actorKind: 'system' },
  ])

  server.answers.recipient = null
  expect(await retryUndelivered(portal.system, { mailId: mail?.mailId })).toBe(1)
  for (const { payload } of await jobsOf(portal, 'retry-mail')) await run('retry-mail', payload)
  expect(server.mails).toHaveLength(1)
  expect(await kept()).toEqual([])
})

test('a message that is refused is given up at once', async () => {
  server.answers.recipient = '550 5.1.1 no such user'
  await run('send-request-mail', await newMail())
  expect(await kept()).toMatchObject([{ state: 'given-up', reason: 'unknown-address', tries: 1 }])
})

test('a server that takes no mail stops all messages and costs none of their tries', async () => {
  server.answers.sender = '451 4.3.2 not now'
  const payloads = [await newMail(), await newMail(), await newMail()]
  for (const payload of payloads) await run('send-request-mail', payload)
  // After the first failure the server is not asked again.
  expect(server.senders).toBe(1)
  for (let minutes = 0; minutes < 5; minutes++) {
    portal.passTime(minute)
    await aMinute()
  }
  expect(await kept()).toMatchObject(payloads.map(() => ({ state: 'waiting', tries: 0 })))
  // Each minute one of them asks for all.
  expect(server.senders).toBe(6)
  server.answers.sender = null
  portal.passTime(minute)
  await aMinute()
  expect(server.mails).toHaveLength(3)
  expect(await kept()).toEqual([])
})

test('an absent server is not waited for by each message, and they go out when it is back', async () => {
  const { port } = server
  const payload = await newMail()
  await server.close()
  await run('send-request-mail', payload)
  expect(await kept()).toMatchObject([{ state: 'waiting', reason: 'server-away', tries: 0 }])
  portal.passTime(7 * day)
  expect(await aMinute()).toBe(0)
  server = await catchMail(port)
  expect(await aMinute()).toBe(1)
  expect(server.mails).toHaveLength(1)
})

test('a mail server that is away for an hour costs no message, and what it takes twice has one Message-ID', async () => {
  const { port } = server
  await server.close()
  const asked: string[] = []
  for (let minutes = 0; minutes < 60; minutes += 5) {
    const { person } = await addRequest(portal, 'access')
    asked.push(person.email)
    await run('send-request-mail', (await jobsOf(portal, 'send-request-mail')).at(-1)?.payload)
    portal.passTime(5 * minute)
    await aMinute()
  }
  expect(await kept()).toMatchObject(asked.map(() => ({ state: 'waiting', tries: 0 })))

  // It is back, and its first answers are lost: the portal must believe that those mails were not taken.
  let lost = 0
  server = await catchMail(port, () => {
    if (++lost <= 5) throw new Error('the answer is lost')
  })
  for (let minutes = 0; minutes < 10; minutes++) {
    portal.passTime(minute)
    await aMinute()
  }
  expect(await kept()).toEqual([])
  const copies = Map.groupBy(server.mails, ({ to }) => to?.[0]?.address)
  expect([...copies.keys()].sort()).toEqual(asked.sort())
  expect([...copies.values()].filter((mails) => mails.length > 1)).toHaveLength(5)
  for (const mails of copies.values()) expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1)
  expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(asked.length)
})

test('a job that runs again after a crash keeps one message, and forgets it when it was sent', async () => {
  const payload = await newMail()
  server.answers.recipient = '451 4.7.1 greylisted'
  await run('send-request-mail', payload)
  await run('send-request-mail', payload, 2)
  expect(await kept()).toMatchObject([{ tries: 2 }])
  server.answers.recipient = null
  await run('send-request-mail', payload, 3)
  expect(await kept()).toEqual([])
})

test('a fault of the portal is the queue’s, not the mail server’s', async () => {
  await expect(run('send-request-mail', { nonsense: true })).rejects.toThrow()
  expect(await kept()).toEqual([])
})
