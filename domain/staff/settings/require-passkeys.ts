import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  arePasskeysRequired,
  lockPasskeysFact,
  readPasskeysFact,
  setPasskeysFact,
} from '../record/passkeys-required.ts'
import { lacksPasskeys } from '../rules/passkey-rules.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { membersByRole } from '../team/members-by-role.ts'
import { staffNames } from '../team/read-team.ts'

export type PasskeysRequired = {
  required: boolean
  /** Null until it is set. `name` is the member's, or the id when the key is gone; null: set at the installation or by a command. */
  changed: { at: Date; name: string | null } | null
  /** Members whose roles need two passkeys, and how many of them have them. */
  members: number
  ready: number
}

/** The setting, and how many members it concerns. */
export async function readPasskeysRequired(ctx: Context): Promise<PasskeysRequired> {
  authorize(ctx.actor, 'settings.read')
  return ctx.transaction(async (tx) => {
    const { members, ready } = await countReady(tx, ctx)
    const kept = await readPasskeysFact(tx)
    const by = z.uuid().safeParse(kept?.by)
    const names = await staffNames(tx, ctx.services.keys, by.success ? [by.data] : [])
    const changed = kept
      ? { at: new Date(kept.since), name: by.success ? (names.get(by.data) ?? by.data) : null }
      : null
    return { required: kept?.required ?? false, changed, members, ready }
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
    await lockPasskeysFact(tx)
    if ((await arePasskeysRequired(tx)) === required) return { status: 'done', changed: false }
    if (required && ctx.actor.kind === 'staff') {
      const { staffId, roles } = ctx.actor
      const passkeys = await tx.$count(staffPasskey, sql`${staffPasskey.staffId} = ${staffId}`)
      if (lacksPasskeys(roles, passkeys)) return { status: 'refused', code: 'passkeys-first' }
      if (!ctx.actor.byPasskey) return { status: 'refused', code: 'passkey-use-first' }
    }
    await setPasskeysFact(tx, ctx, required)
    return { status: 'done', changed: true }
  })
}
