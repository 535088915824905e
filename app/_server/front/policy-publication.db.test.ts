import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Context, contextFor } from '#domain/access/context.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'
import en from '../../../db/seed/policy/version-1/en.json' with { type: 'json' }
import kk from '../../../db/seed/policy/version-1/kk.json' with { type: 'json' }
import ru from '../../../db/seed/policy/version-1/ru.json' with { type: 'json' }
import { createPortalServer, type PortalServer } from './portal-server.ts'

let portal: TestPortal
let server: PortalServer
let url: string
let folder: string
let owner: Context
beforeAll(async () => {
  portal = await testPortal()
  folder = await mkdtemp(join(tmpdir(), 'policy-git-'))
  const ofOwner = { ...portal.services, database: portal.database.owner }
  const ctx = contextFor(ofOwner, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  owner = ctx
  await publishReferenceData(ctx, new Date('2025-01-15T04:00:00Z'))
  const parts = ru.parts.map((part) => ({
    ...part,
    clauses: part.clauses.map((clause) =>
      clause.id === 'rights.access' ? { ...clause, body: `Копия бесплатна. ${clause.body}` } : clause,
    ),
  }))
  await publishVersion(ctx, {
    version: 2,
    lastUpdatedOn: '2026-11-29',
    effectiveOn: '2026-11-29',
    material: false,
    summary: { kk: 'Анық айтылды', ru: 'Сказано <яснее>', en: 'Said & clearer' },
    texts: { kk, ru: { ...ru, parts }, en },
  })
  const snapshots = { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} }
  const { services } = portal
  server = createPortalServer({
    services,
    next: async () => {},
    snapshots,
    buildId: 'build',
    publicFiles: new Set(),
  })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  url = `http://127.0.0.1:${(server.listener.address() as AddressInfo).port}`
})
afterAll(async () => {
  await server.drain()
  await portal.close()
  await rm(folder, { recursive: true, force: true })
})

const run = promisify(execFile)
const repository = () => join(folder, 'policy')
const git = async (...given: string[]) => {
  const { stdout, stderr } = await run('git', ['-C', repository(), ...given])
  return stdout + stderr
}

test('git clones the policy, finds it whole, and shows what changed word by word', async () => {
  await run('git', ['clone', '--quiet', `${url}/policy.git`, repository()])
  expect(await git('fsck', '--strict', '--full')).not.toMatch(/error|missing|dangling/)
  expect((await git('log', '--format=%s')).trim().split('\n')).toEqual(['Version 2', 'Version 1'])
  expect((await git('tag', '--list')).trim().split('\n')).toEqual(['v1', 'v2'])
  const changes = await git('log', '-1', '-p', '--word-diff')
  expect(changes).toContain('{+Копия бесплатна.+}')
  expect(changes).not.toContain('kk.md')
  const text = await readFile(join(repository(), 'ru.md'), 'utf8')
  expect(text.split('\n')).toContain('Копия бесплатна.')
})

test('git verifies the tag of each version with the published key, and refuses a changed one', async () => {
  const signers = join(folder, 'allowed_signers')
  await writeFile(signers, await (await fetch(`${url}/policy.git/allowed_signers`)).text())
  const trust = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${signers}`]
  for (const tag of ['v1', 'v2'])
    expect(await git(...trust, 'verify-tag', tag)).toContain('Good "git" signature')
  const forged = (await git('cat-file', 'tag', 'v2')).replace('Version 2', 'Version 3')
  await writeFile(join(folder, 'forged'), forged)
  const id = (await git('hash-object', '-t', 'tag', '-w', join(folder, 'forged'))).trim()
  await expect(git(...trust, 'verify-tag', id)).rejects.toThrow()
})

test('another instance gives the same bytes, also under new details of the operator', async () => {
  const refs = async () => (await fetch(`${url}/policy.git/info/refs`)).text()
  const first = await refs()
  expect(first).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main$/m)
  await recordOperator(owner, { ...readOperator(portal.services.env), email: 'new@operator.example' })
  // Another address, so that what this process has kept is not given again.
  const services = { ...portal.services, env: { ...portal.services.env, APP_URL: 'http://other.example' } }
  const other = createPortalServer({
    services,
    next: async () => {},
    snapshots: { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} },
    buildId: 'other',
    publicFiles: new Set(),
  })
  other.listener.listen(0, '127.0.0.1')
  await once(other.listener, 'listening')
  const { port } = other.listener.address() as AddressInfo
  expect(await (await fetch(`http://127.0.0.1:${port}/policy.git/info/refs`)).text()).toBe(first)
  await other.drain()
  expect((await fetch(`${url}/policy.git/objects/00/${'0'.repeat(38)}`)).status).toBe(404)
})

test('the feed lists every version with what changed, in words that are escaped', async () => {
  const answer = await fetch(`${url}/policy.atom`)
  expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  const feed = await answer.text()
  expect(feed.match(/<entry>/g)).toHaveLength(2)
  expect(feed).toContain('Сказано &lt;яснее&gt;')
  expect(feed).toContain('/policy/versions/2')
})
