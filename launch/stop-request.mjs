import { guarded } from './guarded.mjs'

/** A terminal's Ctrl-C comes to us twice, from the terminal and from npm, which passes on its own. */
const echo = 1000

/**
 * Waits for the first SIGINT, SIGTERM or SIGHUP. A second one, a second later or more, ends everything at once.
 * `ask` stops without a signal.
 * @param {() => void} killAll
 */
export function stopRequest(killAll) {
  const abort = new AbortController()
  let firstAt = 0
  const kill = guarded('stopping at once', killAll)
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (firstAt === 0) {
        firstAt = Date.now()
        if (process.stderr.isTTY) console.error('\nstopping; Ctrl-C again to stop at once')
        abort.abort()
      } else if (Date.now() - firstAt > echo) {
        kill()
        process.exit(1)
      }
    })
  }
  // The reader of our output may have ended already.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const asked = new Promise((done) => abort.signal.addEventListener('abort', done))
  return { signal: abort.signal, asked, ask: () => abort.abort() }
}
