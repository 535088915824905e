import { sql } from 'drizzle-orm'
import { MailServerUnavailable } from '#platform/mail/send-mail.ts'
import type { Task } from '../task.ts'

/**
 * Every minute: when the mail server answers again, what waits for it goes out now, spread over seconds, instead of at the
 * end of a pause that has grown to hours. What the server refused as such keeps its pauses.
 */
export const resumeMailTask: Task = async ({ services, mailer }) => {
  const { db } = services.database
  const waiting = await db.execute<{ id: string }>(sql`
    SELECT id::text AS id FROM graphile_worker.jobs
    WHERE attempts BETWEEN 1 AND max_attempts - 1 AND locked_at IS NULL AND run_at > now() + interval '5 seconds'
      AND last_error LIKE 'mail server away%' LIMIT 500`)
  if (waiting.length === 0) return
  try {
    await mailer.check()
  } catch (error) {
    if (error instanceof MailServerUnavailable) return
    throw error
  }
  const ids = `{${waiting.map(({ id }) => id).join(',')}}`
  await db.execute(sql`
    SELECT graphile_worker.reschedule_jobs(ARRAY[id], run_at := now() + random() * interval '10 seconds')
    FROM unnest(${ids}::bigint[]) AS id`)
  services.log.info({ mails: waiting.length }, 'the mail server is back: waiting mail goes out')
}
