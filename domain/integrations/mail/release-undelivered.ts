import { and, asc, eq, inArray, isNull, lte, not, or } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { undeliveredMail } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { enqueueEach } from '#platform/jobs/enqueue.ts'
import { bulkMails, retryJobOf } from '../rules/bulk-mail.ts'
import type { KeptState } from './keep-undelivered.ts'
import type { MailJob } from './mail-id.ts'

/** The most of each lane that go out in one minute. */
const mostAtOnce = 1000
/** A try is over by then; a message whose job was lost is taken again. */
export const takenForMs = 600_000

/** True when a message waits for the mail server to come back. */
export async function isMailWaiting(ctx: Context): Promise<boolean> {
  authorize(ctx.actor, 'mail.deliver')
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ mailId: undeliveredMail.mailId })
      .from(undeliveredMail)
      .where(eq(undeliveredMail.state, 'waiting'))
      .limit(1),
  )
  return rows.length > 0
}

/**
 * Enqueues the messages in one of the states `states` whose time has come, each in the lane of its letters. Each lane has a
 * limit of its own, so letters to everybody delay no other. Returns how many there were.
 */
// no audit record: a try is the outcome of a decision that has one
export async function releaseUndelivered(ctx: Context, states: readonly KeptState[]): Promise<number> {
  authorize(ctx.actor, 'mail.deliver')
  const now = ctx.clock.now()
  const { mailId, task, state, nextTryAt } = undeliveredMail
  const isBulk = inArray(task, [...bulkMails])
  return ctx.transaction(async (tx) => {
    const due: KeptMail[] = []
    for (const lane of [not(isBulk), isBulk])
      due.push(
        ...(await tx
          .select({ mailId, task })
          .from(undeliveredMail)
          .where(and(lane, inArray(state, [...states]), or(isNull(nextTryAt), lte(nextTryAt, now))))
          .orderBy(asc(undeliveredMail.createdAt))
          .limit(mostAtOnce)
          .for('update', { skipLocked: true })),
      )
    if (due.length === 0) return 0
    await tx
      .update(undeliveredMail)
      .set({ nextTryAt: new Date(now.getTime() + takenForMs) })
      .where(
        inArray(
          mailId,
          due.map((one) => one.mailId),
        ),
      )
    await enqueueRetries(tx, due)
    return due.length
  })
}

type KeptMail = { mailId: string; task: string }

/** A job for each message, in the lane of its letters. */
export async function enqueueRetries(tx: Transaction, mails: readonly KeptMail[]): Promise<void> {
  for (const [job, of] of Map.groupBy(mails, ({ task }) => retryJobOf(task)))
    await enqueueEach(
      tx,
      job,
      of.map(({ mailId }) => ({ key: `mail:${mailId}`, payload: { mailId } })),
    )
}

/** The message of a retry; null when it was delivered or given up meanwhile. */
export async function readUndelivered(ctx: Context, id: string): Promise<MailJob | null> {
  authorize(ctx.actor, 'mail.deliver')
  const [row] = await ctx.transaction((tx) =>
    tx
      .select({ task: undeliveredMail.task, payload: undeliveredMail.payload })
      .from(undeliveredMail)
      .where(and(eq(undeliveredMail.mailId, id), inArray(undeliveredMail.state, ['waiting', 'deferred']))),
  )
  return row ?? null
}

/** Forgets a message that was delivered, or that need not be any more. */
// no audit record: what was sent is on record where it was decided
export async function forgetUndelivered(ctx: Context, id: string): Promise<void> {
  authorize(ctx.actor, 'mail.deliver')
  await ctx.transaction((tx) => tx.delete(undeliveredMail).where(eq(undeliveredMail.mailId, id)))
}
