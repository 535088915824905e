import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import postgres from 'postgres'
import { startCluster } from '../../launch/embedded-postgres.mjs'
import { migrate } from '../migrate.ts'

const database = 'drill'

/**
 * Runs with an empty database on a PostgreSQL made for the purpose in `folder`, which is removed before and
 * afterwards.
 */
export async function withThrowawayServer<T>(folder: string, run: (url: string) => Promise<T>): Promise<T> {
  // A server of a run that was killed ends by itself when its lock file is gone.
  await rm(folder, { recursive: true, force: true })
  const server = await startCluster({
    dataDir: `${folder}/data`,
    superPassword: randomBytes(18).toString('base64url'),
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '512MB' },
  })
  try {
    const sql = postgres(server.superUrl, { max: 1, onnotice: () => {} })
    await sql.unsafe(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`)
    await sql.end()
    const url = new URL(server.superUrl)
    url.pathname = `/${database}`
    return await run(url.href)
  } finally {
    await server.stop('immediate')
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Brings a restored database of such a server to where a start of the portal finds it: roles, which are no part of a backup, and
 * their rights. Returns the address for the role of the app.
 */
export async function prepareRestored(url: string): Promise<string> {
  const password = randomBytes(18).toString('base64url')
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    for (const role of ['portal_app', 'portal_backup'])
      await sql.unsafe(
        `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '${password}'`,
      )
  } finally {
    await sql.end()
  }
  const as = (role: string) => Object.assign(new URL(url), { username: role, password }).href
  await migrate({ owner: url, app: as('portal_app'), backup: as('portal_backup') })
  return as('portal_app')
}
