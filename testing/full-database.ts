import { join } from 'node:path'
import postgres from 'postgres'
import { startCluster } from '../launch/embedded-postgres.mjs'
import { createRoles, makeDatabase, urlOf } from './global-setup.ts'
import { type SmallDisk, smallDisk } from './small-disk.ts'

export type DatabaseOnSmallDisk = { disk: SmallDisk; appUrl: string; remove: () => Promise<void> }

/** A migrated database on a disk of its own that a test can fill; null where none may be mounted. */
export async function databaseOnSmallDisk(): Promise<DatabaseOnSmallDisk | null> {
  const disk = smallDisk(250)
  if (!disk) return null
  const cluster = await startCluster({
    binDir: process.env.TEST_POSTGRES_BIN,
    dataDir: join(disk.folder, 'postgres'),
    superPassword: 'test',
  })
  const sql = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(sql)
  await makeDatabase(sql, cluster.superUrl, 'portal')
  await sql.end()
  return {
    disk,
    appUrl: urlOf(cluster.superUrl, 'portal_app', 'portal'),
    remove: async () => {
      await cluster.stop('immediate')
      disk.remove()
    },
  }
}
