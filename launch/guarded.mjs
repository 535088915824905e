/**
 * Makes a callback of an event or a timer safe: what it throws, or rejects with, is said and goes no further. An exception
 * there would end the supervisor and leave what it started running without one.
 * @template {unknown[]} A
 * @param {string} what it does, for the message
 * @param {(...given: A) => unknown} callback
 * @param {(line: string) => void} [say]
 * @returns {(...given: A) => void}
 */
export function guarded(what, callback, say = console.error) {
  const report = (/** @type {unknown} */ error) => {
    try {
      say(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    } catch {
      // The failure cannot be logged either.
    }
  }
  return (...given) => {
    try {
      const result = callback(...given)
      if (result instanceof Promise) result.catch(report)
    } catch (error) {
      report(error)
    }
  }
}
