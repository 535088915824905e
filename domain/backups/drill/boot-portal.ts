import { mkdirSync } from 'node:fs'
import { prepareRestored } from '#db/dump/throwaway-server.ts'
import type { Context } from '#domain/access/context.ts'
import { askTrialServer, hasBuild } from '#platform/trial-server.ts'
import type { DrillRow } from '../record/backup-record.ts'
import { BackupError } from '../rules/backup-error.ts'

type Given = { url: string; folder: string; signal?: AbortSignal | undefined }

/**
 * Starts the portal's server on a restored database and asks for its health and the policy. `not-tried` where there is no build
 * of the pages. Throws `BackupError`.
 */
// no permission: `drillBackup` has authorized
export async function bootPortal(
  ctx: Context,
  { url, folder, signal }: Given,
): Promise<NonNullable<DrillRow['boot']>> {
  const { env, log } = ctx.services
  if (!hasBuild(env)) return 'not-tried'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const databaseUrl = await prepareRestored(url)
    await askTrialServer({ env, databaseUrl, folder, pages: ['/kk/policy'], ...(signal && { signal }) })
    return 'answered'
  } catch (error) {
    signal?.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    log.error({ reason }, 'the portal did not start on the restored database')
    throw new BackupError('not-started', reason)
  }
}
