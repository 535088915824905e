import { createHmac } from 'node:crypto'
import { lt, type SQL, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { rateLimit } from '#db/schema/installation.ts'
import { lengthPrefixed } from './crypto/length-prefixed.ts'
import type { Services } from './services.ts'

/** One count: of `points` used under a key within a window. Each part of the key is stored only as a keyed hash. */
export type Counter = { name: string; seconds: number; key: readonly string[]; points: number }

export type Count = { points: number; resetsInSeconds: number }

/**
 * Adds a use to counters in the database, so that all processes count together, and keeps it where `decide` allows it by
 * what each counter then holds. A refused use is taken back in the same transaction: no other call ever sees it. A window
 * begins with its first use and ends `seconds` later by the portal's clock. Throws `DatabaseUnavailable`, `CommitUnknown`.
 */
export async function countIfAllowed<Decision extends { ok: boolean }>(
  services: Services,
  counters: readonly Counter[],
  decide: (counts: readonly Count[]) => Decision,
): Promise<Decision> {
  if (limitsAreOff(services)) return decide(counters.map(() => ({ points: 0, resetsInSeconds: 0 })))
  const now = services.clock.now().getTime()
  return services.database.transaction(async (tx) => {
    const rows = await add(tx, services, counters, now)
    const decision = decide(
      counters.map((counter) => {
        const row = rows.get(storedKey(services, counter))
        return {
          points: row?.points ?? 0,
          resetsInSeconds: secondsUntil(row?.expire ?? now, now, counter.seconds),
        }
      }),
    )
    if (!decision.ok) await add(tx, services, negative(counters), now)
    return decision
  })
}

/** At least a second, and never more than the window: a call that came a moment later may have begun it. */
const secondsUntil = (end: number, now: number, window: number) =>
  Math.min(window, Math.max(1, Math.ceil((end - now) / 1000)))

/** Takes a use back that turned out not to count. */
export async function uncount(services: Services, counters: readonly Counter[]): Promise<void> {
  if (limitsAreOff(services)) return
  await add(services.database.db, services, negative(counters), services.clock.now().getTime())
}

const negative = (counters: readonly Counter[]) =>
  counters.map((counter) => ({ ...counter, points: -counter.points }))

// In the order of keys, so that two statements which share counters cannot wait for each other.
async function add(
  db: Pick<Transaction, 'execute'>,
  services: Services,
  counters: readonly Counter[],
  now: number,
) {
  const keys = toArrayLiteral(counters.map((counter) => storedKey(services, counter)))
  const seconds = toArrayLiteral(counters.map((counter) => counter.seconds))
  const points = toArrayLiteral(counters.map((counter) => counter.points))
  const rows = await db.execute<{ key: string; points: number; expire: string }>(sql`
    INSERT INTO rate_limit AS r (key, points, expire)
    SELECT key, points, ${now}::bigint + seconds * 1000::bigint
      FROM unnest(${keys}::text[], ${seconds}::int[], ${points}::int[]) AS given(key, seconds, points) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      points = greatest(0, excluded.points + CASE WHEN r.expire > ${now}::bigint THEN r.points ELSE 0 END),
      expire = CASE WHEN r.expire > ${now}::bigint THEN r.expire ELSE excluded.expire END
    RETURNING key, points, expire`)
  return new Map(rows.map((row) => [row.key, { points: row.points, expire: Number(row.expire) }]))
}

/** Removes counters whose window is over. For a schedule; a counter that stays does no harm. */
export async function purgeRateLimits({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<void> {
  await database.db.delete(rateLimit).where(lt(rateLimit.expire, clock.now().getTime()))
}

/**
 * Forgets all counters, or those whose key has one of the parts, in the transaction of the caller. Returns how many there were.
 */
export async function clearRateLimits(
  tx: Transaction,
  services: Pick<Services, 'keys'>,
  parts?: readonly string[],
): Promise<number> {
  const ofParts: SQL | undefined =
    parts &&
    sql.join(
      parts.map((part) => sql`position(${hiddenPart(services, part)} in ${rateLimit.key}) > 0`),
      sql` OR `,
    )
  const rows = await tx.delete(rateLimit).where(ofParts).returning({ key: rateLimit.key })
  return rows.length
}

const storedKey = (services: Services, { name, seconds, key }: Counter) =>
  `${name}/${seconds}:${key.map((part) => hiddenPart(services, part)).join('.')}`

/** A part of a counter's key as it is stored: a keyed hash. */
export function hiddenPart({ keys }: Pick<Services, 'keys'>, part: string): string {
  const mac = createHmac('sha256', keys.derive('rate limit')).update(lengthPrefixed(part.toWellFormed()))
  return mac.digest().subarray(0, 16).toString('base64url')
}

// A measurement may need to ask a thousand times from one place; with real people's data that is never allowed.
const limitsAreOff = ({ env }: Services) => env.sampleData && process.env.PORTAL_RATE_LIMITS === 'off'
