// Reads a PostgreSQL data folder: its version, port and lock.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { commandOf, isAlive } from './processes.mjs'
import { giveTo, makeParent } from './unprivileged.mjs'

const exe = process.platform === 'win32' ? '.exe' : ''

/** Only what the programs need: a stray PGDATA or LC_ALL of the caller must not reach them. */
export function bareEnvironment() {
  const { PATH, SYSTEMROOT, TEMP, TMPDIR } = process.env
  return { PATH, SYSTEMROOT, TEMP, TMPDIR, LANG: 'C', LC_ALL: 'C', TZ: 'UTC' }
}

/**
 * Runs initdb unless the folder is a database already. Throws with initdb's words when it fails.
 * @param {string} binDir @param {string} dataDir @param {string} superPassword
 * @param {import('./unprivileged.mjs').Unprivileged} as
 */
export function ensureDataFolder(binDir, dataDir, superPassword, as) {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return giveTo(dataDir, as)
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} is not empty and is not a PostgreSQL data folder`)
  }
  makeParent(dataDir, as)
  // Made beside and renamed, so that what a killed initdb leaves is never taken for a database.
  const draft = `${dataDir}.new`
  const passwordFile = `${dataDir}.password`
  rmSync(draft, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  try {
    mkdirSync(draft, { mode: 0o700 })
    giveTo(draft, as)
    writeFileSync(passwordFile, `${superPassword}\n`, { mode: 0o600, flag: 'wx' })
    giveTo(passwordFile, as)
    runInitdb(binDir, draft, passwordFile, as)
    rmSync(dataDir, { recursive: true, force: true })
    renameSync(draft, dataDir)
    chmodSync(dataDir, 0o700)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`The data folder ${dataDir} could not be made: ${error.stderr || error.message}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function runInitdb(binDir, draft, passwordFile, as) {
  const [program, ...words] = [...as.prefix, join(binDir, `initdb${exe}`)]
  // The host's locale must not decide how text is sorted here.
  const locale = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=und', '--locale=C']
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(
    program,
    [...words, '-D', draft, ...locale, ...access, '--data-checksums', '--no-instructions'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: bareEnvironment(),
      cwd: dirname(draft),
      uid: as.uid,
      gid: as.gid,
    },
  )
}

/** Throws when the folder was made by another major version than the binaries are. */
export function refuseOtherVersion(/** @type {string} */ binDir, /** @type {string} */ dataDir) {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  const said = execFileSync(join(binDir, `postgres${exe}`), ['--version'], { encoding: 'utf8' })
  const have = /(\d+)/.exec(said)?.[1]
  if (made !== have)
    throw new Error(`${dataDir} was made by PostgreSQL ${made}, and this is PostgreSQL ${have}`)
}

/**
 * What the postmaster says of itself in its lock file.
 * @param {string} dataDir
 * @returns {{ pid: number, port: number, status: string } | undefined}
 */
export function readLock(dataDir) {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() }
  } catch {
    return undefined
  }
}

/**
 * The postmaster that runs on this folder now.
 * @param {string} dataDir absolute
 * @returns {{ pid: number, port: number } | undefined}
 */
export function findRunning(dataDir) {
  const lock = readLock(dataDir)
  return lock && isPostmasterOf(lock.pid, dataDir) ? { pid: lock.pid, port: lock.port } : undefined
}

/**
 * Takes away the lock of a crashed postmaster whose process number has gone to a stranger: PostgreSQL would wait for it.
 * While nobody has that number, PostgreSQL itself must judge, as old processes may still hold the shared memory.
 * @param {string} dataDir absolute
 */
export function clearForeignLock(dataDir) {
  const lock = readLock(dataDir)
  if (!lock || !isAlive(lock.pid) || commandOf(lock.pid) === undefined) return
  if (!isPostmasterOf(lock.pid, dataDir)) rmSync(join(dataDir, 'postmaster.pid'), { force: true })
}

function isPostmasterOf(/** @type {number} */ pid, /** @type {string} */ dataDir) {
  if (process.platform === 'win32') return isAlive(pid)
  const command = commandOf(pid)
  return command?.includes('postgres') === true && `${command} `.includes(` ${dataDir} `)
}

/**
 * How this folder was last started by us.
 * @param {string} dataDir
 * @returns {{ port?: number, start?: string }}
 */
export function readNote(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'launch.json'), 'utf8'))
  } catch {
    return {}
  }
}

/**
 * Whole or not at all: on a full disk the note before it is kept.
 * @param {string} dataDir @param {{ port: number, start: string }} note
 * @returns the file written
 */
export function writeNote(dataDir, note) {
  const file = join(dataDir, 'launch.json')
  const draft = `${file}.new`
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
  renameSync(draft, file)
  return file
}
