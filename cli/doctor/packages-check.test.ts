import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkPackages } from './packages-check.ts'

let folder: string
const locked = { 'node_modules/next': '16.4.5', 'node_modules/@auth/core': '0.41.3' }
const install = (path: string, version: string) => {
  const file = join(folder, path, 'package.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ name: 'x', version }))
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-packages-'))
  const packages = Object.fromEntries(Object.entries(locked).map(([path, version]) => [path, { version }]))
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': { version: '0.1.0' }, ...packages } }),
  )
  for (const [path, version] of Object.entries(locked)) install(path, version)
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the packages of this checkout are well', async () => {
  expect(await checkPackages()).toMatchObject({ about: 'packages', state: 'ok' })
})

test('names a package below its floor, deep in the tree too, with the advisory', async () => {
  expect(await checkPackages(folder)).toMatchObject({
    state: 'ok',
    says: expect.stringMatching(/^2 installed/),
  })
  install('node_modules/next', '16.4.4')
  expect(await checkPackages(folder)).toMatchObject({
    state: 'fail',
    says: expect.stringMatching(/^below the floors: next 16\.4\.4 \(>=16\.4\.5: .*GHSA/),
  })
  install('node_modules/next', '16.4.5')
  install('node_modules/@auth/core/node_modules/nodemailer', '8.0.11')
  expect(await checkPackages(folder)).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('nodemailer 8.0.11 (>=9.0.1: GHSA-p6gq-j5cr-w38f'),
  })
})

test('names a package that is not that of the lock file', async () => {
  install('node_modules/next', '16.5.0')
  cpSync(join(folder, 'node_modules/@auth'), join(folder, 'node_modules/@stranger'), { recursive: true })
  expect(await checkPackages(folder)).toMatchObject({
    state: 'fail',
    says: 'not those of package-lock.json: node_modules/@stranger/core 0.41.3, node_modules/next 16.5.0: npm ci --ignore-scripts',
  })
  rmSync(join(folder, 'package-lock.json'))
  expect(await checkPackages(folder)).toMatchObject({ state: 'fail' })
})
