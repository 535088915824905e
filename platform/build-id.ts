import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the build of the pages says its name. */
export const buildIdFile = () => join(process.env.PORTAL_DIST_DIR || '.next', 'BUILD_ID')

/** The name of the build that the server serves; `dev` where pages are compiled as they are asked for. */
export function readBuildId(env: { dev: boolean }): string {
  if (env.dev) return 'dev'
  return readFileSync(buildIdFile(), 'utf8').trim()
}
