import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMailer } from '#platform/mail/send-mail.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { jobsOf } from '#testing/requests.ts'
import { type CatchingServer, catchMail } from '#testing/worker.ts'
import type { Tools } from './task.ts'
import { tasks } from './tasks.ts'

let portal: ConsentPortal
let server: CatchingServer
let tools: Tools
beforeAll(async () => {
  portal = await consentPortal(12)
  server = await catchMail()
  const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  tools = { services: portal.services, mailer, platform: null }
})
afterAll(async () => {
  tools.mailer.close()
  await server.close()
  await portal.close()
})

const run = async (task: string, payload: unknown = {}) =>
  tasks[task]?.(tools, payload, { id: '1', attempt: 1, signal: AbortSignal.timeout(5000) })

it('a person is told once, in their language, of what ends, and then it ends', async () => {
  const { subjectId, email } = await portal.addPerson({ locale: 'ru' })
  const ctx = portal.subject(subjectId)
  await decide(ctx, subjectId, { decision: 'granted' })
  await decide(ctx, subjectId, { decision: 'granted', purpose: 'improvement' })
  portal.passTime(340 * 86_400_000)
  await run('remind-before-expiry')
  await run('remind-before-expiry')
  const jobs = await portal.database.owner.db.execute<{ payload: object }>(
    sql`SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'send-term-reminder'`,
  )
  expect(jobs).toHaveLength(1)
  await run('send-term-reminder', jobs[0]?.payload)
  await run('send-term-reminder', jobs[0]?.payload)
  const [mail, again] = server.mails
  expect(mail?.to?.[0]?.address).toBe(email)
  expect(mail?.subject).toBe('Срок 2\u00A0ваших согласий скоро истекает')
  // Both by the title of their text, which is the same in these tests.
  expect(mail?.text?.match(/^first: до /gm)).toHaveLength(2)
  expect(mail?.text).toContain('/ru/my/choices#choice-analytics')
  expect(again?.messageId).toBe(mail?.messageId)

  portal.passTime(30 * 86_400_000)
  await run('send-term-reminder', jobs[0]?.payload)
  await run('expire-consents')
  await run('expire-consents')
  await run('send-term-reminder', jobs[0]?.payload)
  expect(server.mails.length).toBeLessThanOrEqual(3)
  const [count] = await portal.database.owner.db.execute<{ n: string }>(
    sql`SELECT count(*) AS n FROM consent_event WHERE origin = 'term' AND actor_kind = 'system'`,
  )
  expect(Number(count?.n)).toBe(2)

  server.mails.length = 0
  const over = await jobsOf(portal, 'send-term-over')
  expect(over).toHaveLength(1)
  await run('send-term-over', over[0]?.payload)
  await run('send-term-over', over[0]?.payload)
  const [told, repeated] = server.mails
  expect(told?.to?.[0]?.address).toBe(email)
  expect(told?.subject).toBe('Срок 2\u00A0ваших согласий истёк')
  expect(told?.text).toMatch(/first: до .*first: до .*\/ru\/my\/choices#choice-analytics/s)
  expect(repeated?.messageId).toBe(told?.messageId)
  await decide(ctx, subjectId, { decision: 'granted' })
  await decide(ctx, subjectId, { decision: 'withdrawn', purpose: 'improvement' })
  await run('send-term-over', over[0]?.payload)
  expect(server.mails).toHaveLength(2)
})

it('a consent that had ended before it was imported is no news', async () => {
  const { subjectId } = await portal.addPerson({ locale: 'ru' })
  const earlier = (await jobsOf(portal, 'send-term-over')).length
  await decide(portal.subject(subjectId), subjectId, { decision: 'granted' })
  await portal.database.owner.db.execute(sql`
    UPDATE consent_state SET expires_at = recorded_at - interval '1 day' WHERE subject_id = ${subjectId};`)
  await portal.database.owner.db.execute(sql`
    UPDATE consent_event SET expires_at = recorded_at - interval '1 day' WHERE subject_id = ${subjectId};`)
  await run('expire-consents')
  expect(await jobsOf(portal, 'send-term-over')).toHaveLength(earlier)
})
