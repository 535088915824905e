import { z } from 'zod'
import { apiKey } from '#db/schema/integrations.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'

export { apiScopes }
export type ApiScope = (typeof apiScopes)[number]

/** Begins every key, so that one that lies open somewhere is known for what it is. */
export const keyMark = 'cxk_'

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1, 'required').max(100, 'too-long-100'),
  scopes: z.array(z.enum(apiScopes, 'wrong')).min(1, 'required').max(apiScopes.length),
  /** On each instance of the portal. */
  callsPerMinute: z.coerce
    .number('wrong')
    .int('wrong')
    .min(1, 'wrong')
    .max(10_000_000, 'wrong')
    .default(60_000),
  expiresAt: z.date().nullable().default(null),
})
export type NewApiKey = z.input<typeof newApiKeySchema>

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
