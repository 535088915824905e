import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accepted, floors } from '#platform/packages/floors.ts'
import { belowFloors, nameOf } from '#platform/packages/package-faults.ts'
import { installedPackages, lockedPackages, projectFolder } from '#platform/packages/read-packages.ts'
import { licenceBreaches, others, unnamed } from './licences.ts'
import { installScripts, type LockEntry, type LockFile, lockBreaches, loosePins } from './lock-file.ts'

const read = (name: string) => JSON.parse(readFileSync(join(projectFolder, name), 'utf8'))
const lock: LockFile = read('package-lock.json')
const manifest = read('package.json')
const entries = Object.entries(lock.packages).filter(([path]) => path !== '')

/** The lock file with one entry changed. */
function changed(path: string, entry: LockEntry): LockFile {
  return { ...lock, packages: { ...lock.packages, [path]: { ...lock.packages[path], ...entry } } }
}
const path = 'node_modules/next'

describe('the lock file', () => {
  test('has every package in one exact version with its SHA-512, from the registry, without a new install script', () => {
    expect(entries.length).toBeGreaterThan(700)
    expect(lockBreaches(lock)).toEqual([])
  })

  test('is made from exact versions only, and from those of package.json', () => {
    expect(loosePins(manifest)).toEqual([])
    expect(loosePins({ dependencies: { a: '^1.0.0' }, overrides: { b: 'latest' } })).toHaveLength(2)
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
      expect(lock.packages['']).toMatchObject({ [kind]: manifest[kind] })
  })

  test.each<[string, LockEntry]>([
    ['has no SHA-512', { integrity: '' }],
    ['has no SHA-512', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['comes from https://example.org/next.tgz', { resolved: 'https://example.org/next.tgz' }],
    ['comes from git+ssh://', { resolved: 'git+ssh://git@github.com/vercel/next.js.git#abc' }],
    ['has no exact version', { version: '^16.4.5' }],
    ['is a link to a folder', { link: true }],
    ['has an install script', { hasInstallScript: true }],
  ])('a package that %s is found', (words, entry) => {
    expect(lockBreaches(changed(path, entry))).toEqual([expect.stringContaining(`${path}: ${words}`)])
  })
})

describe('floors', () => {
  test('every package of the lock file has the fixes of known advisories', () => {
    expect(belowFloors(lockedPackages())).toEqual([])
  })

  test('each floor concerns a package that is there', () => {
    const names = new Set(lockedPackages().map(({ name }) => name))
    expect(floors.filter(({ name }) => !names.has(name))).toEqual([])
    const copies = lockedPackages()
    expect(
      accepted.filter(
        (one) => !copies.some((copy) => copy.name === one.name && copy.version === one.version),
      ),
    ).toEqual([])
  })

  test.each([
    ['next', '16.4.4', true],
    ['next', '16.4.5', false],
    ['next', '16.5.0-canary.3', false],
    ['next-auth', '5.0.0-beta.31', true],
    ['next-auth', '5.0.0-beta.32', false],
    ['next-auth', '5.0.0', false],
    ['nodemailer', '8.0.11', true],
    ['@xmldom/xmldom', '0.9.11', true],
    ['@xmldom/xmldom', '0.8.15', false],
    ['nobody-knows', '0.0.1', false],
  ])('%s %s is below its floor: %s', (name, version, isBelow) => {
    const copies = [{ path: `node_modules/a/node_modules/${name}`, name, version }]
    expect(belowFloors(copies).length > 0).toBe(isBelow)
  })
})

describe('licences', () => {
  test('every package that runs in production has one that is allowed', () => {
    expect(licenceBreaches(lock)).toEqual([])
  })

  test('those of the lock file are those of the packages themselves', () => {
    const differing = installedPackages().flatMap(({ path }) => {
      const { license } = read(join(path, 'package.json'))
      const said = typeof license === 'object' ? license?.type : license
      const locked = lock.packages[path]
      return locked && !locked.dev && said !== locked.license ? [`${path}: ${said}, ${locked.license}`] : []
    })
    expect(differing).toEqual([])
  })

  test('an exception is needed by some package', () => {
    const production = entries.filter(([, { dev }]) => !dev)
    const isNeeded = (licence: string, packages: RegExp) =>
      production.some(([at, one]) => packages.test(nameOf(at)) && one.license?.includes(licence))
    expect(others.filter(({ licence, packages }) => !isNeeded(licence, packages))).toEqual([])
    for (const [name, { says }] of Object.entries(unnamed))
      expect(lock.packages[`node_modules/${name}`]?.license).toBe(says)
  })

  test.each([
    ['AGPL-3.0-only', 'is not allowed'],
    ['GPL-3.0-or-later', 'is not allowed'],
    ['LGPL-3.0-or-later', 'is not allowed'],
    ['MIT AND GPL-2.0-only', 'is not allowed'],
    ['SEE LICENSE IN LICENSE.md', 'is no licence of SPDX'],
    ['', 'names no licence'],
  ])('a package under "%s" %s', (license, words) => {
    expect(licenceBreaches(changed(path, { license }))).toEqual([expect.stringContaining(words)])
    expect(licenceBreaches(changed(path, { license, dev: true }))).toEqual([])
  })

  test('one licence of several to choose from is enough', () => {
    expect(licenceBreaches(changed(path, { license: '(MIT OR GPL-3.0-or-later)' }))).toEqual([])
  })
})

describe('install scripts', () => {
  test('an installed package with one is known', () => {
    const steps = ['preinstall', 'install', 'postinstall']
    const found = installedPackages().filter(({ path }) => {
      const { scripts = {} } = read(join(path, 'package.json'))
      return steps.some((step) => step in scripts) || existsSync(join(projectFolder, path, 'binding.gyp'))
    })
    const names = new Set(found.map(({ name }) => name))
    expect([...names].filter((name) => !(name in installScripts))).toEqual([])
    expect(names.size).toBeGreaterThan(2)
    const locked = entries.flatMap(([at, one]) => (one.hasInstallScript ? [nameOf(at)] : []))
    expect(Object.keys(installScripts).filter((name) => !locked.includes(name))).toEqual([])
  })

  test('npm ci runs none in a folder with this .npmrc', () => {
    const folder = mkdtempSync(join(tmpdir(), 'portal-npmrc-'))
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))
    const npm = (...words: string[]) =>
      execFileSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], {
        cwd: folder,
        env: { ...env, NODE_ENV: 'production' },
        stdio: 'pipe',
      })
    const leaves = () => existsSync(join(folder, 'ran'))
    try {
      const scripts = { postinstall: 'node leave.cjs' }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a', version: '1.0.0', scripts }))
      writeFileSync(join(folder, 'leave.cjs'), `require('node:fs').writeFileSync('ran', '')`)
      npm('install', '--package-lock-only', '--ignore-scripts')
      npm('ci')
      expect(leaves()).toBe(true)
      rmSync(join(folder, 'ran'))
      copyFileSync(join(projectFolder, '.npmrc'), join(folder, '.npmrc'))
      npm('ci')
      expect(leaves()).toBe(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('npm start installs without them', () => {
    const calls = mkdtempSync(join(tmpdir(), 'portal-install-'))
    try {
      const words = join(calls, 'npm-cli.js')
      writeFileSync(
        words,
        `require('fs').writeFileSync(${JSON.stringify(join(calls, 'words'))}, process.argv.slice(2).join(' '))`,
      )
      const code = `import { npmCi } from '${join(projectFolder, 'launch', 'install.mjs')}'; await npmCi({})`
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
        env: { ...process.env, npm_execpath: words },
        encoding: 'utf8',
      })
      expect(run.stderr).toBe('')
      expect(readFileSync(join(calls, 'words'), 'utf8')).toMatch(/^ci --ignore-scripts /)
    } finally {
      rmSync(calls, { recursive: true })
    }
  })
})
