import { join } from 'node:path'
import { diskInWords, diskOf, isDiskFull } from './disk.mjs'
import { startCluster } from './embedded-postgres.mjs'
import { provision } from './provision.mjs'
import { Refusal } from './refusal.mjs'
import { rolePassword } from './secrets.mjs'

/** PostgreSQL's code for it. */
const diskFullState = '53100'

// The learning platform is another system, so with sample data it gets a cluster of its own.
const plans = {
  portal: {
    folder: 'postgres',
    owner: 'portal_owner',
    urls: {
      DATABASE_URL: 'portal_app',
      DATABASE_OWNER_URL: 'portal_owner',
      DATABASE_BACKUP_URL: 'portal_backup',
    },
  },
  platform: {
    folder: 'platform',
    owner: 'platform_owner',
    urls: {
      PLATFORM_DATABASE_URL: 'platform_read',
      PLATFORM_DATABASE_WRITE_URL: 'platform_write',
      PLATFORM_DATABASE_OWNER_URL: 'platform_owner',
    },
  },
}

/**
 * Starts the embedded clusters that the settings call for, with their databases and roles.
 * @param {import('./environment.mjs').Settings} settings
 * @param {(name: string, again: () => Promise<void>) => void} [onExit] one ended unasked; `again` starts it where it was
 * @returns {Promise<{ urls: Record<string, string>, own: boolean,
 *   stop: (mode?: 'fast' | 'immediate') => Promise<void> }>} `own` is false when they were running already
 */
export async function startDatabases(settings, onExit) {
  const names = []
  if (settings.embedded) names.push('portal')
  if (settings.sample && !settings.given.PLATFORM_DATABASE_URL) names.push('platform')
  /** @type {Map<string, import('./embedded-postgres.mjs').Cluster>} */
  const clusters = new Map()
  let stopped = false
  const stop = async (/** @type {'fast' | 'immediate'} */ mode = 'fast') => {
    stopped = true
    await Promise.all([...clusters.values()].map((cluster) => cluster.stop(mode)))
  }

  const open = async (/** @type {string} */ name, /** @type {number | undefined} */ port) => {
    const plan = plans[name]
    const cluster = await startCluster({
      dataDir: join(settings.dataDir, plan.folder),
      superPassword: rolePassword(settings.keysDir, `super-${name}`),
      port,
      settings: { max_connections: '200' },
      onExit: () => onExit?.(name, () => open(name, cluster.port)),
    })
    clusters.set(name, cluster)
    // Asked to stop while one was being started again.
    if (stopped) await cluster.stop()
  }

  try {
    const made = await Promise.all(
      names.map(async (name) => {
        await open(name, undefined)
        return prepare(plans[name], name, clusters.get(name), settings.keysDir)
      }),
    )
    const own = [...clusters.values()].every((cluster) => !cluster.reused)
    return { urls: Object.assign({}, ...made), own, stop }
  } catch (error) {
    await stop()
    throw error instanceof Refusal ? error : new Refusal(inWords(error, settings.dataDir))
  }
}

/** PostgreSQL quotes the system, which says neither which disk nor what to do. */
function inWords(/** @type {Error} */ error, /** @type {string} */ dataDir) {
  const isFull = isDiskFull(error) || /No space left on device|Disk quota exceeded/.test(error.message)
  if (!isFull) return error.message
  return `No space left: ${diskInWords(diskOf(dataDir))} holds the databases in ${dataDir}. Make room; nothing is lost.`
}

async function prepare(plan, database, cluster, keysDir) {
  const roles = Object.values(plan.urls)
  const passwords = Object.fromEntries(roles.map((role) => [role, rolePassword(keysDir, role)]))
  try {
    await provision(cluster.superUrl, { database, owner: plan.owner, passwords })
  } catch (error) {
    // A command must be able to look at a portal whose disk is full. Its start has made the roles.
    if (!(cluster.reused && error.code === diskFullState)) throw error
  }
  return Object.fromEntries(
    Object.entries(plan.urls).map(([name, role]) => [
      name,
      `postgres://${role}:${passwords[role]}@127.0.0.1:${cluster.port}/${database}`,
    ]),
  )
}
