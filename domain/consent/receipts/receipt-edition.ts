import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { consentEvent } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'

const factName = 'receipts-second-edition'
const factSchema = z.object({ since: z.iso.datetime().nullable() })

/**
 * Sets once from when events get receipts of the second edition: all of them in a new installation, otherwise those
 * from now on. A receipt that was issued never changes.
 */
export async function startSecondEdition(ctx: Context): Promise<void> {
  authorize(ctx.actor, 'policy.publish')
  await ctx.transaction(async (tx) => {
    if ((await readFact({ db: tx }, factName)) !== undefined) return
    const [event] = await tx.select({ seq: consentEvent.seq }).from(consentEvent).limit(1)
    await setFact({ db: tx }, factName, { since: event ? ctx.clock.now().toISOString() : null })
  })
}

/** From when events have receipts of the second edition; null: all have. */
export async function secondEditionSince(tx: Transaction): Promise<Date | null> {
  const fact = factSchema.optional().parse(await readFact({ db: tx }, factName))
  return fact?.since ? new Date(fact.since) : null
}
