import { request } from 'node:https'
import { isIP } from 'node:net'
import { connect, type SecureVersion, type TLSSocket } from 'node:tls'

/** What somebody meets who connects to an address over TLS. */
export type TlsFacts = {
  /** TLS 1.3 is spoken. */
  newest: boolean
  /** Older versions that are spoken too. */
  older: string[]
  /** Why the certificate is not trusted, apart from its end; null when it is trusted, or when there was no handshake. */
  distrust: string | null
  /** Until when the certificate is valid; null without a handshake. */
  validUntil: Date | null
  /** Browsers are told for a year at least to use TLS only, subdomains too (RFC 6797). */
  hsts: boolean
}

/** The server was not reached: that says nothing about its TLS. */
export class NotReached extends Error {
  override name = 'NotReached'
}

const olderVersions: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.1', 'TLSv1']
/** All ciphers that OpenSSL has: if a handshake fails, the server ended it and not this client. */
const everyCipher = 'ALL:@SECLEVEL=0'
const YEAR_SECONDS = 31_536_000

/** Connects to the address once for each version, and asks for one page without following where it leads. Throws `NotReached`. */
export async function probeTls(url: URL, { timeoutMs = 5000 } = {}): Promise<TlsFacts> {
  const newest = await handshake(url, 'TLSv1.3', timeoutMs)
  const older: { version: string; socket: TLSSocket }[] = []
  for (const version of olderVersions) {
    const socket = await handshake(url, version, timeoutMs)
    if (socket) older.push({ version, socket })
  }
  const socket = newest ?? older[0]?.socket
  // In bytes: the texts of a peer's certificate are not to be parsed for dates.
  const validUntil = socket?.getPeerX509Certificate()?.validToDate ?? null
  const fault = socket && !socket.authorized ? String(socket.authorizationError) : null
  for (const one of [newest, ...older.map((found) => found.socket)]) one?.destroy()
  return {
    newest: newest !== null,
    older: older.map(({ version }) => version),
    distrust: fault && !/CERT_HAS_EXPIRED/.test(fault) ? fault : null,
    validUntil,
    hsts: socket ? isStrict(await readStrictTransport(url, timeoutMs)) : false,
  }
}

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/** Null when the server refuses this version. A bad certificate does not end the handshake, as no data is sent. */
function handshake(url: URL, version: SecureVersion, timeoutMs: number): Promise<TLSSocket | null> {
  const host = hostOf(url)
  return new Promise((done, failed) => {
    let connected = false
    const socket = connect({
      host,
      port: Number(url.port || 443),
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
      ...(version !== 'TLSv1.3' && { ciphers: everyCipher }),
    })
    socket.setTimeout(timeoutMs, () => socket.destroy(new NotReached(`${url.host} does not answer`)))
    socket.once('connect', () => {
      connected = true
    })
    socket.once('secureConnect', () => done(socket))
    socket.on('error', (error) => {
      if (error instanceof NotReached) failed(error)
      else if (connected) done(null)
      else failed(new NotReached(`${url.host} is not reached`, { cause: error }))
    })
  })
}

function readStrictTransport(url: URL, timeoutMs: number): Promise<string> {
  return new Promise((done, failed) => {
    const asked = request(
      new URL('/', url),
      {
        method: 'HEAD',
        agent: false,
        rejectUnauthorized: false,
        timeout: timeoutMs,
        headers: { connection: 'close' },
      },
      (answer) => {
        answer.resume()
        done(String(answer.headers['strict-transport-security'] ?? ''))
      },
    )
    asked.once('timeout', () => asked.destroy(new NotReached(`${url.host} does not answer`)))
    asked.once('error', (error) =>
      failed(
        error instanceof NotReached ? error : new NotReached(`${url.host} does not answer`, { cause: error }),
      ),
    )
    asked.end()
  })
}

function isStrict(header: string): boolean {
  const directives = header.split(';').map((one) => one.trim().toLowerCase())
  const age = directives.flatMap((one) => /^max-age="?(\d+)"?$/.exec(one)?.[1] ?? [])[0]
  return Number(age ?? 0) >= YEAR_SECONDS && directives.includes('includesubdomains')
}
