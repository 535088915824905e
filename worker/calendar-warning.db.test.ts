import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMailer } from '#platform/mail/send-mail.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { type CatchingServer, catchMail } from '#testing/worker.ts'
import { scheduledTasks } from './crontab.ts'
import { tasks } from './tasks.ts'

let portal: TestPortal
let server: CatchingServer
beforeAll(async () => {
  portal = await requestPortal()
  server = await catchMail()
})
afterAll(async () => {
  await server.close()
  await portal.close()
})

async function run(task: string, payload: unknown = {}) {
  const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  const tools = { services: portal.services, mailer, platform: null }
  await tasks[task]?.(tools, payload, { id: '1', attempt: 1, signal: AbortSignal.timeout(5000) })
  mailer.close()
}

test('in December the worker mails an administrator what a missing table does to deadlines, the same at every attempt', async () => {
  expect(scheduledTasks).toContain('warn-of-calendar')
  const { email } = await staffContext(portal, ['administrator'])
  portal.passTime(Date.parse('2027-12-01T04:00:00Z') - portal.services.clock.now().getTime())
  await run('warn-of-calendar')
  await run('warn-of-calendar')
  const jobs = await jobsOf(portal, 'send-calendar-warning')
  expect(jobs.map(({ payload }) => payload.year).sort()).toEqual([2027, 2028])
  const missing = jobs.find(({ payload }) => payload.year === 2028)
  await run('send-calendar-warning', missing?.payload)
  await run('send-calendar-warning', missing?.payload)
  const [mail, again] = server.mails
  expect(mail?.to?.[0]?.address).toBe(email)
  expect(mail?.subject).toMatch(/2028/)
  expect(mail?.text).toMatch(/\/(ru|kk|en)\/staff\/calendar\?year=2028/)
  expect(again?.messageId).toBe(mail?.messageId)
})
