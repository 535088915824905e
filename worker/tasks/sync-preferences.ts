import { z } from 'zod'
import { syncPreferences } from '#domain/fulfilment/sync-preferences/sync-preferences.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ subjectIds: z.array(z.uuid()).max(1000) })

export const syncPreferencesTask: Task = async ({ services, platform }, payload, job) => {
  const ctx = systemContext(services, 'sync-preferences', job)
  for (const subjectId of payloadSchema.parse(payload).subjectIds)
    await syncPreferences(ctx, platform, subjectId)
}
