import { eq } from 'drizzle-orm'
import { undeliveredMail } from '#db/schema/integrations.ts'
import type { undeliveredStates } from '#db/schema/integrations-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { MailFailure } from '#platform/mail/mail-failure.ts'
import { nextTryAt } from '../rules/mail-tries.ts'
import { countMail } from './count-mail.ts'
import { type MailJob, mailIdOf } from './mail-id.ts'

/** What becomes of a message that was not sent: it waits for the server, for its next try, or for staff. */
export type KeptState = (typeof undeliveredStates)[number]

/**
 * Keeps a message that was not sent, with the reason. An absent server costs it none of its tries; a message that was put
 * off is tried for days; one that was refused is given up at once.
 */
export async function keepUndelivered(ctx: Context, job: MailJob, failure: MailFailure): Promise<KeptState> {
  authorize(ctx.actor, 'mail.deliver')
  const mailId = mailIdOf(job)
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const [known] = await tx
      .select({ tries: undeliveredMail.tries })
      .from(undeliveredMail)
      .where(eq(undeliveredMail.mailId, mailId))
      .for('update')
    const kept = plan(known?.tries ?? 0, failure, now)
    const lastTry = { reason: failure.reason, code: failure.code, lastTriedAt: now }
    await tx
      .insert(undeliveredMail)
      .values({ mailId, task: job.task, payload: job.payload, createdAt: now, ...lastTry, ...kept })
      .onConflictDoUpdate({ target: undeliveredMail.mailId, set: { ...lastTry, ...kept } })
    if (kept.state === 'given-up') {
      await countMail({ db: tx }, { task: job.task, outcome: 'given-up', at: now })
      await append(tx, ctx.auditedAs, {
        action: 'mail.give-up',
        resource: `mail:${mailId}`,
        reason: failure.reason,
      })
    }
    return kept.state
  })
}

function plan(triesBefore: number, { kind }: MailFailure, now: Date) {
  if (kind === 'server') return { state: 'waiting' as const, tries: triesBefore, nextTryAt: null }
  const tries = triesBefore + 1
  const next = kind === 'later' ? nextTryAt(tries, now) : null
  return { state: next ? ('deferred' as const) : ('given-up' as const), tries, nextTryAt: next }
}
