import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { type LogState, readLogState } from '#domain/audit/verify/read-log-state.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openLogKey } from '#platform/crypto/log-key.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import type { Environment } from '#platform/env.ts'
import { openServices } from '#platform/services.ts'
import { type Finding, fail, look, ok } from './finding.ts'

/**
 * A record is sealed within two seconds of its commit, unless a transaction that writes is still open, in any database of the
 * server. Those of imports, of retention and of other programs may last longer than that, and each would be a false alarm.
 */
const patienceSeconds = 60

/** Whether the audit log is sealed, continues its last checkpoint outside, and its key is there. */
export function checkAuditLog(env: Environment): Promise<Finding> {
  return look('audit log', async () => {
    const key = openLogKey(env.keysDir)
    openMasterKeys(env.keysDir, { create: false })
    const outside = openOutsideFiles(env.checkpointDir)
    const services = openServices(env, 'doctor', { deadlineMs: 5000 })
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'doctor' }, locale: defaultLocale })
      const state = await readLogState(ctx, { key, outside })
      if (!state) return fail('no log has begun: audit records are not sealed; see audit declare-break')
      const { origin, size, broken, waitingSeconds } = state
      if (broken) return fail(`${broken}: nothing is sealed until audit declare-break`)
      if (waitingSeconds > patienceSeconds)
        return fail(
          `the sealer is behind: a record has waited for ${waitingSeconds} s; is the worker running?`,
        )
      return ok(`${origin}, ${size} records sealed${witnessed(state)}`)
    } finally {
      await services.database.close()
    }
  })
}

/** Informational: how often a witness looks is the witness's affair. */
function witnessed({ witnesses, cosigned }: LogState): string {
  if (cosigned)
    return `, ${cosigned.size} of them cosigned by ${cosigned.witness} on ${cosigned.cosignedAt.toISOString()}`
  return witnesses > 0 ? ', none cosigned by a witness yet' : ''
}
