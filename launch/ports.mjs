import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody holds now: `wished` if it is free, else any. */
export async function freePort(wished = 0) {
  return (await tryPort('127.0.0.1', wished)) ?? (await tryPort('127.0.0.1', 0)) ?? 0
}

/**
 * Whether somebody listens where we want to. A loopback address is looked at in both families, since a browser tries
 * `localhost` in either and would meet the stranger.
 * @param {string} host @param {number} port
 */
export async function isPortTaken(host, port) {
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host)
  for (const address of loopback ? ['127.0.0.1', '::1'] : [host]) {
    if ((await tryPort(address, port)) === undefined) return true
  }
  return false
}

/**
 * @param {string} host @param {number} port
 * @returns {Promise<number | undefined>} undefined when taken
 */
function tryPort(host, port) {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', (error) => {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code
      // A machine without IPv6 has nobody listening there.
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') done(port)
      else if (code === 'EADDRINUSE') done(undefined)
      else fail(error)
    })
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}
