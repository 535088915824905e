import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { arePasskeysRequired, lockPasskeysFact, setPasskeysFact } from '../record/passkeys-required.ts'

/** Requires none any more, for a team of which nobody can use a passkey. Only an administrator requires them again. */
export async function stopRequiringPasskeys(ctx: Context): Promise<{ changed: boolean }> {
  authorize(ctx.actor, 'staff-passkeys.set')
  return ctx.transaction(async (tx) => {
    await lockPasskeysFact(tx)
    if (!(await arePasskeysRequired(tx))) return { changed: false }
    await setPasskeysFact(tx, ctx, false)
    return { changed: true }
  })
}
