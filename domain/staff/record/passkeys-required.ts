import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffPasskey, staffRole } from '#db/schema/staff.ts'
import { readFact } from '#platform/installation-facts.ts'
import { isPasskeyOnly } from '../rules/passkey-rules.ts'

/** Read by `read_staff_session` in the database too. */
export const passkeysFact = 'staff-passkeys'
const schema = z.object({ required: z.boolean(), since: z.iso.datetime(), by: z.string() }).optional()

/** Whether the operator requires passkeys of privacy officers and administrators. */
export const arePasskeysRequired = async (tx: Transaction): Promise<boolean> =>
  schema.parse(await readFact({ db: tx }, passkeysFact))?.required ?? false

/** Whether only a passkey lets this member in. In a transaction of the system or of the member. */
export async function takesPasskeysOnly(tx: Transaction, staffId: string): Promise<boolean> {
  if (!(await arePasskeysRequired(tx))) return false
  const held = await tx.select({ role: staffRole.role }).from(staffRole).where(eq(staffRole.staffId, staffId))
  const passkeys = await tx.$count(staffPasskey, eq(staffPasskey.staffId, staffId))
  return isPasskeyOnly({ required: true, roles: held.map(({ role }) => role), passkeys })
}
