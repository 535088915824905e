import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { consentCount } from '#db/schema/consent.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishConsentEvents } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { staffContext } from '#testing/requests.ts'
import { takeUnpublishedSpans } from '../ledger/read-event-spans.ts'
import { checkChoiceCounts, remakeChoiceCounts } from './check-choice-counts.ts'
import { readDailyWithdrawals, readMonthlyChoices } from './read-choice-counts.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(() => portal.close())
beforeEach(() =>
  portal.owner.services.database.db.execute(
    sql`TRUNCATE consent_state, consent_event, consent_head, consent_outbox, consent_count`,
  ),
)

const check = () => portal.system.transaction((tx) => checkChoiceCounts(portal.system, tx))
const publish = () => publishConsentEvents(portal.system, { platform: false })
const counted = async () => {
  const rows = await portal.database.app.db.select().from(consentCount)
  return rows.reduce((sum, { amount }) => sum + amount, 0)
}
async function person() {
  const { subjectId } = await portal.addPerson({})
  const ctx = portal.as({ kind: 'subject', subjectId }, 'kk')
  const choose = (decision: 'granted' | 'withdrawn', rest: object = {}) =>
    decide(ctx, subjectId, { decision, ...rest })
  return { subjectId, choose }
}

test('counts an event exactly when it leaves the outbox', async () => {
  const { choose } = await person()
  await choose('granted')
  await choose('withdrawn')
  expect(await counted()).toBe(0)
  expect(await check()).toEqual({ counts: 0, different: 0 })
  await publish()
  expect(await check()).toEqual({ counts: 2, different: 0 })
  await publish()
  expect(await counted()).toBe(2)
  const rows = await portal.database.app.db.select().from(consentCount)
  expect(rows).toMatchObject([
    { purpose: 'analytics', topic: '', channel: '', locale: 'kk', amount: 1 },
    { purpose: 'analytics', topic: '', channel: '', locale: 'kk', amount: 1 },
  ])
})

test('counts nothing when what took the event out of the outbox is undone', async () => {
  const { choose } = await person()
  await choose('granted')
  await expect(
    portal.system.transaction(async (tx) => {
      await takeUnpublishedSpans(portal.system, tx, 10)
      throw new Error('the worker dies')
    }),
  ).rejects.toThrow('the worker dies')
  expect(await counted()).toBe(0)
  await publish()
  expect(await counted()).toBe(1)
})

test('is exact while many people choose, several workers publish and one compares', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, person))
  let isOver = false
  const compared: number[] = []
  const keepComparing = async () => {
    while (!isOver) compared.push((await check()).different)
  }
  const keepPublishing = async () => {
    while (!isOver) await publish()
  }
  const others = [keepComparing(), keepPublishing(), keepPublishing()]
  await Promise.all(
    people.map(async ({ choose }) => {
      for (let n = 0; n < 10; n++) await choose(n % 2 ? 'withdrawn' : 'granted')
    }),
  )
  isOver = true
  await Promise.all(others)
  await publish()
  expect(await counted()).toBe(80)
  expect(compared.length).toBeGreaterThan(3)
  expect(compared.filter((different) => different > 0)).toEqual([])
})

test('counts an imported choice on the day on which it was made', async () => {
  const { subjectId, choose } = await person()
  await choose('granted')
  const { db } = portal.database.owner
  await db.execute(
    sql`UPDATE consent_event SET given_at = '2025-03-31T20:00:00Z' WHERE subject_id = ${subjectId}`,
  )
  await publish()
  expect(await portal.database.app.db.select().from(consentCount)).toMatchObject([{ day: '2025-04-01' }])
  expect(await check()).toEqual({ counts: 1, different: 0 })
})

test('takes off what is deleted from the ledger, and not what was never counted', async () => {
  const [gone, waiting] = [await person(), await person()]
  await gone.choose('granted')
  await publish()
  await waiting.choose('granted')
  const { db } = portal.database.owner
  for (const { subjectId } of [gone, waiting])
    await db.execute(sql`DELETE FROM consent_event WHERE subject_id = ${subjectId}`)
  expect(await counted()).toBe(0)
  expect(await check()).toEqual({ counts: 0, different: 0 })
})

test('finds a count that somebody changed, and one that is missing; a recount mends both', async () => {
  const { choose } = await person()
  for (const purpose of ['analytics', 'improvement', 'personalisation']) await choose('granted', { purpose })
  await publish()
  const { db } = portal.database.app
  await db.execute(sql`UPDATE consent_count SET amount = amount + 1 WHERE purpose = 'analytics'`)
  await db.execute(sql`DELETE FROM consent_count WHERE purpose = 'improvement'`)
  expect(await check()).toEqual({ counts: 3, different: 2 })
  await choose('withdrawn')
  await portal.system.transaction((tx) => remakeChoiceCounts(portal.system, tx))
  expect(await check()).toEqual({ counts: 3, different: 0 })
  await publish()
  expect(await check()).toEqual({ counts: 4, different: 0 })
})

test('staff read them by month and by day; only the portal checks them', async () => {
  const { choose } = await person()
  const message = { purpose: 'communication', topic: 'new-materials', channel: 'email' }
  await choose('granted', message)
  await choose('withdrawn', message)
  await choose('granted')
  await publish()
  const { ctx } = await staffContext(portal, ['auditor'])
  const period = { from: '2020-01-01', to: '2999-12-31' }
  const of = async (by: 'purpose' | 'channel' | 'language') =>
    (await readMonthlyChoices(ctx, { by, ...period }))
      .map(({ of: name, decision, amount }) => `${name} ${decision} ${amount}`)
      .sort()
  expect(await of('purpose')).toEqual([
    'analytics granted 1',
    'communication granted 1',
    'communication withdrawn 1',
  ])
  expect(await of('channel')).toEqual(['email granted 1', 'email withdrawn 1'])
  expect(await of('language')).toEqual(['kk granted 2', 'kk withdrawn 1'])
  expect(await readDailyWithdrawals(ctx, period)).toMatchObject([
    { topic: 'new-materials', channel: 'email', amount: 1 },
  ])
  const { ctx: support } = await staffContext(portal, ['support', 'security-officer'])
  await expect(readMonthlyChoices(support, { by: 'purpose', ...period })).rejects.toThrow(Denied)
  await expect(readDailyWithdrawals(support, period)).rejects.toThrow(Denied)
  await expect(ctx.transaction((tx) => checkChoiceCounts(ctx, tx))).rejects.toThrow(Denied)
  await expect(ctx.transaction((tx) => remakeChoiceCounts(ctx, tx))).rejects.toThrow(Denied)
})
