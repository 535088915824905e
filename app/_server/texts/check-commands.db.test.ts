import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { testLog } from '#testing/audit-log.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { checkCommands } from './check-commands.ts'

let portal: TestPortal
let server: PortalServer
let snapshots: Snapshots
let appUrl: string

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  appUrl = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'portal-log-'))
  portal = await testPortal({ AUDIT_CHECKPOINT_DIR: folder, APP_URL: appUrl })
  const log = await testLog(portal, folder)
  await measureAgain(portal)
  await log.seal()
  const { services } = portal
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  const next = async () => {}
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(port, '127.0.0.1')
  await once(server.listener, 'listening')
})
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await portal.close()
})

const run = async (command: string) => (await promisify(execFile)('bash', ['-c', command])).stdout

test('the commands on the page work as they are written, for a stranger', async () => {
  const view = await evidenceOf(portal, 'audit-log-verified')
  const checks = new Map(checkCommands(appUrl, view).map(({ name, command }) => [name, command]))
  expect([...checks.keys()]).toEqual(['hash', 'proof', 'log'])
  expect(await run(checks.get('hash') ?? '')).toBe(`${view.sha256}  -\n`)
  const record = JSON.parse(await run(checks.get('proof') ?? ''))
  expect(record).toMatchObject({
    action: 'evidence.measure',
    resource: `evidence:audit-log-verified/${view.sha256}`,
  })
  const [origin = ''] = (await run(checks.get('log') ?? '')).split('\n')
  expect(await run(checks.get('log') ?? '')).toContain(`\n— ${origin} `)
})

test('a value that is withheld or missing has no command that could tell it', async () => {
  const view = await evidenceOf(portal, 'actions-recorded')
  expect(checkCommands(appUrl, { ...view, sha256: null })).toEqual([])
})
