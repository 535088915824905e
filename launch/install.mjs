import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { findPortal } from './claim.mjs'
import { hydrateLibraries, platformBinDir } from './embedded-postgres.mjs'
import { inRoot } from './folders.mjs'
import { step } from './progress.mjs'
import { Refusal } from './refusal.mjs'
import { run } from './run.mjs'

const stampFile = inRoot('node_modules', '.portal-install')

/**
 * Brings node_modules to what package-lock.json says, and does nothing when it is that already. No package's install
 * script is run. Throws a Refusal with the end of npm's output when it cannot.
 * @param {{ signal?: AbortSignal, track?: (pid: number) => () => void }} [during]
 */
export async function ensureInstalled(during = {}) {
  const lock = readFileSync(inRoot('package-lock.json'), 'utf8')
  const wanted = createHash('sha256')
    .update(`${process.platform}-${process.arch}\n`)
    .update(lock)
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  if (!isInstalledAs(lock)) {
    refuseUnderPortal()
    await step('installing the packages', () => npmCi(during))
  }
  try {
    hydrateLibraries(platformBinDir())
  } catch {
    // No embedded PostgreSQL for this machine: said by the start that needs it.
  }
  writeFileSync(stampFile, wanted)
}

/** npm ci empties node_modules: a portal that runs from it would lose what it has not loaded yet. */
function refuseUnderPortal() {
  const portal = findPortal(inRoot('.data'))
  if (portal && portal.holder.pid !== process.pid) {
    throw new Refusal('The packages have changed and the portal is running from them: stop it first.')
  }
}

export function npmCi(during) {
  const words = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const own = process.env.npm_execpath
  const [command, ...first] =
    own && /npm-cli\.c?js$/.test(own)
      ? [process.execPath, own]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  return run({
    what: 'npm ci',
    command,
    args: [...first, ...words, '--loglevel=error'],
    env: process.env,
    ...during,
  })
}

/**
 * Whether npm's own note of what lies in node_modules agrees with the lock file, as after an npm ci by hand.
 * @param {string} lock
 */
function isInstalledAs(lock) {
  const note = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  const have = JSON.parse(readFileSync(note, 'utf8')).packages
  return Object.entries(JSON.parse(lock).packages).every(([path, entry]) => {
    const mine = have[path]
    if (path === '') return true
    return mine === undefined
      ? entry.optional || entry.peer || entry.devOptional
      : mine.integrity === entry.integrity
  })
}
