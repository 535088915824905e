import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { step } from './progress.mjs'
import { run } from './run.mjs'

/** Where Debian keeps the oldest PostgreSQL that we promise to work with. */
export const postgres15 = '/usr/lib/postgresql/15/bin'

/** Chromium without windows: in it the browser tests take a tenth less time. */
const headless = 'chromium-headless-shell'
const browsers = [headless, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** With which a stranger restores a backup. */
const restoring = ['age', 'openssh-client', 'postgresql-client', 'pgbackrest']
/** With which a stranger checks signatures, proofs of the log and an auditor's kit. */
const checking = ['curl', 'git', 'jq', 'golang-go', 'golang-golang-x-mod-dev']
/** `faketime` sets the date of one process; `pgbouncer` is the pooler that the doctor must recognise. */
const conditions = ['faketime', 'pgbouncer']
const dictionaries = ['hunspell', 'hunspell-ru', 'hunspell-kk', 'hunspell-en-us']

/** The browser that is installed, as a path; undefined when there is none. */
export function findBrowser() {
  const given = process.env.PORTAL_TEST_BROWSER
  if (given) return given
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = browsers.flatMap((name) => folders.map((folder) => join(folder, name)))
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
  return places.find((path) => existsSync(path))
}

/**
 * Installs what the tests use of the system and what is missing of it, where we may: as root on Debian or Ubuntu.
 * Whatever cannot be had is said in a line; the tests that need it are then skipped or fail by themselves.
 */
export async function ensureSystemPackages() {
  const missing = [headless, ...dictionaries, ...restoring, ...checking, ...conditions].filter(
    (name) => !isInstalled(name),
  )
  if (!isInstalled('nginx')) missing.push('nginx')
  if (!existsSync(join(postgres15, 'postgres'))) missing.push('postgresql-15')
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`not installed on this system, and only root can add it: ${missing.join(', ')}`)
    return
  }
  // In run level 1 Debian's packages start no service: a second PostgreSQL on port 5432 is not wanted.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const apt = (/** @type {string} */ what, /** @type {string[]} */ ...args) =>
    step(what, () =>
      run({ what, command: 'apt-get', args: ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], env }),
    )
  try {
    await apt('apt-get update', 'update')
  } catch (error) {
    console.log(error.message)
  }
  const install = async (/** @type {string} */ name) => {
    try {
      await apt(`apt-get install ${name}`, 'install', '-y', '--no-install-recommends', name)
      console.log(`installed ${name}`)
    } catch {
      console.log(`${name} could not be installed`)
    }
  }
  // One by one, so that a package that a system does not have leaves the others.
  for (const name of missing) await install(name)
  if (!findBrowser()) await install('chromium')
}

function isInstalled(/** @type {string} */ name) {
  try {
    const said = execFileSync('dpkg-query', ['-s', name], { encoding: 'utf8', stdio: 'pipe' })
    return said.includes('ok installed')
  } catch {
    return false
  }
}
