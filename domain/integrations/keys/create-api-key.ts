import { apiKey } from '#db/schema/integrations.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { type NewApiKey, newApiKeySchema } from '../rules/integration-schemas.ts'

/** Begins every key, so that one that lies open somewhere is known for what it is. */
export const keyMark = 'cxk_'

/** Makes a key for a program. The key itself is in the answer and nowhere else. */
export async function createApiKey(ctx: Context, given: NewApiKey): Promise<{ keyId: string; key: string }> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  const { name, scopes, callsPerMinute, expiresAt } = newApiKeySchema.parse(given)
  const keyId = newId()
  const key = keyMark + newToken().token
  await ctx.transaction(async (tx) => {
    await tx.insert(apiKey).values({
      keyId,
      name,
      prefix: key.slice(0, keyMark.length + 4),
      tokenHash: hashToken(key),
      scopes: [...new Set(scopes)],
      callsPerMinute,
      createdByKind: ctx.actor.kind,
      createdById: actorId(ctx.actor),
      createdAt: ctx.clock.now(),
      expiresAt,
    })
    await append(tx, ctx.auditedAs, {
      action: 'api-key.create',
      resource: `api-key:${keyId}`,
      fields: [...scopes],
    })
  })
  return { keyId, key }
}
