import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { guarded } from './guarded.mjs'

const limitBytes = 20_000_000
const lookEveryMs = 60_000

/**
 * Opens a log for a program that is about to start. One past 20 MB is set aside as `FILE.1` first.
 * @param {string} file @param {(reason: string) => void} onFailure
 * @returns {number | 'ignore'} 'ignore' when it cannot be opened
 */
export function openLog(file, onFailure) {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    if (existsSync(file) && statSync(file).size > limitBytes) renameSync(file, `${file}.1`)
    return openSync(file, 'a', 0o600)
  } catch (error) {
    onFailure(error.message)
    return 'ignore'
  }
}

export function closeLog(/** @type {number | string} */ log) {
  if (typeof log === 'number') closeSync(log)
}

/**
 * Looks every minute whether a log in use is past its limit.
 * @param {string} file @param {(line: string) => void} say
 * @returns stops looking
 */
export function keepLogSmall(file, say) {
  const look = guarded('the log', () => trimLog(file, limitBytes), say)
  const timer = setInterval(look, lookEveryMs).unref()
  return () => clearInterval(timer)
}

/**
 * Copies a log past `limit` bytes to `FILE.1` and empties it. The program that writes to it appends, so it goes on at the
 * beginning. Where there is no space for the copy only the newest is kept: a log must not be what fills the disk.
 * @param {string} file @param {number} limit
 */
export function trimLog(file, limit) {
  if (!existsSync(file) || statSync(file).size <= limit) return
  try {
    copyFileSync(file, `${file}.1`)
  } catch {
    rmSync(`${file}.1`, { force: true })
  }
  truncateSync(file)
}
