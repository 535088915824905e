import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import { consentCount } from '#db/schema/consent.ts'
import { sourceOutage } from '#db/schema/fulfilment.ts'
import { decisionCount } from '#db/schema/integrations.ts'
import { requestCount } from '#db/schema/requests.ts'
import { Denied } from '#domain/access/permissions.ts'
import { checkSources } from '#domain/fulfilment/source-states/check-sources.ts'
import { countSent } from '#domain/integrations/mail/count-mail.ts'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { mailIdOf } from '#domain/integrations/mail/mail-id.ts'
import { forgetUndelivered } from '#domain/integrations/mail/release-undelivered.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { checkCounts, remakeCounts } from './check-counts.ts'
import { exportStatistics } from './export-statistics.ts'
import { readStatistics } from './read-statistics.ts'

const HOUR = 3_600_000
let crm: Awaited<ReturnType<typeof openCrm>>
let portal: TestPortal
beforeAll(async () => {
  crm = await openCrm()
  portal = await requestPortal({ HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(crm.url, crm.key)) })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
})
afterAll(() => Promise.all([crm.close(), portal.close()]))

const read = async (choicesBy: 'purpose' | 'topic' | 'channel' | 'language' = 'purpose') =>
  readStatistics((await staffContext(portal, ['auditor'])).ctx, { choicesBy })
const today = () => almatyDate(portal.services.clock.now())
const lastRecord = async (action: string) => {
  const rows = await portal.system.transaction((tx) =>
    tx.select().from(auditEvent).where(eq(auditEvent.action, action)).orderBy(auditEvent.at),
  )
  return rows.at(-1)
}

test('a count that somebody changed is found the next night, on record, and mended on command', async () => {
  await addRequest(portal, 'access')
  expect(await checkCounts(portal.system)).toMatchObject({
    choices: { counts: 0, different: 0 },
    requests: { counts: 1, different: 0 },
  })
  expect(await lastRecord('statistics.check')).toMatchObject({ reason: 'equal', fields: [] })
  await portal.database.app.db.execute(sql`UPDATE request_count SET amount = amount + 5`)
  // Looking again does not mend it: somebody is to find out why.
  for (let night = 0; night < 2; night++)
    expect(await checkCounts(portal.system)).toMatchObject({ requests: { counts: 1, different: 1 } })
  expect(await lastRecord('statistics.check')).toMatchObject({ reason: 'different', fields: ['requests'] })
  expect((await read()).checked).toMatchObject({ requests: { different: 1 } })
  expect(await remakeCounts(portal.system)).toMatchObject({ requests: { counts: 1, different: 0 } })
  expect(await lastRecord('statistics.remake')).toMatchObject({ actorKind: 'system' })
  expect((await read()).checked).toMatchObject({ requests: { different: 0 } })
  const { ctx } = await staffContext(portal, ['administrator'])
  await expect(checkCounts(ctx)).rejects.toThrow(Denied)
  await expect(remakeCounts(ctx)).rejects.toThrow(Denied)
})

test('is read from counts alone: without the right to read any record', async () => {
  const records = sql`consent_event, consent_state, consent_head, consent_outbox, request, request_step, undelivered_mail, subject`
  const { ctx } = await staffContext(portal, ['privacy-officer'])
  const owner = portal.database.owner.db
  await owner.execute(sql`REVOKE SELECT ON ${records} FROM portal_app`)
  try {
    await expect(ctx.transaction((tx) => tx.execute(sql`SELECT count(*) FROM request`))).rejects.toThrow()
    for (const choicesBy of ['purpose', 'topic', 'channel', 'language'] as const)
      expect((await readStatistics(ctx, { choicesBy })).months).toHaveLength(12)
  } finally {
    await owner.execute(sql`GRANT SELECT ON ${records} TO portal_app`)
  }
})

test('requests of a month are shown from ten on, those that are not due yet are not', async () => {
  const { db } = portal.database.app
  await db.delete(requestCount)
  const month = today().slice(0, 7)
  const before = addDays(`${month}-01`, -10)
  const row = (day: string, state: 'open' | 'in-time' | 'late' | 'cancelled', amount: number, shard = 0) => ({
    day,
    kind: 'access' as const,
    state,
    amount,
    shard,
  })
  await db.insert(requestCount).values([
    row(before, 'in-time', 12),
    // Connections that added and took off: the sum counts.
    row(before, 'in-time', -4, 1),
    row(before, 'late', 2),
    row(before, 'cancelled', 50),
    row(addDays(before, -31), 'in-time', 5),
    row(addDays(before, -31), 'open', 4),
    row(addDays(today(), 3), 'open', 70),
  ])
  const { requests } = await read()
  expect(requests.at(-2)).toEqual({ inTime: 8, late: 2, overdue: 0 })
  expect(requests.at(-3)).toEqual({ inTime: null, late: null, overdue: null })
  expect(requests.at(-1)).toEqual({ inTime: 0, late: 0, overdue: 0 })
})

