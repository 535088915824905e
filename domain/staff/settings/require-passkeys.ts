import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffPasskey } from '#db/schema/staff.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { lacksPasskeys } from '../rules/passkey-rules.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { membersByRole } from '../team/members-by-role.ts'

/** Read by `read_staff_session` in the database too. */
const fact = 'staff-passkeys'
const schema = z.object({ required: z.boolean(), since: z.iso.datetime(), by: z.string() }).optional()

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
    return { required: (await read(tx))?.required ?? false, members, ready }
  })
}

const read = async (tx: Transaction) => schema.parse(await readFact({ db: tx }, fact))

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
  | { status: 'refused'; code: 'passkeys-first' }

/**
 * Closes the roles of privacy officers and administrators, from the next request, to members with fewer than two passkeys;
 * they can still sign in and add them. Who turns it on must have two: so there is always somebody to turn it off. Throws
 * `Denied`, `SudoNeeded`.
 */
export async function requirePasskeys(
  ctx: Context,
  { required }: { required: boolean },
): Promise<RequirePasskeysResult> {
  authorize(ctx.actor, 'settings.change')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('settings.staff-passkeys'))`)
    if (((await read(tx))?.required ?? false) === required) return { status: 'done', changed: false }
    if (required && ctx.actor.kind === 'staff') {
      const { staffId, roles } = ctx.actor
      const passkeys = await tx.$count(staffPasskey, sql`${staffPasskey.staffId} = ${staffId}`)
      if (lacksPasskeys(roles, passkeys)) return { status: 'refused', code: 'passkeys-first' }
    }
    const since = ctx.clock.now().toISOString()
    await setFact({ db: tx }, fact, { required, since, by: actorId(ctx.actor) ?? '' })
    await append(tx, ctx.auditedAs, {
      action: 'settings.change',
      resource: `setting:${fact}`,
      reason: required ? 'on' : 'off',
    })
    return { status: 'done', changed: true }
  })
}
