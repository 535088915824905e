import { existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export type Disk = { mountedOn: string; freeBytes: number; totalBytes: number }

/** PostgreSQL's log of changes grows by 16 MB at a time. */
const leastBytes = 64_000_000

/** The disk that holds a path, or will hold it. `launch/disk.mjs` is the same for what runs before anything is installed. */
export function diskOf(path: string): Disk {
  let place = resolve(path)
  while (!existsSync(place)) place = dirname(place)
  const { bavail, blocks, bsize } = statfsSync(place)
  const { dev } = statSync(place)
  while (dirname(place) !== place && statSync(dirname(place)).dev === dev) place = dirname(place)
  return { mountedOn: place, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** Too little is left for the database to go on: less than 64 MB, of a very small disk less than a twentieth. */
export const isDiskFull = ({ freeBytes, totalBytes }: Disk) =>
  freeBytes < Math.min(leastBytes, totalBytes / 20)

/** So much stays free for small writes, which must not stop. */
const reservedBytes = 1_000_000_000
/** Bytes that a stored file takes on the disk: in the log of changes, in its table, and while one of them is rewritten. */
const TIMES_WRITTEN = 3

/** Whether `bytes` may still be stored: uploads stop long before the disk is full. */
export const hasRoomFor = ({ freeBytes, totalBytes }: Disk, bytes: number) =>
  freeBytes - TIMES_WRITTEN * bytes >= Math.min(reservedBytes, totalBytes / 10)

/** As “the disk mounted on /var/lib (12 MB free of 512 MB)”. */
export const diskInWords = ({ mountedOn, freeBytes, totalBytes }: Disk) =>
  `the disk mounted on ${mountedOn} (${megabytes(freeBytes)} free of ${megabytes(totalBytes)})`

const megabytes = (bytes: number) => `${Math.floor(bytes / 1_000_000)} MB`
