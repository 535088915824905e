import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkpointText, readCheckpoint } from '#domain/audit/rules/checkpoint.ts'
import { cosignatureOf, readWitnessKey } from '#domain/audit/rules/cosignature.ts'
import { leafHash, TreeEdge } from '#domain/audit/rules/merkle-tree.ts'
import { signNote } from '#domain/audit/rules/signed-note.ts'
import { testLog } from '#testing/audit-log.ts'
import { goEnvironment, hasGo } from '#testing/go.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-witness-'))
const witnesses = join(folder, 'witnesses')
const program = join(folder, 'witness')
const seen = join(folder, 'seen')
let data: TestPortal
let portal: PortalServer
let log: Awaited<ReturnType<typeof testLog>>
let url: string
let logKey: string
let witnessKey: string
beforeAll(async () => {
  data = await testPortal({ AUDIT_WITNESSES_FILE: witnesses })
  log = await testLog(data)
  portal = createPortalServer({
    services: data.services,
    next: (_req, res) => void res.writeHead(500).end(),
    snapshots: { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} },
    buildId: 'build',
    publicFiles: new Set(),
  })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  url = `http://127.0.0.1:${(portal.listener.address() as AddressInfo).port}`
  await log.write('a', 'b')
  await log.seal()
  logKey = (await (await fetch(`${url}/.well-known/audit-log.vkey`)).text()).trim()
  if (!hasGo) return
  execFileSync('go', ['build', '-o', program, 'docs/witness.go'], { env: goEnvironment })
  witnessKey = (await witness('new', 'auditor.example/witness', join(folder, 'key'))).said.trim()
  writeFileSync(witnesses, `# Those who look at the log.\n${witnessKey}\n`)
}, 60_000)
afterAll(async () => {
  await portal.drain()
  await data.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Not in this process's thread: the portal that it asks runs here. */
async function witness(...args: string[]) {
  const running = spawn(program, args, { env: goEnvironment })
  let said = ''
  running.stdout.on('data', (piece) => {
    said += piece
  })
  const [status] = await once(running, 'close')
  return { status, said }
}
const cosign = (at = url, keyFile = join(folder, 'key')) => witness('cosign', at, logKey, keyFile, seen)
const verify = (note: string) =>
  spawnSync(program, ['verify', logKey, witnessKey], { input: note, encoding: 'utf8' })
const post = (body: string, type = 'text/plain') =>
  fetch(`${url}/audit/cosignatures`, { method: 'POST', body, headers: { 'content-type': type } })
const text = async (path: string) => (await fetch(`${url}${path}`)).text()

test.skipIf(!hasGo)(
  'a witness behind a router looks, signs and sends, and Go checks what is published',
  async () => {
    expect((await fetch(`${url}/audit/cosigned`)).status).toBe(404)
    expect(await cosign()).toEqual({ status: 0, said: 'cosigned 3 records\n' })
    const published = await text('/audit/cosigned')
    expect(verify(published)).toMatchObject({ status: 0 })
    expect(await text('/audit/checkpoint')).toBe(published)
    const key = readWitnessKey(witnessKey)
    const cosignature = key && cosignatureOf(published, key)
    expect(Math.abs((cosignature?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(verify(log.outside.readCheckpoint() ?? '').stdout).toContain('REFUSED')
    expect(verify(published.replace('\n3\n', '\n4\n')).stdout).toContain('REFUSED')

    // The same again is no second record; the newer head has no cosignature until the witness looks again.
    expect((await post(published)).status).toBe(204)
    await log.write('c')
    await log.seal()
    const newest = await text('/audit/checkpoint')
    expect(newest).not.toBe(published)
    expect(readCheckpoint(newest)?.size).toBe(5)
    expect(await text('/audit/cosigned')).toBe(published)
    for (let n = 0; n < 300; n += 1) await log.write('more')
    await log.seal()
    expect(await cosign()).toMatchObject({ status: 0 })
    expect(readCheckpoint(await text('/audit/cosigned'))?.size).toBe(305)
    const actions = (await data.audit()).filter(({ action }) => action === 'audit.cosign')
    expect(actions).toHaveLength(2)
    expect(actions[0]).toMatchObject({ actorKind: 'visitor', fields: ['auditor.example/witness'] })
    expect((await log.verify()).faults).toEqual([])
  },
)

test.skipIf(!hasGo)('only a registered witness, under a checkpoint of this log', async () => {
  const good = await text('/audit/cosigned')
  await witness('new', 'auditor.example/witness', join(folder, 'other'))
  expect(await cosign(url, join(folder, 'other'))).toMatchObject({
    status: 1,
    said: expect.stringContaining('401'),
  })
  expect((await post(log.outside.readCheckpoint() ?? '')).status).toBe(401)
  expect((await post('')).status).toBe(401)
  expect((await post(good, 'application/json')).status).toBe(415)
  expect((await post('x'.repeat(20_000))).status).toBe(413)
  expect((await fetch(`${url}/audit/cosignatures`)).status).toBe(405)
  // Signed by the log and by the witness, but not the history that is here.
  const forged = forgedHead(good)
  const sent: string[] = []
  const relay = createServer((req, res) => {
    if (req.method !== 'POST') return void res.end(forged)
    req.on('data', (piece) => sent.push(String(piece)))
    req.on('end', () => res.writeHead(204).end())
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const at = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`
  expect(
    await witness('cosign', at, logKey, join(folder, 'key'), join(folder, 'seen-nothing')),
  ).toMatchObject({ status: 0 })
  expect((await post(sent.join(''))).status).toBe(404)
  relay.close()
})

/** The head of another history of the same size, signed with the key of the log. */
function forgedHead(note: string): string {
  const { origin, size } = readCheckpoint(note) ?? { origin: '', size: 0 }
  const { publicKey, sign } = log.openKey()
  return signNote(checkpointText({ origin, size, root: Buffer.alloc(32, 7) }), {
    name: origin,
    publicKey,
    sign,
  })
}

test.skipIf(!hasGo)('a witness that is shown a fork, or an older log, signs nothing', async () => {
  const { origin, size } = readCheckpoint(readFileSync(seen, 'utf8')) ?? { origin: '', size: 0 }
  const { publicKey, sign } = log.openKey()
  const before = readFileSync(seen, 'utf8')
  for (const [records, why] of [
    [size + 20, 'are not those that were there before'],
    [size - 5, 'now has'],
  ] as const) {
    const leaves = Array.from({ length: records }, (_, n) => leafHash(Buffer.from(`record ${n}`)))
    const edge = new TreeEdge()
    const above = leaves.flatMap((leaf) => edge.append(leaf))
    const head = signNote(checkpointText({ origin, size: records, root: edge.root() }), {
      name: origin,
      publicKey,
      sign,
    })
    let posted = 0
    const fork = createServer((req, res) => {
      if (req.method === 'POST') posted += 1
      if (req.url === '/audit/checkpoint') return void res.end(head)
      const [, level, index, width = '256'] = /tile\/(\d)\/(\d{3})(?:\.p\/(\d+))?$/.exec(req.url ?? '') ?? []
      const hashes = level === '0' ? leaves : above.map(({ hash }) => hash)
      const from = Number(index) * 256
      return void res.end(Buffer.concat(hashes.slice(from, from + Number(width))))
    }).listen(0, '127.0.0.1')
    await once(fork, 'listening')
    const refused = await cosign(`http://127.0.0.1:${(fork.address() as AddressInfo).port}`)
    expect(refused.said).toContain(why)
    expect(refused.status).toBe(1)
    expect(posted).toBe(0)
    expect(readFileSync(seen, 'utf8')).toBe(before)
    fork.close()
  }
})

test.skipIf(!hasGo)(
  'a head that was signed again with the key of the log is not the one that was cosigned',
  async () => {
    const good = await text('/audit/cosigned')
    const size = readCheckpoint(good)?.size ?? 0
    const { db } = data.database.owner
    await db.execute(sql`UPDATE audit_checkpoint SET note = ${forgedHead(good)} WHERE size = ${size}`)
    expect((await log.verify()).faults).toContainEqual({
      index: size,
      kind: 'cosignature-wrong',
      about: 'auditor.example/witness',
    })
  },
)
