import { desc } from 'drizzle-orm'
import { apiKey } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { ApiScope } from '../rules/integration-schemas.ts'

export type ApiKeyEntry = {
  keyId: string
  name: string
  /** Its first letters, to tell it from others. */
  prefix: string
  scopes: readonly ApiScope[]
  callsPerMinute: number
  createdBy: { kind: string; id: string | null }
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
  state: 'works' | 'expired' | 'revoked'
}

/** Every key there was, newest first; never a key itself. */
export async function listApiKeys(ctx: Context): Promise<ApiKeyEntry[]> {
  authorize(ctx.actor, 'integrations.read')
  const rows = await ctx.transaction((tx) =>
    tx.select().from(apiKey).orderBy(desc(apiKey.createdAt)).limit(500),
  )
  const now = ctx.clock.now()
  return rows.map((row) => ({
    keyId: row.keyId,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    callsPerMinute: row.callsPerMinute,
    createdBy: { kind: row.createdByKind, id: row.createdById },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    state: row.revokedAt ? 'revoked' : row.expiresAt && row.expiresAt <= now ? 'expired' : 'works',
  }))
}
