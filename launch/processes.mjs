// What the system knows of a process that we did not start ourselves, or that outlived the one who did.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * When a process began, as a text to compare: a pid alone may have been given to somebody else since.
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its unreaped remains
 */
export function birthOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
    } catch {
      return undefined
    }
  }
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : undefined
  return ask('ps', ['-o', 'lstart=', '-p', String(pid)])
}

/**
 * The command line of a process, words divided by spaces; undefined when it cannot be known.
 * @param {number} pid
 */
export function commandOf(pid) {
  if (process.platform === 'win32') return undefined
  if (process.platform !== 'linux') return ask('ps', ['-o', 'command=', '-p', String(pid)])
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined
  } catch {
    return undefined
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/**
 * Ends the process and its group: SIGTERM, and SIGKILL for what is left of them after `patience` ms.
 * @param {number} pid
 * @param {number} patience
 */
export async function endProcess(pid, patience) {
  const birth = birthOf(pid)
  if (birth === undefined) return
  signalGroup(pid, 'SIGTERM')
  await goneWithin(pid, birth, patience)
  // The leader may be gone while one that it started is not.
  signalGroup(pid, 'SIGKILL')
  await goneWithin(pid, birth, 2000)
}

async function goneWithin(
  /** @type {number} */ pid,
  /** @type {string} */ birth,
  /** @type {number} */ patience,
) {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(50)) {
    if (birthOf(pid) !== birth) return
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  // The group may be gone while the process is not, and the other way round.
  const targets = process.platform === 'win32' ? [pid] : [-pid, pid]
  targets.some((target) => signalProcess(target, signal))
}

/**
 * @param {number} pid negative for a group
 * @param {NodeJS.Signals} signal
 * @returns {boolean} false when there is no such process any more
 */
export function signalProcess(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** @param {string} command @param {string[]} args */
function ask(command, args) {
  try {
    return (
      execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      undefined
    )
  } catch {
    return undefined
  }
}
