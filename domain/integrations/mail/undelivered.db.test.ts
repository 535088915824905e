import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { Denied } from '#domain/access/permissions.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import type { MailFailure } from '#platform/mail/mail-failure.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { keepUndelivered } from './keep-undelivered.ts'
import { listUndelivered } from './list-undelivered.ts'
import { type MailJob, mailIdOf } from './mail-id.ts'
import { releaseUndelivered } from './release-undelivered.ts'
import { retryUndelivered } from './retry-undelivered.ts'

const refused: MailFailure = { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' }
const putOff: MailFailure = { kind: 'later', reason: 'put-off', code: '451 4.7.1' }
const away: MailFailure = { kind: 'server', reason: 'server-away', code: 'ECONNECTION' }
const job = (verificationId: string): MailJob => ({ task: 'send-sign-in-mail', payload: { verificationId } })

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
beforeEach(() => portal.database.owner.db.delete(undeliveredMail))
afterAll(() => portal.close())

test('a message has one id at every try, and another message another', () => {
  expect(mailIdOf({ task: 'a', payload: { x: 1, y: 2 } })).toBe(
    mailIdOf({ task: 'a', payload: { y: 2, x: 1 } }),
  )
  const ids = [job('1'), job('2'), { ...job('1'), task: 'other' }].map(mailIdOf)
  expect(new Set(ids).size).toBe(3)
  expect(ids[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
})

test('staff see what was given up and why, with the reference, and nothing of its recipient', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  const payload = (await jobsOf(portal, 'send-request-mail')).at(-1)?.payload ?? {}
  await keepUndelivered(portal.system, { task: 'send-request-mail', payload }, refused)
  await keepUndelivered(portal.system, job('1'), away)
  await keepUndelivered(portal.system, job('2'), putOff)
  const { ctx } = await staffContext(portal, ['privacy-officer'])
  const list = await listUndelivered(ctx)
  expect(list.givenUp).toMatchObject([
    { task: 'send-request-mail', reason: 'unknown-address', code: '550 5.1.1', reference, nextTryAt: null },
  ])
  expect(list.waiting.map(({ state, tries }) => [state, tries]).toSorted()).toEqual([
    ['deferred', 1],
    ['waiting', 0],
  ])
  expect(list.count).toEqual({ waiting: 1, deferred: 1, 'given-up': 1 })
  expect(JSON.stringify(list)).not.toContain(person.email)
  expect(JSON.stringify(list)).not.toContain(person.subjectId)
})

test('a message is sent again once, on record, by those who may', async () => {
  await keepUndelivered(portal.system, job('1'), refused)
  await keepUndelivered(portal.system, job('2'), refused)
  await keepUndelivered(portal.system, job('3'), putOff)
  const mailId = mailIdOf(job('1'))
  for (const role of ['support', 'auditor', 'security-officer'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(retryUndelivered(ctx, { mailId })).rejects.toThrow(Denied)
  }
  const { ctx, staffId } = await staffContext(portal, ['administrator'])
  expect(await retryUndelivered(ctx, { mailId })).toBe(1)
  expect(await retryUndelivered(ctx, { mailId })).toBe(0)
  expect(await retryUndelivered(ctx, {})).toBe(1)
  const jobs = await jobsOf(portal, 'retry-mail')
  expect(jobs.map(({ payload }) => payload.mailId)).toEqual([mailId, mailIdOf(job('2'))])
  const records = (await portal.audit()).filter(({ action }) => action === 'mail.retry')
  expect(records.map(({ actorId }) => actorId)).toEqual([staffId, staffId])
  expect((await listUndelivered(ctx)).count).toEqual({ waiting: 2, deferred: 1, 'given-up': 0 })
  // Its job is on the way already.
  expect(await releaseUndelivered(portal.system, ['waiting'])).toBe(0)
})

test('letters to everybody are tried again in a lane of their own, and do not take the place of one to a person', async () => {
  const many = Array.from({ length: 1100 }, (_, n) => ({
    mailId: crypto.randomUUID(),
    task: 'send-policy-mail',
    payload: { n },
    state: 'waiting' as const,
    tries: 0,
    reason: 'server-away',
    code: 'ECONNECTION',
    createdAt: new Date('2026-01-01T00:00:00Z'),
    lastTriedAt: new Date('2026-01-01T00:00:00Z'),
  }))
  await portal.database.owner.db.insert(undeliveredMail).values(many)
  await keepUndelivered(portal.system, job('later'), away)
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
  expect(await releaseUndelivered(portal.system, ['waiting'])).toBe(1001)
  expect((await jobsOf(portal, 'retry-mail')).map(({ payload }) => payload.mailId)).toEqual([
    mailIdOf(job('later')),
  ])
  expect(await jobsOf(portal, 'retry-bulk-mail')).toHaveLength(1000)
  // What staff send again goes the same ways.
  await keepUndelivered(portal.system, { task: 'send-term-over', payload: {} }, refused)
  const { ctx } = await staffContext(portal, ['administrator'])
  expect(await retryUndelivered(ctx, {})).toBe(1)
  expect(await jobsOf(portal, 'retry-bulk-mail')).toHaveLength(1001)
  expect(await jobsOf(portal, 'retry-mail')).toHaveLength(1)
})

test('who may not see it is denied', async () => {
  const { ctx } = await staffContext(portal, ['support'])
  await expect(listUndelivered(ctx)).rejects.toThrow(Denied)
  await expect(listUndelivered(portal.visitor)).rejects.toThrow(Denied)
  await expect(keepUndelivered(ctx, job('1'), refused)).rejects.toThrow(Denied)
  await expect(releaseUndelivered(ctx, ['waiting'])).rejects.toThrow(Denied)
})

test('what was given up is forgotten after ninety days, what waits is not', async () => {
  await keepUndelivered(portal.system, job('1'), refused)
  await keepUndelivered(portal.system, job('2'), away)
  portal.passTime(90 * 86_400_000 + 1)
  await runRetention(portal.system, new AbortController().signal)
  const left = await portal.database.owner.db.select().from(undeliveredMail)
  expect(left.map(({ state }) => state)).toEqual(['waiting'])
})
