import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, like, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { rateLimit } from '#db/schema/installation.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { readEnvironment } from '#platform/env.ts'
import { openLog } from '#platform/log.ts'
import { purgeRateLimits } from '#platform/rate-limit.ts'
import type { Services } from '#platform/services.ts'
import { testDatabase } from '#testing/database.ts'
import { limit, limits } from './limits.ts'

const keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
let database: Awaited<ReturnType<typeof testDatabase>>
let services: Services
beforeAll(async () => {
  database = await testDatabase()
  const env = readEnvironment({
    DATABASE_URL: database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PORTAL_SAMPLE_DATA: '1',
    AUTH_SECRET: 'a'.repeat(40),
    SNAPSHOT_TOKEN: 'a'.repeat(40),
    PORTAL_KEYS_DIR: keysDir,
  })
  const keys = openMasterKeys(keysDir)
  services = {
    env,
    keys,
    database: database.app,
    clock: { now: () => new Date() },
    log: openLog('silent', 'test'),
  }
})
afterAll(async () => {
  await database?.close()
  rmSync(keysDir, { recursive: true, force: true })
})
afterEach(() => {
  vi.unstubAllEnvs()
})

it('lets through exactly as many as there is room for, however many come at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => limit(services, 'sign-in-address', 'a@b.kz')),
  )
  expect(answers.filter((answer) => answer.ok)).toHaveLength(5)
  const refused = answers.find((answer) => !answer.ok)
  expect(refused).toEqual({ ok: false, retryAfterSeconds: expect.any(Number) })
  if (refused && !refused.ok) expect(refused.retryAfterSeconds).toBeGreaterThan(800)
  expect(await limit(services, 'sign-in-address', 'other@b.kz')).toEqual({ ok: true })
  expect(await limit(services, 'sign-in-ip', 'a@b.kz')).toEqual({ ok: true })
})

it('counts the longer window too', async () => {
  const [short, long] = limits['sign-in-address']
  const db = database.owner.db
  for (let turn = 0; turn * short.points < long.points; turn++) {
    for (let i = 0; i < short.points; i++)
      expect((await limit(services, 'sign-in-address', 'long@b.kz')).ok).toBe(true)
    await db
      .update(rateLimit)
      .set({ expire: 1 })
      .where(like(rateLimit.key, `sign-in-address/${short.seconds}:%`))
  }
  const answer = await limit(services, 'sign-in-address', 'long@b.kz')
  expect(answer.ok).toBe(false)
  if (!answer.ok) expect(answer.retryAfterSeconds).toBeGreaterThan(short.seconds)
})

it('stores neither addresses nor IPs, whatever they are', async () => {
  for (const key of ['192.0.2.77', 'canary@b.kz', '', '\0', '\ud800', 'x'.repeat(100_000)])
    expect(await limit(services, 'form', key)).toEqual({ ok: true })
  const rows = await database.owner.db.execute(sql`select json_agg(r)::text as text from rate_limit r`)
  expect(String(rows[0]?.text)).not.toMatch(/192\.0\.2|canary|b\.kz/)
})

it('forgets what is over', async () => {
  await limit(services, 'link', 'sweep')
  const db = database.owner.db
  await db.update(rateLimit).set({ expire: 1 }).where(like(rateLimit.key, 'link/%'))
  await purgeRateLimits(services)
  expect(await db.select().from(rateLimit).where(eq(rateLimit.expire, 1))).toEqual([])
})

it('is off only where it is asked for, and never beside real people’s data', async () => {
  vi.stubEnv('PORTAL_RATE_LIMITS', 'off')
  const ask = async (sampleData: boolean) => {
    const answers = []
    const portal = { ...services, env: { ...services.env, sampleData } }
    for (let i = 0; i < 6; i++) answers.push(await limit(portal, 'sign-in-address', `off-${sampleData}@b.kz`))
    return answers.filter((answer) => answer.ok).length
  }
  expect([await ask(true), await ask(false)]).toEqual([6, 5])
})
