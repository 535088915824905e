import type { Transaction } from '#db/client.ts'
import { staffReminder } from '#db/schema/staff.ts'

/** True the first time, also of two at once: then the caller sends the reminder in the same transaction. */
export async function remindOnce(tx: Transaction, about: string, now: Date): Promise<boolean> {
  const rows = await tx
    .insert(staffReminder)
    .values({ about, remindedAt: now })
    .onConflictDoNothing()
    .returning({ about: staffReminder.about })
  return rows.length > 0
}
