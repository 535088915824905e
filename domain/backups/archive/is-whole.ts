import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The first line of every file of age (C2SP, age-encryption.org/v1). */
const header = Buffer.from('age-encryption.org/v1\n')

/** Whether a file is there, has the length that was recorded, and is encrypted with age. */
export function isWhole(file: string, bytes: number): boolean {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    return false
  }
  try {
    const begin = Buffer.alloc(header.length)
    readSync(handle, begin, 0, begin.length, 0)
    return fstatSync(handle).size === bytes && begin.equals(header)
  } finally {
    closeSync(handle)
  }
}
