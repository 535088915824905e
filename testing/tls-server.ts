import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate authority of a test, and certificates that it signs for `localhost`. */
export function testAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'portal-tls-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=test',
    '-days',
    '400',
  )
  let made = 0
  return {
    pem: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    /** With 0 days it is over as soon as it is made. */
    certificate(days: number, name = 'localhost') {
      const file = `leaf-${++made}`
      openssl('req', ...newKey, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${name}`)
      writeFileSync(join(folder, `${file}.ext`), `subjectAltName=DNS:${name}\n`)
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days)]
      openssl(
        'x509',
        '-req',
        '-in',
        `${file}.csr`,
        '-out',
        `${file}.pem`,
        '-extfile',
        `${file}.ext`,
        ...signed,
      )
      const read = (end: string) => readFileSync(join(folder, `${file}.${end}`), 'utf8')
      return { key: read('key'), cert: read('pem') }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const strictHeader = 'max-age=63072000; includeSubDomains'

/** A server with TLS on this machine, at the same port after each change. It counts connections. */
export async function tlsServer() {
  let server: Server | undefined
  let port = 0
  const asked = { connections: 0 }
  const stop = async () => {
    server?.closeAllConnections()
    await new Promise((done) => (server ? server.close(done) : done(undefined)))
    server = undefined
  }
  return {
    asked,
    get url() {
      return `https://localhost:${port}`
    },
    async start(
      options: ServerOptions,
      headers: Record<string, string> = { 'strict-transport-security': strictHeader },
    ) {
      await stop()
      server = createServer({ minVersion: 'TLSv1.3', ...options }, (_request, response) => {
        response.writeHead(307, { ...headers, location: 'https://elsewhere.example/' }).end()
      })
      server.on('connection', () => {
        asked.connections += 1
      })
      await new Promise<void>((done) => server?.listen(port, 'localhost', done))
      port = (server.address() as AddressInfo).port
    },
    stop,
  }
}
