import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffPasskey } from '#db/schema/staff.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { setFact } from '#platform/installation-facts.ts'
import { arePasskeysRequired, passkeysFact } from '../record/passkeys-required.ts'
import { lacksPasskeys } from '../rules/passkey-rules.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { membersByRole } from '../team/members-by-role.ts'

export type PasskeysRequired = {
  /** Off until an administrator turns it on. */
  required: boolean
  /** Members whose roles need two passkeys, and how many of them have them. */
  members: number
  ready: number
}

/** The setting, and how many members it concerns. */
export async function readPasskeysRequired(ctx: Context): Promise<PasskeysRequired> {
  authorize(ctx.actor, 'settings.read')
  return ctx.transaction(async (tx) => {
    const { members, ready } = await countReady(tx, ctx)
    return { required: await arePasskeysRequired(tx), members, ready }
  })
}

async function countReady(tx: Transaction, ctx: Context) {
  const members = await membersByRole(tx, ctx.services.keys, ['privacy-officer', 'administrator'])
  const rows = await tx
    .select({ staffId: staffPasskey.staffId, passkeys: sql<number>`count(*)::int` })
    .from(staffPasskey)
    .groupBy(staffPasskey.staffId)
  const ready = members.filter(({ staffId, roles }) => {
    const passkeys = rows.find((row) => row.staffId === staffId)?.passkeys ?? 0
    return !lacksPasskeys(roles, passkeys)
  })
  return { members: members.length, ready: ready.length }
}

export type RequirePasskeysResult =
  | { status: 'done'; changed: boolean }
  | { status: 'refused'; code: 'passkeys-first' | 'passkey-use-first' }

/**
 * From the next request on, sessions of privacy officers and administrators with fewer than two passkeys can only add them;
 * with two, only a passkey signs in. Who turns it on must have two and have used one in this session: so there is always
 * somebody whose passkeys work, to turn it off. Throws `Denied`, `SudoNeeded`.
 */
export async function requirePasskeys(
  ctx: Context,
  { required }: { required: boolean },
): Promise<RequirePasskeysResult> {
  authorize(ctx.actor, 'settings.change')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('settings.staff-passkeys'))`)
    if ((await arePasskeysRequired(tx)) === required) return { status: 'done', changed: false }
    if (required && ctx.actor.kind === 'staff') {
      const { staffId, roles } = ctx.actor
      const passkeys = await tx.$count(staffPasskey, sql`${staffPasskey.staffId} = ${staffId}`)
      if (lacksPasskeys(roles, passkeys)) return { status: 'refused', code: 'passkeys-first' }
      if (!ctx.actor.byPasskey) return { status: 'refused', code: 'passkey-use-first' }
    }
    const since = ctx.clock.now().toISOString()
    await setFact({ db: tx }, passkeysFact, { required, since, by: actorId(ctx.actor) ?? '' })
    await append(tx, ctx.auditedAs, {
      action: 'settings.change',
      resource: `setting:${passkeysFact}`,
      reason: required ? 'on' : 'off',
    })
    return { status: 'done', changed: true }
  })
}