test('a choice of few is withheld, and no sum or other chart gives it away', async () => {
  const { db } = portal.database.app
  const row = (purpose: string, amount: number, rest: object = {}) => ({
    day: today(),
    purpose,
    topic: '',
    channel: '',
    locale: 'kk' as const,
    decision: 'granted' as const,
    amount,
    ...rest,
  })
  const message = { topic: 'new-materials', channel: 'email' }
  await db
    .insert(consentCount)
    .values([
      row('service', 40),
      row('analytics', 5),
      row('communication', 12, { ...message, locale: 'ru' }),
      row('communication', 30, { ...message, decision: 'withdrawn' }),
      row('communication', 4, { ...message, channel: 'sms', decision: 'withdrawn' }),
    ])
  const of = async (by: 'purpose' | 'topic' | 'channel' | 'language') =>
    Object.fromEntries(
      (await read(by)).choices.map(({ of: name, given, withdrawn }) => [
        name,
        [given.at(-1), withdrawn.at(-1)],
      ]),
    )
  expect(await of('purpose')).toEqual({
    service: [40, 0],
    communication: [null, 34],
    analytics: [null, 0],
  })
  // Alone it would be twelve, and 57 − 40 − 12 would be the five.
  expect(await of('topic')).toEqual({ 'new-materials': [null, 34] })
  expect(await of('channel')).toEqual({ email: [null, null], sms: [0, null] })
  expect(await of('language')).toEqual({ kk: [45, 34], ru: [12, 0] })
})

test('finds the batches that programs sent, with the withdrawals of their week', async () => {
  const { db } = portal.database.app
  const count = (daysAgo: number, asked: number, allowed = true) => ({
    hour: new Date(portal.services.clock.now().getTime() - daysAgo * 24 * HOUR),
    keyId: newId(),
    purpose: 'communication',
    topic: 'new-materials',
    channel: 'email',
    allowed,
    reason: allowed ? 'granted' : 'withdrawn',
    asked,
  })
  await db
    .insert(decisionCount)
    .values([count(2, 300), count(2, 40), count(1, 9), count(30, 20), count(2, 99, false)])
  expect((await read()).batches).toEqual([
    {
      topic: 'new-materials',
      channel: 'email',
      from: addDays(today(), -2),
      to: addDays(today(), 4),
      messages: 349,
      before: 0,
      after: 30,
    },
  ])
})

test('counts the letters that were taken by the server and those that were given up', async () => {
  await Promise.all(Array.from({ length: 12 }, () => countSent(portal.system, 'send-sign-in-mail')))
  const job = { task: 'send-sign-in-mail', payload: { verificationId: newId() } }
  await keepUndelivered(portal.system, job, { kind: 'later', reason: 'put-off', code: '451 4.7.1' })
  await keepUndelivered(portal.system, job, { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' })
  expect((await read()).mail.at(-1)).toEqual({ sent: 12, givenUp: 1 })
  const { ctx } = await staffContext(portal, ['administrator'])
  await expect(countSent(ctx, 'send-sign-in-mail')).rejects.toThrow(Denied)
})

test('a wrong count of letters given up is found by the letters that are kept and by the log', async () => {
  const job = { task: 'send-request-mail', payload: { verificationId: newId() } }
  await keepUndelivered(portal.system, job, { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' })
  const check = async () => (await checkCounts(portal.system)).mail
  const add = (amount: number) =>
    portal.database.app.db.execute(
      sql`UPDATE mail_count SET amount = amount + ${amount} WHERE outcome = 'given-up' AND task = 'send-request-mail'`,
    )
  expect(await check()).toEqual({ counts: 2, different: 0 })
  await add(1)
  expect(await check()).toEqual({ counts: 2, different: 1 })
  expect(await lastRecord('statistics.check')).toMatchObject({
    reason: 'different',
    fields: expect.arrayContaining(['mail']),
  })
  await add(-2)
  expect(await check()).toEqual({ counts: 2, different: 2 })
  // The letter was sent after all: it is kept no more, and had been given up.
  await add(1)
  await forgetUndelivered(portal.system, mailIdOf(job))
  expect(await check()).toEqual({ counts: 2, different: 0 })
})

test('notes when a system fails and when it answers again; an end that was not noted is found', async () => {
  const look = () => checkSources(portal.system, new AbortController().signal)
  const rows = () => portal.system.transaction((tx) => tx.select().from(sourceOutage))
  await look()
  expect(await rows()).toEqual([])
  await crm.close()
  portal.passTime(6 * 60_000)
  await look()
  expect(await rows()).toMatchObject([{ source: 'crm', until: null }])
  expect(await checkCounts(portal.system)).toMatchObject({ systems: { counts: 1, different: 0 } })
  portal.passTime(2 * HOUR)
  await look()
  expect(await rows()).toHaveLength(1)
  const { systems } = await read()
  const failing = systems.find(({ source }) => source === 'crm')
  expect(failing?.outages).toBe(1)
  // The night of a month's end divides it.
  expect(failing?.hours.reduce((sum, one) => sum + one, 0)).toBeCloseTo(2, 0)
  const { db } = portal.database.owner
  await db.execute(sql`UPDATE source_state SET failing_since = NULL WHERE source = 'crm'`)
  expect(await checkCounts(portal.system)).toMatchObject({ systems: { counts: 1, different: 1 } })
})

test('is for officers, auditors and administrators; a file needs a recent code and is on record', async () => {
  const chart = { chart: 'choices', choicesBy: 'topic' } as const
  for (const role of ['support', 'security-officer'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(readStatistics(ctx, { choicesBy: 'purpose' })).rejects.toThrow(Denied)
    await expect(exportStatistics(ctx, chart)).rejects.toThrow(Denied)
  }
  const { ctx, stale } = await staffContext(portal, ['privacy-officer'])
  await expect(exportStatistics(stale, chart)).rejects.toThrow(SudoNeeded)
  expect((await exportStatistics(ctx, chart)).choices).toEqual((await read('topic')).choices)
  expect(await lastRecord('statistics.export')).toMatchObject({ actorKind: 'staff', reason: 'choices' })
  const { ctx: administrator } = await staffContext(portal, ['administrator'])
  await expect(exportStatistics(administrator, chart)).rejects.toThrow(Denied)
})
