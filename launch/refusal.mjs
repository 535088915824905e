import { diskInWords, diskOf, isDiskFull } from './disk.mjs'

/** Something the reader can mend; its message is the whole answer, so it is printed without a stack. */
export class Refusal extends Error {}

/**
 * Runs a command's main part and ends the process with what it returns: 0 done, 1 failed.
 * @param {() => Promise<number>} main
 */
export async function entry(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(explain(error))
    process.exitCode = 1
  }
}

/** What to print of an error: of one that the reader can mend its message, of any other all of it. */
export function explain(/** @type {unknown} */ error) {
  if (error instanceof Refusal) return error.message
  if (!isDiskFull(error)) return error
  const path = error instanceof Error && 'path' in error ? String(error.path) : process.cwd()
  return `No space left: ${diskInWords(diskOf(path))} holds ${path}. Make room and start again.`
}
