import type { Context } from '#domain/access/context.ts'
import type { Permission } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'

/** Notes that somebody of the staff was refused. A transaction of its own: what was refused has left nothing behind. */
// no permission: records that one was missing
export async function recordDenial(ctx: Context, permission: Permission): Promise<void> {
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'access.deny', reason: permission }))
}
