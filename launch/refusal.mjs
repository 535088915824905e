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
    console.error(error instanceof Refusal ? error.message : error)
    process.exitCode = 1
  }
}
