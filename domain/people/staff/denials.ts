import { append } from '../../audit/append.ts'
import type { Context } from '../context.ts'
import type { Permission } from '../permissions.ts'

/** Notes that somebody of the staff was refused. A transaction of its own: what was refused has left nothing behind. */
export async function recordDenial(ctx: Context, permission: Permission): Promise<void> {
  await ctx.transaction((tx) => append(tx, ctx.by, { action: 'access.deny', reason: permission }))
}
