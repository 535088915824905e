import { createHmac } from 'node:crypto'
import { lt, sql } from 'drizzle-orm'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '#db/client.ts'
import { rateLimit } from '#db/schema/installation.ts'
import { lengthPrefixed } from './crypto/length-prefixed.ts'
import type { Services } from './services.ts'

type Window = { points: number; seconds: number }

const minute = 60
const day = 86_400

/** How often something may be done under one key; every window must have room. */
export const limits = {
  'sign-in-address': [
    { points: 5, seconds: 15 * minute },
    { points: 20, seconds: day },
  ],
  'sign-in-ip': [
    { points: 30, seconds: 15 * minute },
    { points: 300, seconds: day },
  ],
  // A code dies after five tries by itself; this holds back who asks for new codes only to go on guessing.
  code: [{ points: 20, seconds: 15 * minute }],
  link: [{ points: 60, seconds: 15 * minute }],
  'staff-sign-in-address': [
    { points: 20, seconds: 15 * minute },
    { points: 100, seconds: day },
  ],
  'staff-sign-in-ip': [
    { points: 60, seconds: 15 * minute },
    { points: 600, seconds: day },
  ],
  // Counted by member: whoever knows a password gets no more guesses at the code, however often they begin again.
  'staff-code': [
    { points: 20, seconds: 15 * minute },
    { points: 100, seconds: day },
  ],
  'staff-set-up': [{ points: 20, seconds: 15 * minute }],
  'request-address': [
    { points: 5, seconds: 15 * minute },
    { points: 20, seconds: day },
  ],
  'email-change': [
    { points: 3, seconds: 15 * minute },
    { points: 10, seconds: day },
  ],
  form: [{ points: 120, seconds: minute }],
  search: [{ points: 60, seconds: minute }],
} as const satisfies Record<string, readonly Window[]>

export type LimitName = keyof typeof limits
export type LimitAnswer = { ok: true } | { ok: false; retryAfterSeconds: number }

const limiters = new WeakMap<Database, Map<string, RateLimiterPostgres>>()

/**
 * Counts one use of `name` by `key` (an address, a person, an IP; stored only as a keyed hash) in the database, so that
 * all processes count together. Over the limit it says when to come back. Throws `DatabaseUnavailable`.
 */
export async function limit(services: Services, name: LimitName, key: string): Promise<LimitAnswer> {
  if (limitsAreOff(services)) return { ok: true }
  const hidden = createHmac('sha256', services.keys.derive('rate limit'))
    .update(lengthPrefixed(name, key.toWellFormed()))
    .digest('base64url')
  let retryAfterSeconds = 0
  for (const window of limits[name]) {
    const answer = await consume(limiterFor(services.database, name, window), hidden)
    if (!answer.ok) retryAfterSeconds = Math.max(retryAfterSeconds, answer.retryAfterSeconds)
  }
  return retryAfterSeconds > 0 ? { ok: false, retryAfterSeconds } : { ok: true }
}

/** Removes counters whose window is over. For a schedule; a counter that stays does no harm. */
export async function purgeRateLimits({ database }: Pick<Services, 'database'>): Promise<void> {
  await database.db.delete(rateLimit).where(lt(rateLimit.expire, Date.now()))
}

// A measurement may need to ask a thousand times from one place; with real people's data that is never allowed.
const limitsAreOff = ({ env }: Services) => env.sampleData && process.env.PORTAL_RATE_LIMITS === 'off'

async function consume(limiter: RateLimiterPostgres, key: string): Promise<LimitAnswer> {
  try {
    await limiter.consume(key)
    return { ok: true }
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) }
  }
}

function limiterFor(database: Database, name: LimitName, { points, seconds }: Window): RateLimiterPostgres {
  const held = limiters.get(database) ?? new Map<string, RateLimiterPostgres>()
  limiters.set(database, held)
  const keyPrefix = `${name}/${seconds}`
  const known = held.get(keyPrefix)
  if (known) return known
  const made = new RateLimiterPostgres({
    storeClient: queryThrough(database),
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration: seconds,
  })
  held.set(keyPrefix, made)
  return made
}

/** What the library expects of a PostgreSQL client: `query` with numbered holes; here a statement of our own pool. */
function queryThrough(database: Database) {
  return {
    async query({ text, values }: { text: string; values: (string | number | null)[] }) {
      const pieces = text.split(/\$\d+/)
      const holes = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => values[Number(number) - 1])
      const rows = await database.db.execute(sql(Object.assign(pieces, { raw: pieces }), ...holes))
      return { rows: [...rows], rowCount: rows.length }
    },
  }
}
