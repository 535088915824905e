import { asc, eq } from 'drizzle-orm'
import { staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { passkeyPlace } from '../record/staff-fields.ts'

export type Passkey = {
  passkeyId: string
  name: string
  /** Synced to other devices: losing one of them does not lose it. */
  isSynced: boolean
  createdAt: Date
  usedAt: Date | null
}

/** The passkeys of the member who is signed in, oldest first. */
export async function readOwnPasskeys(ctx: Context): Promise<Passkey[]> {
  authorize(ctx.actor, 'staff-account.read')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(staffPasskey)
      .where(eq(staffPasskey.staffId, staffId))
      .orderBy(asc(staffPasskey.passkeyId))
    if (rows.length === 0) return []
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    return rows.map(({ passkeyId, nameSealed, backedUp, createdAt, usedAt }) => ({
      passkeyId,
      name: cipher.decrypt(passkeyPlace(passkeyId), nameSealed),
      isSynced: backedUp,
      createdAt,
      usedAt,
    }))
  })
}
