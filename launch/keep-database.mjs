import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Starts a database again that ended unasked, at its old port, until it runs or we stop. Never rejects.
 * @param {AbortSignal} signal @param {(line: string) => void} [say]
 * @returns {(name: string, again: () => Promise<void>) => Promise<void>}
 */
export function keepDatabase(signal, say = console.error) {
  return async (name, again) => {
    say(`the ${name} database ended, it is started again`)
    for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 15_000)) {
      try {
        await again()
        return
      } catch (error) {
        say(`the ${name} database did not start: ${error.message}`)
        await sleep(pause, undefined, { signal }).catch(() => {})
      }
    }
  }
}
