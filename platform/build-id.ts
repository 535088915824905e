import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The name of the build that the server serves; `dev` where pages are compiled as they are asked for. */
export function readBuildId(env: { dev: boolean }): string {
  if (env.dev) return 'dev'
  return readFileSync(join(process.env.PORTAL_DIST_DIR || '.next', 'BUILD_ID'), 'utf8').trim()
}
