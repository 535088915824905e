import { eq } from 'drizzle-orm'
import { apiKey } from '#db/schema/integrations.ts'
import { contextFor } from '#domain/access/context.ts'
import { hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import type { Services } from '#platform/services.ts'
import type { ApiScope } from '../rules/integration-schemas.ts'
import { keyMark } from './create-api-key.ts'

export type KnownKey = { keyId: string; scopes: readonly ApiScope[]; callsPerMinute: number }

/** What was read is good for this long: a key that is revoked works no longer than that, on every instance. */
const goodForMs = 1000
/** Strangers could fill the memory with keys that are none. */
const mostHeld = 1000
/** The time of the last use is written down at most this often. */
const noteEveryMs = 60_000

type Held = { at: number; found: Promise<KnownKey | null> }

/** Tells which key it is that a program shows; null for one that is unknown, expired or revoked. */
// no permission: finds out who acts, so it precedes every permission
// no audit record: only the time of the last use, of which each call has its own record
export function openApiKeys(services: Services): (shown: string) => Promise<KnownKey | null> {
  const held = new Map<string, Held>()
  return async (shown) => {
    if (!shown.startsWith(keyMark) || !tokenPattern.test(shown.slice(keyMark.length))) return null
    const now = performance.now()
    const known = held.get(shown)
    if (known && now - known.at < goodForMs) return known.found
    if (held.size >= mostHeld) held.clear()
    const found = readKey(services, hashToken(shown))
    held.set(shown, { at: now, found })
    found.catch(() => held.delete(shown))
    return found
  }
}

async function readKey(services: Services, tokenHash: Buffer): Promise<KnownKey | null> {
  const ctx = contextFor(services, { actor: { kind: 'system', task: 'api-keys' }, locale: 'kk' })
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(apiKey).where(eq(apiKey.tokenHash, tokenHash))
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null
    if (!row.lastUsedAt || row.lastUsedAt.getTime() < now.getTime() - noteEveryMs)
      await tx.update(apiKey).set({ lastUsedAt: now }).where(eq(apiKey.keyId, row.keyId))
    return { keyId: row.keyId, scopes: row.scopes, callsPerMinute: row.callsPerMinute }
  })
}
