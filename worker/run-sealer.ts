import { setTimeout as sleep } from 'node:timers/promises'
import { LogBroken } from '#domain/audit/log/find-break.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { sealRecords } from '#domain/audit/log/seal-records.ts'
import { KeyFileError } from '#platform/crypto/key-files.ts'
import { openLogKey } from '#platform/crypto/log-key.ts'
import { systemContext, type Tools } from './task.ts'

/** Between two looks: with it a record is sealed within two seconds of its commit. */
export const pauseMs = 500
/** After a refusal, which only an administrator ends. */
const refusedPauseMs = 5000

/** Seals the records of the audit log until stopped: at most two seconds after their commit. */
export function runSealer({ services }: Tools): { stop: () => Promise<void> } {
  const { env, log } = services
  const stopping = new AbortController()
  const ctx = systemContext(services, 'seal-records', { id: 'sealing' })
  const outside = openOutsideFiles(env.checkpointDir)
  let said = ''
  const sealOnce = async () => {
    try {
      const sealed = await sealRecords(ctx, { key: openLogKey(env.keysDir), outside })
      if (said !== '') log.info('the audit log is sealed again')
      said = ''
      return sealed > 0 ? 0 : pauseMs
    } catch (error) {
      const isRefusal = error instanceof LogBroken || error instanceof KeyFileError
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== said) log[isRefusal ? 'fatal' : 'warn']({ reason }, 'the audit log is not sealed')
      said = reason
      return isRefusal ? refusedPauseMs : pauseMs
    }
  }
  const keepSealing = async () => {
    while (!stopping.signal.aborted) {
      const pause = await sealOnce()
      if (pause > 0) await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const sealing = keepSealing()
  return {
    stop: async () => {
      stopping.abort()
      await sealing
    },
  }
}
