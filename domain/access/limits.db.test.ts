import { eq, like, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { rateLimit } from '#db/schema/installation.ts'
import { countIfAllowed, purgeRateLimits } from '#platform/rate-limit.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import type { Client } from './context.ts'
import { rememberBrowser } from './known-browser.ts'
import { spend } from './limits.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())
afterEach(() => {
  vi.unstubAllEnvs()
})

const from = (network: string, browser?: string): Client => ({ network, browser })
const password = (account: string, client: Client) => spend(portal.services, 'password', { account, client })
const times = async (count: number, act: () => Promise<{ ok: boolean }>) => {
  const answers = []
  for (let n = 0; n < count; n++) answers.push((await act()).ok)
  return answers.filter(Boolean).length
}

describe('a limit', () => {
  it('lets through exactly as many as there is room for, however many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => spend(portal.services, 'email-change', { account: 'many' })),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3)
    // Not one of them counted another that was refused, and so none was sent away for a day.
    const refused = answers.filter(({ ok }) => !ok)
    expect(refused).toEqual(refused.map(() => ({ ok: false, retryAfterSeconds: 900 })))
    expect((await spend(portal.services, 'email-change', { account: 'other' })).ok).toBe(true)
  })

  it('is one for all instances of the portal', async () => {
    const database = openDatabase(portal.database.appUrl, { max: 2 })
    onTestFinished(() => database.close())
    const instances = [portal.services, { ...portal.services, database }]
    const act = (n: number) => spend(instances[n % 2] ?? portal.services, 'search', { account: 'both' })
    const answers = await Promise.all(Array.from({ length: 90 }, (_, n) => act(n)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(60)
  })

  it('names no longer wait than its window when a call read the time before the one that began it', async () => {
    const act = () => spend(portal.services, 'email-change', { account: 'early' })
    expect(await times(3, act)).toBe(3)
    portal.passTime(-5000)
    expect(await act()).toEqual({ ok: false, retryAfterSeconds: 900 })
    portal.passTime(5000)
  })

  it('ends with its window by the portal’s clock, and counts the longer one too', async () => {
    const act = () => spend(portal.services, 'email-change', { account: 'long' })
    for (const expected of [3, 3, 3, 1]) {
      expect(await times(4, act)).toBe(expected)
      portal.passTime(900_000)
    }
    const answer = await act()
    expect(answer).toMatchObject({ ok: false })
    if (!answer.ok) expect(answer.retryAfterSeconds).toBeGreaterThan(80_000)
  })

  it('does not count what it refuses', async () => {
    const act = () => spend(portal.services, 'email-change', { account: 'patient' })
    expect(await times(50, act)).toBe(3)
    const [row] = await portal.database.owner.db
      .select()
      .from(rateLimit)
      .where(like(rateLimit.key, 'email-change/86400:%'))
      .orderBy(sql`expire desc`)
    expect(row?.points).toBe(3)
  })

  it('gives back what did not fail', async () => {
    for (let n = 0; n < 100; n++) {
      const spending = await password('right', from('192.0.2.1'))
      if (!spending.ok) throw new Error(`refused at ${n}`)
      await spending.giveBack()
    }
    expect(portal.waits).toEqual([])
  })

  it('slows down before it refuses', async () => {
    expect(await times(31, () => password('slow', from('192.0.2.2')))).toBe(30)
    expect(portal.waits.slice(0, 3)).toEqual([250, 500, 750])
    expect(Math.max(...portal.waits)).toBe(3000)
  })

  it('refuses for a moment when twenty answers wait already', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    let entered = 0
    const wait = () => {
      entered += 1
      return held
    }
    const act = (account: string) =>
      spend({ ...portal.services, wait }, 'password', { account, client: from('192.0.2.3') })
    for (const account of ['crowd', 'late']) await times(10, () => act(account))
    const crowd = Array.from({ length: 20 }, () => act('crowd'))
    await vi.waitFor(() => expect(entered).toBe(20), 30_000)
    expect(await act('late')).toEqual({ ok: false, retryAfterSeconds: 5 })
    release()
    expect((await Promise.all(crowd)).filter(({ ok }) => ok)).toHaveLength(20)
    expect((await act('late')).ok).toBe(true)
  })

  it('keeps neither addresses nor networks, whatever they are', async () => {
    for (const key of ['192.0.2.77', 'canary@b.kz', '', '\0', '\ud800', 'x'.repeat(100_000)])
      expect((await password(key, from(key))).ok).toBe(true)
    const rows = await portal.database.owner.db.execute(
      sql`select json_agg(r)::text as text from rate_limit r`,
    )
    expect(String(rows[0]?.text)).not.toMatch(/192\.0\.2|canary|b\.kz/)
  })

  it('is forgotten when it is over', async () => {
    await spend(portal.services, 'dead-link', { client: from('sweep') })
    const db = portal.database.owner.db
    await db.update(rateLimit).set({ expire: 1 }).where(like(rateLimit.key, 'dead-link/%'))
    await purgeRateLimits(portal.services)
    expect(await db.select().from(rateLimit).where(eq(rateLimit.expire, 1))).toEqual([])
  })

  it('is off only where it is asked for, and never beside real people’s data', async () => {
    vi.stubEnv('PORTAL_RATE_LIMITS', 'off')
    const act = (sampleData: boolean) => () => {
      const services = { ...portal.services, env: { ...portal.services.env, sampleData } }
      return spend(services, 'email-change', { account: `off-${sampleData}` })
    }
    expect([await times(6, act(true)), await times(6, act(false))]).toEqual([6, 3])
  })
})

describe('strangers', () => {
  it('of another network do not use up an account', async () => {
    expect(await times(40, () => password('mine', from('203.0.113.1')))).toBe(30)
    expect((await password('mine', from('198.51.100.1'))).ok).toBe(true)
  })

  it('of the same network do not use up a browser that signed in before', async () => {
    const mine = rememberBrowser(portal.services.keys, undefined, 'desk')
    expect(await times(40, () => password('desk', from('203.0.113.2')))).toBe(30)
    expect((await password('desk', from('203.0.113.2'))).ok).toBe(false)
    expect(await times(20, () => password('desk', from('203.0.113.2', mine)))).toBe(20)
    expect((await password('desk', from('203.0.113.2', mine))).ok).toBe(false)
  })

  it('with the browser of another account are strangers', async () => {
    const theirs = rememberBrowser(portal.services.keys, undefined, 'somebody-else')
    expect(await times(40, () => password('target', from('203.0.113.3', theirs)))).toBe(30)
  })

  it('who try many networks slow an account down, and close it to nobody', async () => {
    portal.waits.length = 0
    for (let n = 0; n < 60; n++) expect((await password('botnet', from(`net-${n}`))).ok).toBe(true)
    expect(portal.waits.length).toBeGreaterThanOrEqual(30)
    expect((await password('botnet', from('198.51.100.9'))).ok).toBe(true)
  })

  it('who send wrong codes all over the site stop the codes of unknown browsers, not of known ones', async () => {
    const wrong = (account: string, browser?: string) =>
      spend(portal.services, 'mailed-code', { account, client: from(`${account}.example`, browser) })
    const site = { name: 'mailed-code', seconds: 900, key: [], points: 2000 }
    await countIfAllowed(portal.services, [site], () => ({ ok: true }))
    expect(await wrong('visitor')).toMatchObject({ ok: false, retryAfterSeconds: 900 })
    const mine = rememberBrowser(portal.services.keys, undefined, 'learner')
    expect((await wrong('learner', mine)).ok).toBe(true)
  })
})
