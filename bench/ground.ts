import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import postgres from 'postgres'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { type ThrowawayCluster, throwawayCluster } from '#testing/cluster.ts'
import { publishReferenceData } from '../cli/prepare/reference-data.ts'
import { openDatabase } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { provision } from '../launch/provision.mjs'
import { readEnvironment } from '../platform/env.ts'
import { openServices } from '../platform/services.ts'
import { heapArguments, readHeapMb } from './heap.ts'
import { residentMb } from './processor-time.ts'

const roles = ['portal_owner', 'portal_app', 'portal_backup'] as const

export type Ground = Awaited<ReturnType<typeof openGround>>
export type Kept = { folder: string; cluster: Pick<ThrowawayCluster, 'superUrl' | 'remove'> }

type Wanted = { platform?: boolean; kept?: Kept; proxied?: boolean }

/** PostgreSQL safe from power loss, as in production. */
const safe = {
  fsync: 'on',
  full_page_writes: 'on',
  max_connections: '200',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
}

/**
 * A PostgreSQL of the measurement's own with the portal's tables and a key. `platform`: with the sample platform beside it. `kept`: a
 * cluster that stays, with the folder of its files and keys. `proxied`: the client's address is what `x-forwarded-for` says.
 */
export async function openGround({ platform = false, kept, proxied = false }: Wanted = {}) {
  const cluster = kept?.cluster ?? (await throwawayCluster(safe))
  const passwords = Object.fromEntries(roles.map((role) => [role, 'bench']))
  await provision(cluster.superUrl, { database: 'portal', owner: 'portal_owner', passwords })
  const urlOf = (role: string) => {
    const url = new URL(cluster.superUrl)
    return Object.assign(url, { username: role, password: 'bench', pathname: '/portal' }).href
  }
  const owner = urlOf('portal_owner')
  await migrate({ owner, app: urlOf('portal_app'), backup: urlOf('portal_backup') })
  const platformUrl = platform ? await platformOn(cluster.superUrl) : null
  const folder = kept?.folder ?? mkdtempSync(join(tmpdir(), 'portal-bench-'))
  const settings: Record<string, string> = {
    DATABASE_URL: urlOf('portal_app'),
    SMTP_URL: 'smtp://localhost:9',
    PORTAL_SAMPLE_DATA: '1',
    LOG_LEVEL: 'warn',
    ...(proxied && { TRUSTED_PROXY: '127.0.0.1' }),
    AUTH_SECRET: 'b'.repeat(40),
    SNAPSHOT_TOKEN: 'b'.repeat(40),
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: join(folder, 'keys'),
    ...(platformUrl && {
      PLATFORM_DATABASE_URL: platformUrl,
      PLATFORM_DATABASE_WRITE_URL: platformUrl,
    }),
  }
  const services = openServices(readEnvironment(settings), 'bench')
  const system = { actor: { kind: 'system', task: 'bench' }, locale: 'ru' } as const
  const database = openDatabase(owner, {
    max: 4,
    deadlineMs: 3_600_000,
    applicationName: 'bench',
    settings: { 'app.reach': 'all', 'app.actor': 'system:bench' },
  })
  await publishReferenceData(contextFor({ ...services, database }, system), new Date())
  const ctx = contextFor(services, system)
  const { key } = await createApiKey(ctx, {
    name: 'bench',
    scopes: [...apiScopes],
    callsPerMinute: 10_000_000,
  })
  return {
    cluster: cluster as ThrowawayCluster,
    key,
    ctx,
    owner: database,
    ownerUrl: owner,
    /** The environment of the portal's processes here. */
    settings,
    /** Starts one of the servers of this folder as a child process. */
    serve: (file: string) =>
      serve(join(import.meta.dirname, file), { ...settings, DATABASE_OWNER_URL: owner }),
    close: async () => {
      await Promise.all([services.database.close(), database.close()])
      await cluster.remove()
      if (!kept) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The sample platform in a database of the same server, owned by a role of its own. */
async function platformOn(superUrl: string): Promise<string> {
  const server = postgres(superUrl, { max: 1, onnotice: () => {} })
  for (const name of ['platform_owner', 'platform_read', 'platform_write'])
    await server.unsafe(`create role ${name} login password 'bench'`)
  await server.unsafe('create database platform owner platform_owner')
  await server.end()
  const url = Object.assign(new URL(superUrl), {
    username: 'platform_owner',
    password: 'bench',
    pathname: '/platform',
  }).href
  await loadSamplePlatform(url, new Date())
  return url
}

async function serve(file: string, settings: Record<string, string>) {
  const port = await freePort()
  const env = {
    ...process.env,
    ...settings,
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    NODE_ENV: 'production' as const,
  }
  const child = spawn(process.execPath, [...heapArguments, file], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  }) as ChildProcessByStdio<null, Readable, null>
  child.stdout.on('data', (said: Buffer) => process.env.BENCH_LOUD && process.stdout.write(said))
  await once(child.stdout, 'data')
  return {
    port,
    /** What it prints after its first line. */
    output: child.stdout,
    /** Resident memory in MB, as the system counts it. */
    memory: () => residentMb(child.pid ?? 0),
    /** What it holds in memory after a garbage collection, in MB. */
    heap: () => readHeapMb(child),
    /** Tells it to stop; its exit code. */
    stop: async (): Promise<number | null> => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      return (await gone)[0]
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}
