import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { recordSubprocessor } from '#domain/assurance/subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '#domain/assurance/subprocessors/subprocessor-schemas.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { takeCosignature } from '#domain/audit/witness/take-cosignature.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { testLog } from '#testing/audit-log.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { hasGo } from '#testing/go.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { testAuthority, tlsServer } from '#testing/tls-server.ts'
import { testWitness } from '#testing/witness.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'
import { checkCommands, pageCommands } from './check-commands.ts'

const witness = testWitness()
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
  const witnesses = join(folder, 'witnesses')
  writeFileSync(witnesses, `${witness.key}\n`)
  portal = await testPortal({
    AUDIT_CHECKPOINT_DIR: folder,
    AUDIT_WITNESSES_FILE: witnesses,
    APP_URL: appUrl,
  })
  const { services } = portal
  const log = await testLog(portal, folder)
  const ofOwner = { ...portal.services, database: portal.database.owner }
  const actor = { kind: 'system', task: 'test' } as const
  await publishReferenceData(contextFor(ofOwner, { actor, locale: 'ru' }), new Date('2025-01-15T04:00:00Z'))
  const officer = await staffContext(portal, ['privacy-officer'])
  for (const agreement of [
    {},
    { agreementName: 'DPA.pdf', agreementSha256: 'ab'.repeat(32), agreementOn: '2025-01-10' },
  ])
    await recordSubprocessor(officer.ctx, subprocessor(agreement))
  await log.seal()
  const note = witness.cosign(log.outside.readCheckpoint() ?? '', services.clock.unmoved())
  expect(await takeCosignature(portal.visitor, note)).toBe('taken')
  // Fewer than ten people: what is counted of them is withheld.
  for (let n = 0; n < 3; n++) await portal.addPerson()
  await measureAgain(portal)
  await log.seal()
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  const next = (_req: unknown, res: ServerResponse) => void res.writeHead(404).end()
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(port, '127.0.0.1')
  await once(server.listener, 'listening')
})
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await portal.close()
})

const subprocessor = (agreement: object) =>
  subprocessorSchema.parse({
    subprocessorId: '',
    effectiveOn: '2025-01-15',
    since: '2025-01-15',
    nameKk: 'Пошта',
    nameRu: 'Почта',
    nameEn: 'Mail',
    serviceKk: 'Хат',
    serviceRu: 'Письма',
    serviceEn: 'Email',
    country: 'KZ',
    transferBasis: 'home',
    categories: 'registration',
    agreementName: '',
    agreementSha256: '',
    agreementOn: '',
    agreementEndsOn: '',
    ...agreement,
  })

/** As a stranger types it; what it says also when it fails. */
async function run(command: string): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command])
    return stdout + stderr
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
    expect(await run(checks.get('signature') ?? '')).toContain('Good "portal-evidence" signature')
    const record = JSON.parse(await run(checks.get('proof') ?? ''))
    expect(record).toMatchObject({ action: 'evidence.measure', resource: `evidence:${id}/${view.sha256}` })
  },
)

test('a signature fits no other figures, and there is none of a value that is withheld or unknown', async () => {
  const view = await evidenceOf(portal, 'actions-recorded')
  const command = commandsOf(view).get('signature') ?? ''
  expect(command).toContain('jq -cjS')
  expect(
    await run(command.replace('from, figures}', 'from, figures: {actions: 12, missing: 0}}')),
  ).not.toContain('Good')
  for (const id of ['service-consent', 'nothing'])
    expect(await run(`curl -s -o /dev/null -w '%{http_code}' ${appUrl}/trust/signatures/${id}`), id).toBe(
      '404',
    )
})

const pageCommand = (name: string) => pageCommands(appUrl, 1).find((one) => one.name === name)?.command ?? ''

test('the command for the whole page: the words are signed', async () => {
  expect(await run(pageCommand('words'))).toContain('Good "git" signature')
})

test.skipIf(!hasGo)('the command for the whole page: every value is in the log', async () => {
  const { items } = JSON.parse(await run(`curl -s ${appUrl}/api/v1/trust`))
  const views: EvidenceView[] = items.flatMap(({ evidence }: { evidence: EvidenceView[] }) => evidence)
  const proved = new Set(views.flatMap(({ id, sha256 }) => (sha256 === null ? [] : [id])))
  expect(proved.size).toBeGreaterThan(10)
  const said = (await run(pageCommand('everything'))).trim().split('\n')
  expect(said).toHaveLength(proved.size)
  expect(said.filter((line) => !line.startsWith('accepted '))).toEqual([])
})

test('the newest checkpoint and the key that signed it', async () => {
  const command = commandsOf(await evidenceOf(portal, 'audit-log-verified')).get('log') ?? ''
  const [origin = ''] = (await run(command)).split('\n')
  expect(await run(command)).toContain(`\n— ${origin} `)
})

test('agreements are counted again from the public list, and the head that a witness signed is shown', async () => {
  const view = await evidenceOf(portal, 'agreements-current')
  expect(view.figures).toMatchObject({ subprocessors: 2, missing: 1, over: 0 })
  const counted = JSON.parse(await run(commandsOf(view).get('agreements') ?? ''))
  expect(counted).toEqual({ subprocessors: 2, missing: 1, over: 0 })
  const cosigned = commandsOf(await evidenceOf(portal, 'log-cosigned')).get('cosigned') ?? ''
  expect(await run(cosigned)).toMatch(/\n— auditor\.example\/witness \S+\n$/)
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
