import { join } from 'node:path'
import postgres from 'postgres'
import { readLock } from '../launch/cluster-folder.mjs'
import { rolePassword } from '../launch/secrets.mjs'
import type { Portal } from './people.ts'

/** The platform's own database, as its owner sees it. */
export function platformDatabase({ services: { env } }: Portal) {
  const lock = readLock(join(env.dataDir, 'platform'))
  if (!lock) throw new Error('the platform does not run')
  const password = rolePassword(env.keysDir, 'platform_owner')
  return postgres(`postgres://platform_owner:${password}@127.0.0.1:${lock.port}/platform`, { max: 1 })
}
