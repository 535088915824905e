import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { pageSnapshot } from '#db/schema/installation.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import type { Services } from '#platform/services.ts'
import { openSnapshots, type Snapshots, saveSnapshot } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { renderSnapshots } from './render-snapshots.ts'

let db: TestDatabase
let services: Services
let snapshots: Snapshots
let portal: PortalServer
let words = 'first'
let broken = ''

/** Stands for the framework. */
function next(req: IncomingMessage, res: ServerResponse) {
  const page = `<!DOCTYPE html><html><head><title>T</title></head><body>${words}<script>1</script></body></html>`
  res.statusCode = req.url === broken ? 500 : 200
  res.setHeader('content-type', 'text/html; charset=utf-8')
  res.end(page)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

beforeAll(async () => {
  db = await testDatabase()
  const port = await freePort()
  services = testServices(db.app, db.appUrl, { PORT: String(port) })
  snapshots = openSnapshots(db.app, 'new', services.log, services.clock)
  portal = createPortalServer({ services, next, snapshots, buildId: 'new', publicFiles: new Set() })
  portal.listener.listen(port, '127.0.0.1')
  await once(portal.listener, 'listening')
})

afterAll(async () => {
  await portal.drain()
  await snapshots.close()
  await db.close()
})

function render() {
  const mailer = openMailer(services.env.SMTP_URL, services.env.MAIL_FROM)
  const job = { id: '1', attempt: 1, signal: AbortSignal.timeout(20_000) }
  return renderSnapshots({ services, mailer, platform: null }, {}, job)
}

const held = async (path: string, text: string) =>
  expect.poll(() => snapshots.find(path)?.plain.toString(), { timeout: 60_000 }).toContain(text)

test('every public page is kept without its script, in every language, and served', async () => {
  await render()
  for (const path of ['/kk', '/ru/policy', '/en/requests/new/access']) await held(path, 'first')
  expect(snapshots.find('/kk')?.plain.toString()).not.toContain('<script')
  expect(snapshots.find('/kk')?.csp).toContain("script-src 'none'")
  const served = await fetch(`http://127.0.0.1:${services.env.PORT}/kk`)
  expect(served.headers.get('etag')).toBe(snapshots.find('/kk')?.tag)
})

test('a page that fails leaves the good one where it is, and the job is tried again', async () => {
  words = 'second'
  broken = '/ru/policy'
  await expect(render()).rejects.toThrow('1 of')
  await held('/kk', 'second')
  await held('/ru/policy', 'first')
})

test('pages of old builds go when all of the new are there', async () => {
  broken = ''
  const page = { path: '/kk', html: 'old', csp: '' }
  await saveSnapshot(db.app, { ...page, buildId: 'old' })
  await saveSnapshot(db.app, { ...page, buildId: 'recent' })
  await db.app.db.execute(
    sql`UPDATE page_snapshot SET rendered_at = now() - interval '2 hours' WHERE build_id = 'old'`,
  )
  await render()
  const builds = await db.app.db.selectDistinct({ build: pageSnapshot.buildId }).from(pageSnapshot)
  expect(builds.map(({ build }) => build).sort()).toEqual(['new', 'recent'])
})
