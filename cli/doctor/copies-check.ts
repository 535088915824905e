import { checkPackageFiles } from '#domain/fulfilment/package-record/check-package-files.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok } from './finding.ts'
import { withContext } from './with-context.ts'

/** Whether the copies of data that people may download now lie whole on the disk. */
export function checkCopies(env: Environment): Promise<Finding> {
  return look('copies of data', async () => {
    const { copies, damaged } = await withContext(env, checkPackageFiles)
    if (damaged.length > 0) return fail(`missing or cut: ${damaged.join(', ')} in ${env.packagesDir}`)
    return ok(`${copies} can be downloaded, every file is there`)
  })
}
