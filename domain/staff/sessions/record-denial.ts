import type { Context } from '#domain/access/context.ts'
import type { Permission } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'

/** Records that a member was denied. In its own transaction: the denied one was rolled back. */
// no permission: records that one was missing
export async function recordDenial(ctx: Context, permission: Permission): Promise<void> {
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'access.deny', reason: permission }))
}
