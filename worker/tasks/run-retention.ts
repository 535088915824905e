import { deleteKept } from '#domain/fulfilment/erasure-run/delete-kept.ts'
import { completeErasureList } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: deletes what is past its end by the rules of the data map, and what a law kept of erased people until now. */
export const runRetentionTask: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'run-retention', job)
  const deleted = await runRetention(ctx, job.signal)
  await completeErasureList(ctx)
  const kept = await deleteKept(ctx, job.signal)
  services.log.info({ deleted, kept }, 'what was past its end is deleted')
}
