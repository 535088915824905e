import type { Database } from '#db/client.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Mailer } from '#platform/mail/send-mail.ts'
import type { Services } from '#platform/services.ts'

/** What every job can use; opened once a process. */
export type Tools = {
  services: Services
  mailer: Mailer
  /** The learning platform's database, for changes; null when it is not configured. */
  platform: Database | null
}

export type Job = { id: string; attempt: number; signal: AbortSignal }

/** Runs at least once for each job; must do no harm when run again. What it throws is logged and kept with the job. */
export type Task = (tools: Tools, payload: unknown, job: Job) => Promise<void>

/** The portal itself as the actor, named by the task. */
export function systemContext(services: Services, task: string, job: Pick<Job, 'id'>): Context {
  const actor = { kind: 'system', task } as const
  return contextFor(services, { actor, locale: defaultLocale, requestId: `job:${job.id}` })
}
