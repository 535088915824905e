import { destroyRecords } from '#domain/audit/log/destroy-records.ts'
import { deleteKept } from '#domain/fulfilment/erasure-run/delete-kept.ts'
import { completeErasureList } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { auditTermMonths } from '#domain/policy/operator/audit-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: destroys records of the audit log and what a law kept of erased people, where their time is over. */
export const runRetentionTask: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'run-retention', job)
  const months = auditTermMonths(readOperator(services.env))
  let records = 0
  for (let some = 1; some > 0; records += some) {
    job.signal.throwIfAborted()
    some = await destroyRecords(ctx, months)
  }
  await completeErasureList(ctx)
  const kept = await deleteKept(ctx, job.signal)
  services.log.info({ records, ...kept }, 'what was kept until now is deleted')
}
