import { z } from 'zod'
import { countSent } from '#domain/integrations/mail/count-mail.ts'
import { type KeptState, keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { type MailJob, mailIdOf } from '#domain/integrations/mail/mail-id.ts'
import { forgetUndelivered } from '#domain/integrations/mail/release-undelivered.ts'
import type { MailFailure } from '#platform/mail/mail-failure.ts'
import { MailNotSent } from '#platform/mail/send-mail.ts'
import { type Job, systemContext, type Task, type Tools } from '../task.ts'

const payloadSchema = z.record(z.string(), z.unknown())
/** After the server was found absent messages wait at once for so long: each attempt to connect takes seconds. */
const awayMs = 30_000
const awayUntil = new WeakMap<Tools['mailer'], number>()
const absent: MailFailure = { kind: 'server', reason: 'server-away', code: 'not tried' }

/** Makes a job of a task that sends one mail. */
export function mailTask(task: string, send: Task): Task {
  return async (tools, payload, job) => {
    await deliverMail(tools, { task, payload: payloadSchema.parse(payload) }, { send, job })
  }
}

/**
 * Runs a task that sends one mail. What the server does not take is kept with its reason and tried again on a schedule of
 * its own; any other failure is thrown. Returns what became of it.
 */
export async function deliverMail(
  tools: Tools,
  { task, payload }: MailJob,
  { send, job }: { send: Task; job: Job },
): Promise<'sent' | KeptState> {
  const failure = await trySending(tools, () => send(tools, payload, job))
  const ctx = systemContext(tools.services, task, job)
  if (failure === null) {
    // A try before this one may have kept it.
    if (job.attempt > 1) await forgetUndelivered(ctx, mailIdOf({ task, payload }))
    // The letter is out: a job that failed now would send it again.
    await countSent(ctx, task).catch((error: unknown) =>
      tools.services.log.warn({ err: error, task }, 'a letter that was sent could not be counted'),
    )
    return 'sent'
  }
  const state = await keepUndelivered(ctx, { task, payload }, failure)
  const { reason, code } = failure
  tools.services.log[state === 'given-up' ? 'error' : 'warn'](
    { task, state, reason, code },
    'a mail was not sent',
  )
  return state
}

async function trySending({ mailer }: Tools, send: () => Promise<void>): Promise<MailFailure | null> {
  if (performance.now() < (awayUntil.get(mailer) ?? 0)) return absent
  try {
    await send()
    return null
  } catch (error) {
    if (!(error instanceof MailNotSent)) throw error
    if (error.failure.kind === 'server') awayUntil.set(mailer, performance.now() + awayMs)
    return error.failure
  }
}

/** The server answers again: the next message is tried at once. */
export function noteServerIsBack(mailer: Tools['mailer']): void {
  awayUntil.delete(mailer)
}
