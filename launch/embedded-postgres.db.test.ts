import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Cluster, type ClusterOptions, startCluster } from './embedded-postgres.mjs'
import { provision } from './provision.mjs'

let folder = ''
const started: Cluster[] = []

// mkdtemp creates a folder of mode 0700: as root, PostgreSQL runs below a folder that other users cannot enter.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-launch-'))
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((cluster) => cluster.stop('immediate')))
  rmSync(folder, { recursive: true, force: true })
})

async function start(more: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const binDir = process.env.TEST_POSTGRES_BIN
  const cluster = await startCluster({
    binDir,
    dataDir: join(folder, 'data'),
    superPassword: 'Қ /?#',
    ...more,
  })
  started.push(cluster)
  return cluster
}

async function query(cluster: Cluster, statement: string): Promise<unknown> {
  const sql = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql.unsafe(statement)
    return row && Object.values(row)[0]
  } finally {
    await sql.end()
  }
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its port from one start to the next', async () => {
    const first = await start()
    await query(first, 'create table kept as select 7 as n')
    await first.stop()
    const second = await start()
    expect(second.port).toBe(first.port)
    expect(second.reused).toBe(false)
    expect(await query(second, 'select n from kept')).toBe(7)
  })

  test('lets the roles of the portal connect to its database alone', async () => {
    const cluster = await start()
    const passwords = { it_owner: 'one', it_app: 'two' }
    for (let time = 0; time < 2; time += 1)
      await provision(cluster.superUrl, { database: 'it', owner: 'it_owner', passwords })
    const connect = async (role: keyof typeof passwords, database: string) => {
      const url = new URL(cluster.superUrl)
      Object.assign(url, { username: role, password: passwords[role], pathname: `/${database}` })
      const sql = postgres(url.href, { max: 1, onnotice: () => {} })
      try {
        return (await sql`SELECT current_database() AS name`)[0]?.name
      } finally {
        await sql.end()
      }
    }
    for (const role of ['it_owner', 'it_app'] as const) {
      expect(await connect(role, 'it')).toBe('it')
      for (const other of ['postgres', 'template1'])
        await expect(connect(role, other)).rejects.toThrow(`permission denied for database "${other}"`)
    }
  })

  test('sorts by ICU in UTF-8 whatever the host does, and listens on loopback alone', async () => {
    const cluster = await start()
    expect(
      await query(cluster, "select datlocprovider::text from pg_database where datname = 'postgres'"),
    ).toBe('i')
    expect(await query(cluster, 'show server_encoding')).toBe('UTF8')
    expect(await query(cluster, 'show listen_addresses')).toBe('127.0.0.1')
    expect(await query(cluster, 'show unix_socket_directories')).toBe('')
  })

  test('lets nobody in without the password, and leaves the password in no file', async () => {
    const cluster = await start()
    const wrong = new URL(cluster.superUrl)
    wrong.password = 'wrong'
    await expect(query({ ...cluster, superUrl: wrong.href }, 'select 1')).rejects.toThrow(/password/)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(files.length).toBeGreaterThan(100)
    const holding = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes('Қ /?#'))
    expect(holding.map((file) => file.name)).toEqual([])
  })

  test('writes no value of a failed statement to its log', async () => {
    const cluster = await start()
    await query(cluster, 'create table person (mail text primary key)')
    const insert = "insert into person values ('aigerim@sample.test')"
    await query(cluster, insert)
    await expect(query(cluster, insert)).rejects.toThrow(/duplicate/)
    const log = join(folder, 'data', 'postgresql.log')
    expect(readFileSync(log, 'utf8')).toMatch(/duplicate key/)
    expect(readFileSync(log, 'utf8')).not.toMatch(/aigerim/)
    expect(statSync(log).mode & 0o777).toBe(0o600)
  })

  test('tells when it dies, and comes back with every acknowledged row', async () => {
    let deaths = 0
    const first = await start({ onExit: () => (deaths += 1) })
    await query(first, 'create table kept as select 7 as n')
    process.kill(first.pid, 'SIGKILL')
    await vi.waitFor(() => expect(deaths).toBe(1), 10_000)
    const second = await start()
    expect(await query(second, 'select n from kept')).toBe(7)
    expect(deaths).toBe(1)
  })

  test('does not tell when it was asked to stop', async () => {
    let deaths = 0
    const cluster = await start({ onExit: () => (deaths += 1) })
    await cluster.stop()
    expect(deaths).toBe(0)
  })

  test('takes over one that a killed parent left running', async () => {
    const module = new URL('./embedded-postgres.mjs', import.meta.url).pathname
    const options = JSON.stringify({
      binDir: process.env.TEST_POSTGRES_BIN,
      dataDir: join(folder, 'data'),
      superPassword: 'Қ /?#',
    })
    const script = `import { startCluster } from ${JSON.stringify(module)}
      const { pid } = await startCluster(${options})
      console.log(pid)
      process.kill(process.pid, 'SIGKILL')`
    let orphan = ''
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    } catch (error) {
      orphan = String((error as { stdout: string }).stdout).trim()
    }
    let deaths = 0
    const cluster = await start({ onExit: () => (deaths += 1) })
    expect(cluster.reused).toBe(true)
    expect(cluster.pid).toBe(Number(orphan))
    expect(await query(cluster, 'select 1')).toBe(1)
    process.kill(cluster.pid, 'SIGKILL')
    await expect.poll(() => deaths, { timeout: 60_000 }).toBe(1)
  })

  test('does not take over one that was started with other settings', async () => {
    const first = await start()
    const second = await start({ settings: { max_connections: '33' } })
    expect(second.reused).toBe(false)
    expect(second.pid).not.toBe(first.pid)
    expect(await query(second, 'show max_connections')).toBe('33')
  })

  test('is not misled by the lock of a crash whose process number is now somebody else', async () => {
    const first = await start()
    const lock = join(folder, 'data', 'postmaster.pid')
    const content = readFileSync(lock, 'utf8')
    await first.stop()
    writeFileSync(lock, content.replace(/^\d+/, String(process.pid)))
    const second = await start()
    expect(await query(second, 'select 1')).toBe(1)
  })

  test('moves to another port when its own was taken meanwhile, and refuses when the port was a wish', async () => {
    const other = await start({ dataDir: join(folder, 'other') })
    const first = await start()
    await first.stop()
    writeFileSync(join(folder, 'data', 'launch.json'), JSON.stringify({ port: other.port }))
    const second = await start()
    expect(second.port).not.toBe(other.port)
    await second.stop()
    await expect(start({ port: other.port })).rejects.toThrow(/did not start/)
  })

  test('says the end of the log when it cannot start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/shared_buffers/)
  })

  test('leaves a folder alone that is something else', async () => {
    writeFileSync(join(folder, 'letter.txt'), 'x')
    await expect(start({ dataDir: folder })).rejects.toThrow(/is not empty/)
  })
})
