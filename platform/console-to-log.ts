import type { Log } from './log.ts'

const framesKept = 8
const longest = 2000

/**
 * Sends what the framework prints into the structured log, a line each. Of an error only name, message and frames: its
 * other properties may quote a row of the database.
 */
export function consoleToLog(
  log: Log,
  target: Pick<Console, 'log' | 'info' | 'warn' | 'error'> = console,
): void {
  target.log = (...given) => log.info(lineOf(given))
  target.info = (...given) => log.info(lineOf(given))
  target.warn = (...given) => log.warn(lineOf(given))
  target.error = (...given) => log.error(lineOf(given))
}

function lineOf(given: unknown[]): string {
  const words = given.map((one) => {
    if (one instanceof Error)
      return (one.stack ?? `${one.name}: ${one.message}`).split('\n', framesKept).join('\n')
    return typeof one === 'object' && one !== null ? '[object]' : String(one)
  })
  return words.join(' ').slice(0, longest)
}
