import * as fs from 'node:fs'
import { join } from 'node:path'

const HASH_BYTES = 32

/**
 * What the sealer keeps outside the database: the last checkpoint, and the hashes of all leaves. A database that was changed
 * or restored differs from it.
 */
export type OutsideFiles = ReturnType<typeof openOutsideFiles>

/** `folder` is made at the first write. Reading what is not there gives null or nothing. */
export function openOutsideFiles(folder: string) {
  const checkpointFile = join(folder, 'checkpoint')
  const leavesFile = join(folder, 'leaves')
  const countLeaves = () =>
    fs.existsSync(leavesFile) ? Math.floor(fs.statSync(leavesFile).size / HASH_BYTES) : 0

  return {
    checkpointFile,
    readCheckpoint: (): string | null =>
      fs.existsSync(checkpointFile) ? fs.readFileSync(checkpointFile, 'utf8') : null,

    /** Whole and on disk, or not at all. */
    writeCheckpoint(note: string): void {
      const temporary = `${checkpointFile}.tmp`
      fs.mkdirSync(folder, { recursive: true })
      writeAt(temporary, Buffer.from(note, 'utf8'), 0, fs.constants.O_TRUNC)
      fs.renameSync(temporary, checkpointFile)
    },

    countLeaves,

    /** Writes the hashes of the leaves from `index` on; the same ones again change nothing. */
    writeLeaves(index: number, hashes: readonly Buffer[]): void {
      fs.mkdirSync(folder, { recursive: true })
      writeAt(leavesFile, Buffer.concat(hashes), index * HASH_BYTES)
    },

    /** Keeps both files under other names: after a declared break others take their place. */
    setAside(name: string): void {
      for (const file of [checkpointFile, leavesFile])
        if (fs.existsSync(file)) fs.renameSync(file, `${file}-${name}`)
    },

    /** The hashes of the leaves from `index` on, at most `count`, one after the other. */
    readLeaves(index: number, count: number): Buffer {
      if (countLeaves() <= index) return Buffer.alloc(0)
      const handle = fs.openSync(leavesFile, 'r')
      try {
        const bytes = Buffer.alloc(count * HASH_BYTES)
        return bytes.subarray(0, fs.readSync(handle, bytes, 0, bytes.length, index * HASH_BYTES))
      } finally {
        fs.closeSync(handle)
      }
    },
  }
}

function writeAt(file: string, bytes: Buffer, position: number, mode = 0): void {
  const handle = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT | mode, 0o644)
  try {
    fs.writeSync(handle, bytes, 0, bytes.length, position)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
