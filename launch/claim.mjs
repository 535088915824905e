// One portal to a data folder. Who has it, and what it started, is written there, so that the next start finds what a
// killed one left behind.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { birthOf, endProcess } from './processes.mjs'
import { Refusal } from './refusal.mjs'
import { makeParent, unprivileged } from './unprivileged.mjs'

/**
 * @typedef {{ pid: number, birth: string | undefined, name: string }} Known
 * @typedef {{ port: number, appUrl: string, mailboxPort: number, clockOffset?: string }} Address
 * @typedef {{ holder: Known, started: Known[], address?: Address }} Note
 */

const noteOf = (/** @type {string} */ dataDir) => join(dataDir, 'portal.json')

/**
 * The portal that runs on this data folder now.
 * @param {string} dataDir
 * @returns {Note | undefined}
 */
export function findPortal(dataDir) {
  const note = read(dataDir)
  return note && isThere(note.holder) ? note : undefined
}

/**
 * Where the portal of this data folder is, or was last, to be found.
 * @param {string} dataDir
 */
export function lastAddress(dataDir) {
  return read(dataDir)?.address
}

/**
 * Takes the data folder for this process and ends what a killed portal left running, PostgreSQL apart: that is taken
 * over by who starts it. Throws a Refusal when a living portal has the folder.
 * @param {string} dataDir
 */
export async function claim(dataDir) {
  const me = known(process.pid, 'start')
  /** @type {Note} */
  const note = { holder: me, started: [], address: read(dataDir)?.address }
  const file = noteOf(dataDir)
  makeParent(file, unprivileged())
  const draft = `${file}.${process.pid}`
  const left = read(dataDir)
  if (left && isThere(left.holder)) throw alreadyRunning(dataDir, left.holder.pid)
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
  // Linking fails when another start was quicker; what a dead one left is taken away first.
  if (left) rmSync(file, { force: true })
  try {
    linkSync(draft, file)
  } catch {
    throw alreadyRunning(dataDir, read(dataDir)?.holder.pid)
  } finally {
    rmSync(draft, { force: true })
  }
  // Another that found the same dead note may have taken ours for it.
  await sleep(100)
  const now = read(dataDir)
  if (now?.holder.pid !== me.pid) throw alreadyRunning(dataDir, now?.holder.pid)

  const orphans = (left?.started ?? []).filter(isThere)
  await Promise.all(orphans.map(({ pid }) => endProcess(pid, 10_000)))

  const save = keepWriting(() => {
    writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
    renameSync(draft, file)
  }, `${file} was not written`)
  return {
    orphans: orphans.map(({ name }) => name),
    /** @param {Address} address */
    setAddress(address) {
      note.address = address
      save()
    },
    /**
     * Remembers a process for the next start, should this one be killed. Never throws.
     * @param {string} name @param {number} pid
     * @returns forgets it, and never throws either
     */
    track(name, pid) {
      const entry = known(pid, name)
      note.started.push(entry)
      save()
      return () => {
        note.started = note.started.filter((other) => other !== entry)
        save()
      }
    },
    release() {
      note.holder = { ...note.holder, birth: 'ended' }
      save()
    },
  }
}

/**
 * Writes now, or every two seconds until it succeeds: it is called while processes end, when nothing may throw, and the
 * disk may be full.
 * @param {() => void} write @param {string} failure
 */
function keepWriting(write, failure) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  return function save() {
    clearTimeout(timer)
    try {
      write()
      timer = undefined
    } catch (error) {
      if (timer === undefined) console.error(`${failure}, it is tried again: ${error.message}`)
      timer = setTimeout(save, 2000).unref()
    }
  }
}

/** @param {number} pid @param {string} name @returns {Known} */
function known(pid, name) {
  return { pid, birth: birthOf(pid), name }
}

function isThere(/** @type {Known} */ { pid, birth }) {
  return birth !== undefined && birthOf(pid) === birth
}

/** @returns {Note | undefined} */
function read(/** @type {string} */ dataDir) {
  try {
    return JSON.parse(readFileSync(noteOf(dataDir), 'utf8'))
  } catch {
    return undefined
  }
}

function alreadyRunning(/** @type {string} */ dataDir, /** @type {number | undefined} */ pid) {
  return new Refusal(
    `The portal is already running on ${dataDir}${pid ? ` (process ${pid})` : ''}; stop it first.`,
  )
}
