import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import { type Socket, Server as SocketServer } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { dataPolicy, securityHeaders } from './content-security.ts'
import { cutSlowReaders } from './slow-readers.ts'

/** Shorter than the 25 s that a stop may take, with time left to close the database. */
const drainMs = 22_000
/** A client that keeps its connection learns from its next answer that it must open another. */
const graceMs = 1000
const lingerMs = 1000

/**
 * An HTTP server with limits: slow senders and readers are cut off, large headers refused, and non-HTTP answered with `words`.
 */
export function createListener(appUrl: string, onRequest: RequestListener, words: string): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1000,
      // Longer than nginx keeps an idle upstream connection (60 s), so that it never sends into a closing one.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
      requireHostHeader: true,
      joinDuplicateHeaders: false,
    },
    onRequest,
  )
  server.maxHeadersCount = 100
  server.maxRequestsPerSocket = 1000
  server.setTimeout(60_000)
  cutSlowReaders(server)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }
    rejectSocket(socket, statuses[error.code ?? ''] ?? 400, appUrl, words)
  })
  return server
}

/** Answers a connection that no request could be read from, in plain `words`, and closes it. */
export function rejectSocket(socket: Socket, status: number, appUrl: string, words: string): void {
  const guards = { ...securityHeaders(appUrl), 'content-security-policy': dataPolicy }
  const headers = Object.entries(guards).map(([name, value]) => `${name}: ${value}\r\n`)
  const body = `content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(words)}\r\n`
  const fixed = `cache-control: no-store\r\nconnection: close\r\n${body}`
  socket.on('error', () => socket.destroy())
  // Cut at once, a sender who is still writing would lose the answer; left alone, a silent one would keep the socket.
  setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('')}${fixed}\r\n${words}`)
}

/** Lets the loop look at its sockets: after a long task it turns to timers first, and to what has arrived meanwhile only then. */
async function readWaiting(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn()
}

/**
 * Stops accepting, lets requests in flight end, 22 s at most, and closes what is left. Connections that are kept alive
 * get a moment to bring their next request, which is answered with `Connection: close`.
 */
export async function drainListener(server: Server, inFlight: () => number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.once('close', resolve)
  const until = Date.now() + drainMs
  // Connections that wait to be accepted would be reset.
  await readWaiting()
  // `server.close()` would cut idle connections at once, with a request of theirs perhaps on its way.
  SocketServer.prototype.close.call(server)
  await sleep(graceMs)
  await readWaiting()
  server.close()
  while (inFlight() > 0 && Date.now() < until) await sleep(20)
  server.closeIdleConnections()
  const timer = setTimeout(
    () => server.closeAllConnections(),
    Math.max(0, Math.min(1000, until - Date.now())),
  )
  await promise
  clearTimeout(timer)
}
