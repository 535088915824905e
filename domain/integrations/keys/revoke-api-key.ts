import { and, eq, isNull } from 'drizzle-orm'
import { apiKey } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'

/** The key opens nothing from now on; instances that have just read it learn so within a second. False: it was not in force. */
export async function revokeApiKey(ctx: Context, keyId: string): Promise<boolean> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const ended = await tx
      .update(apiKey)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(apiKey.keyId, keyId), isNull(apiKey.revokedAt)))
      .returning({ keyId: apiKey.keyId })
    if (ended.length === 0) return false
    await append(tx, ctx.auditedAs, { action: 'api-key.revoke', resource: `api-key:${keyId}` })
    return true
  })
}
