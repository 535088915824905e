import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { Calendar } from '../deadlines/calendar.ts'
import { deadlinesFor } from '../deadlines/deadlines.ts'
import { remindersFor } from '../deadlines/reminders.ts'
import type { KindName } from '../rules/kinds.ts'

type Planned = { subjectId: string; requestId: string; kind: KindName; receivedAt: Date }

/**
 * Plans the reminders of a request as jobs, which look again when they run. After a change of the calendar or of the
 * receipt, with what it was `before`: those that still wait are moved, what has been sent is not sent again for a moment that has passed.
 */
export async function planReminders(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId, kind, receivedAt }: Planned,
  calendar: Calendar,
  before?: { calendar: Calendar; receivedAt: Date },
): Promise<void> {
  const now = ctx.clock.now()
  const at = (received: Date, which: Calendar) =>
    remindersFor(deadlinesFor(kind, received, which), received, which)
  const earlier = before && at(before.receivedAt, before.calendar)
  for (const [n, reminder] of at(receivedAt, calendar).entries()) {
    const old = earlier?.[n]
    if (old && old.at <= now && reminder.at <= now) continue
    await enqueue(
      tx,
      'remind-request',
      { subjectId, requestId, what: reminder.what, share: reminder.share },
      { key: `request-reminder:${requestId}:${n}`, runAt: { at: reminder.at, clock: ctx.clock } },
    )
  }
}
