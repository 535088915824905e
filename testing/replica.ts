import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { startCluster } from '../launch/embedded-postgres.mjs'

export type Replica = {
  folder: string
  superUrl: string
  /** Waits until it has replayed all that the primary has written, and has it in its files. */
  caughtUp: () => Promise<void>
  remove: () => Promise<void>
}

/** What `pg_basebackup` leaves out: locks, slots and what is made again at each start. */
const leftOut = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'postgresql.log',
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])

/**
 * A streaming replica of a server on this machine. The embedded PostgreSQL has no `pg_basebackup`: the copy is made by the same
 * functions of the server that it calls (PostgreSQL 18, section 25.3.3, "Making a Base Backup Using the Low Level API").
 */
export async function startReplica(primaryUrl: string): Promise<Replica> {
  const root = await mkdtemp(join(tmpdir(), 'portal-replica-'))
  const folder = join(root, 'data')
  const slot = `replica_${process.pid}`
  const primary = postgres(primaryUrl, { max: 1, onnotice: () => {} })
  // The log from here on stays on the primary until the replica has it.
  await primary`SELECT pg_create_physical_replication_slot(${slot}, true)`
  const [{ from } = { from: '' }] = await primary<{ from: string }[]>`
    SELECT current_setting('data_directory') AS from`
  await primary`SELECT pg_backup_start('replica', true)`
  await mkdir(folder, { mode: 0o700 })
  await copyFolder(from, folder)
  for (const name of leftOut)
    if (name.startsWith('pg_')) await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  const [{ labelfile } = { labelfile: '' }] = await primary<{ labelfile: string }[]>`
    SELECT labelfile FROM pg_backup_stop(false)`
  await writeFile(join(folder, 'backup_label'), labelfile)
  await writeFile(join(folder, 'standby.signal'), '')
  // A standby has at least the limits of its primary, or does not start.
  const limits = await primary<{ name: string; setting: string }[]>`
    SELECT name, setting FROM pg_settings WHERE name IN ('max_connections', 'max_worker_processes',
      'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction')`
  const { hostname, port, username, password } = new URL(primaryUrl)
  const conninfo = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`
  const cluster = await startCluster({
    dataDir: folder,
    superPassword: decodeURIComponent(password),
    binDir: process.env.TEST_POSTGRES_BIN,
    settings: {
      ...Object.fromEntries(limits.map(({ name, setting }) => [name, setting])),
      fsync: 'off',
      hot_standby: 'on',
      primary_conninfo: conninfo,
      primary_slot_name: slot,
    },
  })
  const standby = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  return {
    folder,
    superUrl: cluster.superUrl,
    caughtUp: async () => {
      await primary`CHECKPOINT`
      const [{ lsn } = { lsn: '' }] = await primary<
        { lsn: string }[]
      >`SELECT pg_current_wal_lsn()::text AS lsn`
      for (let tries = 0; tries < 600; tries++) {
        const [row] = await standby<{ there: boolean }[]>`
          SELECT pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn AS there`
        if (row?.there) {
          await standby`CHECKPOINT`
          return
        }
        await sleep(100)
      }
      throw new Error(`the replica did not reach ${lsn}`)
    },
    remove: async () => {
      await standby.end()
      await cluster.stop('immediate')
      // The slot is free once the primary notices that the replica has gone.
      for (let tries = 0; tries < 100; tries++) {
        const [row] = await primary<{ active: boolean }[]>`
          SELECT active FROM pg_replication_slots WHERE slot_name = ${slot}`
        if (row && !row.active) break
        await sleep(100)
      }
      await primary`SELECT pg_drop_replication_slot(${slot})`
      await primary.end()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Files may go while they are copied, as when another database is dropped: the log that is replayed says so too. */
async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (leftOut.has(entry.name) || entry.name.startsWith('pgsql_tmp')) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    try {
      if (entry.isDirectory()) {
        await mkdir(target, { mode: 0o700 })
        await copyFolder(source, target)
      } else if (entry.isFile()) await cp(source, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
