import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Database, openDatabase } from '#db/client.ts'
import { beat } from '#platform/heartbeat.ts'
import { type Snapshot, type Snapshots, saveSnapshot } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { type DatabaseOnSmallDisk, databaseOnSmallDisk } from '#testing/full-database.ts'
import { testServices } from '#testing/services.ts'
import { smallDisk } from '#testing/small-disk.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const appUrl = 'http://localhost:4997'
const plain = Buffer.from('<html>policy</html>')
const held: Snapshot = { tag: 'W/"a"', csp: "script-src 'none'", plain, br: plain, gzip: plain }
const snapshots: Snapshots = {
  find: (path) => (path === '/ru/policy' ? held : undefined),
  count: () => 1,
  loaded: () => true,
  close: async () => {},
}
const allGood = {
  accepting: true,
  snapshots: true,
  database: true,
  migrations: true,
  writes: true,
  disk: true,
  worker: true,
}

async function serve(database: Database, url: string, dataDir: string) {
  const services = testServices(database, url, { APP_URL: appUrl, PORTAL_DATA_DIR: dataDir })
  const portal: PortalServer = createPortalServer({
    services,
    next: async (_req, res) => void res.end('page'),
    snapshots,
    buildId: 'b',
    publicFiles: new Set(),
  })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  const { port } = portal.listener.address() as AddressInfo
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'identity' } })
  return {
    ready: async () => {
      const answer = await ask('/health/ready')
      return { status: answer.status, checks: ((await answer.json()) as { checks: object }).checks }
    },
    policy: async () => (await ask('/ru/policy')).text(),
    close: () => new Promise((closed) => portal.listener.close(closed)),
  }
}

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

test('without a worker for a minute it is not ready, and public pages are served', async () => {
  const server = await serve(db.app, db.appUrl, '/')
  try {
    expect(await server.ready()).toEqual({ status: 503, checks: { ...allGood, worker: false } })
    await beat(db.app, 'worker')
    await vi.waitFor(
      async () => expect(await server.ready()).toEqual({ status: 200, checks: allGood }),
      10_000,
    )
    await db.owner.db.execute(sql`UPDATE installation_fact SET set_at = set_at - interval '61 seconds'`)
    await vi.waitFor(
      async () =>
        expect(await server.ready()).toEqual({ status: 503, checks: { ...allGood, worker: false } }),
      10_000,
    )
    expect(await server.policy()).toBe('<html>policy</html>')
  } finally {
    await server.close()
  }
})

const disk = smallDisk(10)
test.skipIf(!disk)('with a full disk of the data it is not ready until there is space', async () => {
  if (!disk) return
  const server = await serve(db.app, db.appUrl, disk.folder)
  try {
    await beat(db.app, 'worker')
    disk.fill()
    await vi.waitFor(
      async () => expect((await server.ready()).checks).toEqual({ ...allGood, disk: false }),
      10_000,
    )
    disk.makeRoom()
    await vi.waitFor(async () => expect((await server.ready()).status).toBe(200), 10_000)
  } finally {
    await server.close()
    disk.remove()
  }
})

let full: DatabaseOnSmallDisk | null = null
test.skipIf(!disk)(
  'when the disk of the database is full it is not ready, reads go on, and it recovers by itself',
  { timeout: 90_000 },
  async () => {
    full = await databaseOnSmallDisk()
    if (!full) return
    const database = openDatabase(full.appUrl, { max: 3 })
    const server = await serve(database, full.appUrl, '/')
    const large = (path: string) =>
      saveSnapshot(database, { buildId: 'b', path, html: randomBytes(4_000_000).toString('hex'), csp: '' })
    try {
      await beat(database, 'worker')
      full.disk.fill()
      await expect(large('/full')).rejects.toThrow()
      await vi.waitFor(
        async () => expect((await server.ready()).checks).toMatchObject({ database: true, writes: false }),
        30_000,
      )
      expect(await server.policy()).toBe('<html>policy</html>')
      full.disk.makeRoom()
      await vi.waitFor(() => large('/room'), 30_000)
      const now = performance.now.bind(performance)
      vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000)
      await beat(database, 'worker')
      await vi.waitFor(async () => expect((await server.ready()).checks).toEqual(allGood), 10_000)
    } finally {
      vi.restoreAllMocks()
      await server.close()
      await database.close()
      await full.remove()
    }
  },
)
