// A full disk in words: which one, and how much is left on it.
import { existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** @typedef {{ mountedOn: string, freeBytes: number, totalBytes: number }} Disk */

/** @param {unknown} error */
export function isDiskFull(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/**
 * The disk that holds a path, or will hold it.
 * @param {string} path
 * @returns {Disk}
 */
export function diskOf(path) {
  let place = resolve(path)
  while (!existsSync(place)) place = dirname(place)
  const { bavail, blocks, bsize } = statfsSync(place)
  const { dev } = statSync(place)
  while (dirname(place) !== place && statSync(dirname(place)).dev === dev) place = dirname(place)
  return { mountedOn: place, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** As “the disk mounted on /var/lib (12 MB free of 512 MB)”. */
export function diskInWords(/** @type {Disk} */ { mountedOn, freeBytes, totalBytes }) {
  return `the disk mounted on ${mountedOn} (${megabytes(freeBytes)} free of ${megabytes(totalBytes)})`
}

const megabytes = (/** @type {number} */ bytes) => `${Math.floor(bytes / 1_000_000)} MB`
