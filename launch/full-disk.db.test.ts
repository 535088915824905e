import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SmallDisk, smallDisk } from '#testing/small-disk.ts'
import { claim, findPortal } from './claim.mjs'
import { type Cluster, startCluster } from './embedded-postgres.mjs'
import { keepDatabase } from './keep-database.mjs'
import { birthOf, signalProcess } from './processes.mjs'
import { supervise } from './supervise.mjs'

// Mounting a disk needs root, so on other people's machines these are skipped.
const probe = smallDisk(1)
probe?.remove()
const onLinuxAsRoot = test.skipIf(!probe)

let disk: SmallDisk
const said: string[] = []
beforeEach(() => {
  disk = smallDisk(200) as SmallDisk
  said.length = 0
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)))
})
afterEach(() => {
  vi.restoreAllMocks()
  disk?.remove()
})

onLinuxAsRoot(
  'a program that ends on a full disk is started again, and is noted when there is space',
  async () => {
    const mine = await claim(disk.folder)
    const pids: number[] = []
    const supervised = supervise({
      name: 'server',
      command: process.execPath,
      args: ['-e', 'setInterval(() => console.log("a line of the log"), 10)'],
      env: process.env,
      logFile: join(disk.folder, 'log', 'server.log'),
      track: (name, pid) => {
        pids.push(pid)
        return mine.track(name, pid)
      },
      say: (line) => void said.push(line),
    })
    try {
      await vi.waitFor(() => expect(pids).toHaveLength(1))
      disk.fill()
      for (const ends of [1, 2]) {
        process.kill(pids.at(-1) ?? 0, 'SIGKILL')
        await vi.waitFor(() => expect(pids).toHaveLength(ends + 1), 10_000)
      }
      expect(birthOf(pids.at(-1) ?? 0)).toBeDefined()
      expect(supervised.deaths()).toBe(2)
      expect(said.filter((line) => line.includes('was not written'))).toHaveLength(1)
      disk.makeRoom()
      await vi.waitFor(
        () => expect(findPortal(disk.folder)?.started.map(({ pid }) => pid)).toEqual([pids.at(-1)]),
        10_000,
      )
    } finally {
      await supervised.stop(1000)
    }
  },
)

onLinuxAsRoot(
  'a database that ends on a full disk comes back when there is space',
  { timeout: 60_000 },
  async () => {
    const stop = new AbortController()
    const keep = keepDatabase(stop.signal)
    const open = (port?: number): Promise<Cluster> =>
      startCluster({
        binDir: process.env.TEST_POSTGRES_BIN,
        dataDir: join(disk.folder, 'data'),
        superPassword: 'secret',
        port,
        onExit: () =>
          keep('portal', async () => {
            cluster = await open(cluster.port)
          }),
      })
    let cluster = await open()
    try {
      await query(() => cluster, 'create table kept as select 7 as n')
      disk.fill()
      const tooMuch = "select pg_logical_emit_message(true, 'fill', repeat('x', 40000000))"
      await expect(query(() => cluster, tooMuch)).rejects.toThrow()
      signalProcess(cluster.pid, 'SIGKILL')
      await vi.waitFor(
        () => expect(said.filter((line) => line.includes('did not start'))).not.toEqual([]),
        20_000,
      )
      disk.makeRoom()
      await vi.waitFor(async () => expect(await query(() => cluster, 'select n from kept')).toBe(7), {
        timeout: 30_000,
        interval: 200,
      })
      await query(() => cluster, 'create table another as select 8 as n')
    } finally {
      stop.abort()
      await cluster.stop('immediate')
    }
  },
)

async function query(cluster: () => Cluster, statement: string): Promise<unknown> {
  const sql = postgres(cluster().superUrl, { max: 1, onnotice: () => {}, connect_timeout: 2 })
  try {
    const [row] = await sql.unsafe(statement)
    return row && Object.values(row)[0]
  } finally {
    await sql.end({ timeout: 1 })
  }
}
