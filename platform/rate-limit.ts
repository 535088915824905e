import { createHmac } from 'node:crypto'
import { lt, sql } from 'drizzle-orm'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database } from '#db/client.ts'
import { rateLimit } from '#db/schema/installation.ts'
import { lengthPrefixed } from './crypto/length-prefixed.ts'
import type { Services } from './services.ts'

/** `points` uses within `seconds`. */
export type LimitWindow = { points: number; seconds: number }

export type LimitAnswer = { ok: true } | { ok: false; retryAfterSeconds: number }

const limiters = new WeakMap<Database, Map<string, RateLimiterPostgres>>()

/**
 * Counts one use of `name` by `key` (an address, an account, an IP; stored only as a keyed hash) in the database, so that
 * all processes count together. Every window must have room; else the answer says when to come back. Throws
 * `DatabaseUnavailable`.
 */
export async function countUse(
  services: Services,
  { name, key, windows }: { name: string; key: string; windows: readonly LimitWindow[] },
): Promise<LimitAnswer> {
  if (limitsAreOff(services)) return { ok: true }
  const hidden = createHmac('sha256', services.keys.derive('rate limit'))
    .update(lengthPrefixed(name, key.toWellFormed()))
    .digest('base64url')
  let retryAfterSeconds = 0
  for (const window of windows) {
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
  } catch (exceeded) {
    if (!(exceeded instanceof RateLimiterRes)) throw exceeded
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000)) }
  }
}

function limiterFor(database: Database, name: string, { points, seconds }: LimitWindow): RateLimiterPostgres {
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
