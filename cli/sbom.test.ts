import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { installedPackages, projectFolder } from '#platform/packages/read-packages.ts'
import type { Sbom } from '#platform/packages/sbom.ts'
import { runCommand } from './main.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-sbom-'))
const file = join(folder, 'sbom.cdx.json')
let said: { allowedSigners: string; components: number }
let sbom: Sbom

beforeAll(async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:9/none')
  vi.stubEnv('PORTAL_SAMPLE_DATA', '1')
  // As the launcher sets it.
  vi.stubEnv('NODE_ENV', 'production')
  vi.stubEnv('PORTAL_KEYS_DIR', join(folder, 'keys'))
  vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:9')
  vi.stubEnv('AUTH_SECRET', 'a secret that is long enough for a test')
  vi.stubEnv('SNAPSHOT_TOKEN', 'a token that is long enough for a test')
  const heard = vi.spyOn(console, 'log').mockImplementation(() => {})
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  const code = await runCommand(['sbom', '--to', file, '--json'])
  expect(errors.mock.calls).toEqual([])
  expect(code).toBe(0)
  said = JSON.parse(String(heard.mock.calls[0]?.[0]))
  sbom = JSON.parse(readFileSync(file, 'utf8'))
  heard.mockRestore()
  errors.mockRestore()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('is valid CycloneDX, by the strict schema of its makers', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5)
  expect(sbom.specVersion).toBe('1.5')
  expect(await validator.validate(JSON.stringify(sbom))).toBeNull()
  const [first, ...rest] = sbom.components
  const nameless = { ...sbom, components: [{ ...first, name: undefined }, ...rest] }
  expect(await validator.validate(JSON.stringify(nameless))).not.toBeNull()
})

test('lists every installed package that runs in production, with version, SHA-512 and licence, and the portal by its name', () => {
  const { packages } = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8'))
  const wanted = installedPackages().filter(({ path }) => packages[path] && !packages[path].dev)
  const sorted = (some: readonly { name: string; version: string }[]) =>
    [...new Set(some.map(({ name, version }) => `${name}@${version}`))].sort()
  expect(sorted(sbom.components)).toEqual(sorted(wanted))
  expect(sorted(wanted).join(' ')).toMatch(/ jose@.* next@/)
  expect(said.components).toBe(sbom.components.length)
  expect(sbom.components.filter(({ hashes }) => !Array.isArray(hashes))).toEqual([])
  // Its manifest says "BSD", which is no licence of the SPDX list.
  expect(sbom.components.filter(({ licenses }) => !licenses).map(({ name }) => name)).toEqual(['duck'])
  const refs = new Set(sbom.components.map((one) => one['bom-ref']))
  expect(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn.filter((ref) => !refs.has(ref)))).toEqual([])
  expect(sbom.metadata.component).toMatchObject({ name: 'privacy-portal', type: 'application' })
})

test('ssh-keygen verifies the signature, and refuses a changed list, another purpose and another key', () => {
  const signers = join(folder, 'allowed_signers')
  writeFileSync(signers, `${said.allowedSigners}\n`)
  const verify = (text: string, namespace = 'portal-sbom', allowed = signers) =>
    spawnSync(
      'ssh-keygen',
      ['-Y', 'verify', '-f', allowed, '-I', 'portal', '-n', namespace, '-s', `${file}.sig`],
      { input: text, encoding: 'utf8' },
    )
  const text = readFileSync(file, 'utf8')
  expect(verify(text)).toMatchObject({ status: 0, stdout: expect.stringContaining('Good "portal-sbom"') })
  expect(verify(text.replace('16.4.5', '16.4.6')).status).not.toBe(0)
  expect(verify(text, 'portal-backup').status).not.toBe(0)
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'stranger')])
  const stranger = join(folder, 'others')
  writeFileSync(stranger, `portal ${readFileSync(join(folder, 'stranger.pub'), 'utf8')}`)
  expect(verify(text, 'portal-sbom', stranger).status).not.toBe(0)
})

test('says in a line that npm could not list the packages', async () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  const path = process.env.PATH
  vi.stubEnv('PATH', join(folder, 'empty'))
  expect(await runCommand(['sbom', '--to', file])).toBe(1)
  vi.stubEnv('PATH', path)
  expect(errors.mock.calls[0]?.[0]).toMatch(/^npm sbom, which needs npm 10 or newer: /)
})
