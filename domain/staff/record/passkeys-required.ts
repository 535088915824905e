import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffPasskey, staffRole } from '#db/schema/staff.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { isPasskeyOnly } from '../rules/passkey-rules.ts'

/** Read by `read_staff_session` in the database too. */
export const passkeysFact = 'staff-passkeys'
const schema = z.object({ required: z.boolean(), since: z.iso.datetime(), by: z.string() })

/** The setting, since when, and the member or the task of the portal that set it; undefined until it is set. */
export const readPasskeysFact = async (tx: Transaction) =>
  schema.optional().parse(await readFact({ db: tx }, passkeysFact))

/** Whether the operator requires passkeys of privacy officers and administrators. */
export const arePasskeysRequired = async (tx: Transaction): Promise<boolean> =>
  (await readPasskeysFact(tx))?.required ?? false

/** Before the setting is read in order to be changed: of two at once the second finds the change of the first. */
export const lockPasskeysFact = (tx: Transaction) =>
  tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('settings.staff-passkeys'))`)

/** Sets it and records who did. The caller has authorized and holds the lock. */
export async function setPasskeysFact(tx: Transaction, ctx: Context, required: boolean): Promise<void> {
  const since = ctx.clock.now().toISOString()
  await setFact({ db: tx }, passkeysFact, { required, since, by: actorId(ctx.actor) ?? '' })
  await append(tx, ctx.auditedAs, {
    action: 'settings.change',
    resource: `setting:${passkeysFact}`,
    reason: required ? 'on' : 'off',
  })
}

/** Whether only a passkey lets this member in. In a transaction of the system or of the member. */
export async function takesPasskeysOnly(tx: Transaction, staffId: string): Promise<boolean> {
  if (!(await arePasskeysRequired(tx))) return false
  const held = await tx.select({ role: staffRole.role }).from(staffRole).where(eq(staffRole.staffId, staffId))
  const passkeys = await tx.$count(staffPasskey, eq(staffPasskey.staffId, staffId))
  return isPasskeyOnly({ required: true, roles: held.map(({ role }) => role), passkeys })
}
