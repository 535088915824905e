import { randomBytes } from 'node:crypto'
import { isWriteRefusal } from '#db/errors.ts'
import { diskInWords, diskOf, hasRoomFor, isDiskFull } from '#platform/disk.ts'
import type { Environment } from '#platform/env.ts'
import { secondsSinceBeat } from '#platform/heartbeat.ts'
import { setFact } from '#platform/installation-facts.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** A worker notes itself every ten seconds. */
const workerPatienceSeconds = 60
/** Time to make room before anything fails. */
const lowShare = 0.05

/** Which disk holds a folder, and whether it is full or soon will be. */
export function checkDisk(about: string, folder: string): Promise<Finding> {
  return look(about, async () => {
    const disk = diskOf(folder)
    const says = `${diskInWords(disk)} holds ${folder}`
    if (isDiskFull(disk)) return fail(`full: ${says}; make room, the portal goes on by itself`)
    if (!hasRoomFor(disk, 0)) return warn(`nearly full: ${says}; files that people send are refused`)
    return disk.freeBytes < disk.totalBytes * lowShare ? warn(`nearly full: ${says}`) : ok(says)
  })
}

/** Enough that the database must ask its disk for more: small writes still find room on a full one. */
const probeBytes = 2_000_000

/** Whether the database takes a write: reading goes on when its disk is full. What is written is rolled back. */
export function checkWrites(env: Environment): Promise<Finding> {
  return look('database, writing', async () => {
    const written = new Error('taken back')
    try {
      await onDatabase(env.DATABASE_URL, ({ transaction }) =>
        transaction(async (tx) => {
          await setFact({ db: tx }, 'doctor-wrote', { filler: randomBytes(probeBytes).toString('base64') })
          throw written
        }),
      )
    } catch (error) {
      if (error === written) return ok('the database takes writes')
      if (!isWriteRefusal(error)) throw error
    }
    return fail('the database refuses writes: the disk of its data is full, or it is a read-only standby')
  })
}

export function checkWorker(env: Environment): Promise<Finding> {
  return look('worker', async () => {
    const seconds = await onDatabase(env.DATABASE_URL, (database) => secondsSinceBeat(database, 'worker'))
    if (seconds === null) return fail('no worker has ever run: mail and deadlines wait')
    const says = `last seen ${seconds} s ago`
    return seconds > workerPatienceSeconds
      ? fail(`${says}: mail and deadlines wait until one runs`)
      : ok(says)
  })
}
