import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { systemContext, type Task } from '../task.ts'

/** Makes a master key each week, wraps people's keys under it, and destroys older ones when they are over. */
export const rotateKeysTask: Task = async ({ services }, _payload, job) => {
  const { log } = services
  const ctx = systemContext(services, 'rotate-keys', job)
  const { made, rewrapped, failed, destroyed } = await keepKeyEpochs(ctx, { signal: job.signal })
  if (made !== null) log.info({ version: made }, 'a master key was made')
  if (rewrapped > 0) log.info({ rewrapped }, 'keys of people were wrapped under the newest master key')
  if (destroyed.length > 0) log.info({ versions: destroyed }, 'master keys were destroyed')
  if (failed.length > 0) log.error({ keys: failed.length }, 'keys that their master key does not open')
}
