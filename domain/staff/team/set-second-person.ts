import { sql } from 'drizzle-orm'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { secondPersonFact, secondPersonSchema } from './second-person.ts'

/**
 * Turns approval by a second person on or off for future decisions; past ones stay valid. Needs a recent code. Throws
 * `Denied`, `SudoNeeded`.
 */
export async function setSecondPerson(
  ctx: Context,
  { required }: { required: boolean },
): Promise<{ status: 'done'; changed: boolean }> {
  authorize(ctx.actor, 'settings.change')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    // Of two concurrent changes the second finds nothing to do, so the log has one record.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('settings.second-person'))`)
    const kept = secondPersonSchema.optional().parse(await readFact({ db: tx }, secondPersonFact))
    if ((kept?.required ?? true) === required) return { status: 'done', changed: false }
    const since = ctx.clock.now().toISOString()
    await setFact({ db: tx }, secondPersonFact, { required, since, by: actorId(ctx.actor) ?? '' })
    await append(tx, ctx.auditedAs, {
      action: 'settings.change',
      resource: `setting:${secondPersonFact}`,
      reason: required ? 'on' : 'off',
    })
    return { status: 'done', changed: true }
  })
}
