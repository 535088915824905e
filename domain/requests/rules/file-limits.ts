/** Longest file: 15 MB. */
export const FILE_MAX_BYTES = 15_000_000
export const FILES_A_MESSAGE = 5
/** All files of one message together: 30 MB. Bodies are in memory as a whole while they are checked and encrypted. */
export const MESSAGE_MAX_BYTES = 30_000_000
export const FILES_A_REQUEST = 50

/** Why files are not accepted; each code has a text beside the file field. */
export const fileFaults = [
  'too-many-files',
  'file-too-large',
  'files-too-large',
  'file-empty',
  'file-type',
  'file-heic',
  'file-office',
  'files-of-day',
  'no-space',
] as const
export type FileFault = (typeof fileFaults)[number]

/** What is wrong with the number and the sizes of files, in bytes; null when nothing is. */
export function sizeFault(sizes: readonly number[]): FileFault | null {
  if (sizes.length > FILES_A_MESSAGE) return 'too-many-files'
  if (sizes.includes(0)) return 'file-empty'
  if (sizes.some((size) => size > FILE_MAX_BYTES)) return 'file-too-large'
  return sizes.reduce((sum, size) => sum + size, 0) > MESSAGE_MAX_BYTES ? 'files-too-large' : null
}
