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
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { testLog } from '#testing/audit-log.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { testAuthority, tlsServer } from '#testing/tls-server.ts'
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

/** As a stranger types it; what it says also when it fails. */
async function run(command: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', command])
    return stdout
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

const commandsOf = (view: EvidenceView, url = appUrl) =>
  new Map(checkCommands(url, view).map(({ name, command }) => [name, command]))

test.each(evidenceIds)(
  '%s: the commands on the page work as they are written, for a stranger',
  async (id) => {
    const view = await evidenceOf(portal, id)
    const checks = commandsOf(view)
    expect(checks.size).toBeGreaterThan(0)
    if (view.sha256 === null) {
      const { state, measuredAt, expiresAt } = view
      expect(JSON.parse(await run(checks.get('state') ?? ''))).toEqual({ id, state, measuredAt, expiresAt })
      return
    }
    expect(await run(checks.get('hash') ?? '')).toBe(`${view.sha256}  -\n`)
    const record = JSON.parse(await run(checks.get('proof') ?? ''))
    expect(record).toMatchObject({ action: 'evidence.measure', resource: `evidence:${id}/${view.sha256}` })
  },
)

test('the newest checkpoint and the key that signed it', async () => {
  const command = commandsOf(await evidenceOf(portal, 'audit-log-verified')).get('log') ?? ''
  const [origin = ''] = (await run(command)).split('\n')
  expect(await run(command)).toContain(`\n— ${origin} `)
})

test('an address with TLS refuses TLS 1.2; one that does not is found out', async () => {
  const authority = testAuthority()
  const tls = await tlsServer()
  const certificate = authority.certificate(90)
  await tls.start(certificate)
  const command = commandsOf(await evidenceOf(portal, 'connections-encrypted'), tls.url).get('tls') ?? ''
  expect(await run(command)).toContain('Cipher is (NONE)')
  await tls.start({ ...certificate, minVersion: 'TLSv1.2' })
  expect(await run(command)).not.toContain('Cipher is (NONE)')
  await tls.stop()
  authority.remove()
})

test('a value that is withheld or missing has no command that could tell it', async () => {
  const view = await evidenceOf(portal, 'actions-recorded')
  expect([...commandsOf({ ...view, sha256: null }).keys()]).toEqual(['state'])
})
