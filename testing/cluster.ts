import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../launch/embedded-postgres.mjs'

export type ThrowawayCluster = {
  superUrl: string
  /** Ends the server as if the machine had crashed and starts it again on the same port. `meanwhile` may spoil its files. */
  crash: (downMs?: number, meanwhile?: (dataDir: string) => void) => Promise<void>
  remove: () => Promise<void>
}

/**
 * A PostgreSQL in a temporary folder, for tests only: it forgoes safety from power loss. `TEST_POSTGRES_BIN` names the
 * folder of another version's programs.
 */
export async function throwawayCluster(settings: Record<string, string> = {}): Promise<ThrowawayCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-test-'))
  const options = {
    dataDir: join(folder, 'data'),
    superPassword: randomBytes(12).toString('hex'),
    binDir: process.env.TEST_POSTGRES_BIN,
    settings: { fsync: 'off', full_page_writes: 'off', ...settings },
  }
  let cluster: Cluster = await startCluster(options)
  return {
    superUrl: cluster.superUrl,
    crash: async (downMs = 300, meanwhile = () => {}) => {
      await cluster.stop('immediate')
      meanwhile(options.dataDir)
      await new Promise((done) => setTimeout(done, downMs))
      cluster = await startCluster({ ...options, port: cluster.port })
    },
    remove: async () => {
      await cluster.stop('immediate')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
