import { connect } from 'node:net'

export type Call = { method: string; path: string; headers?: Record<string, string>; body: string }
export type LoadResult = {
  done: number
  perSecond: number
  p50: number
  p95: number
  p99: number
  bad: Record<string, number>
}

type Options = {
  port: number
  connections: number
  seconds: number
  next: (n: number) => Call
  /** Calls a second over all connections; as many as go when left out. */
  rate?: number
  /** Ends after so many calls. */
  calls?: number
  onAnswer?: (n: number, status: number, body: string) => void
}

/**
 * Calls over kept connections, one at a time on each, until the time is over. Written on bare sockets, so that the load costs
 * little of the processors that the server needs too. With a rate, latency counts from when the call was due.
 */
export async function load(options: Options): Promise<LoadResult> {
  const { connections, seconds, next, rate, calls = Number.POSITIVE_INFINITY, onAnswer } = options
  const began = performance.now()
  const until = began + seconds * 1000
  const times: number[] = []
  const bad: Record<string, number> = {}
  let sent = 0
  const loop = async () => {
    let line = await openLine(options.port)
    while (performance.now() < until && sent < calls) {
      const n = sent++
      let from = performance.now()
      if (rate) {
        const due = began + (n * 1000) / rate
        if (due > until) break
        if (due > from) await new Promise((go) => setTimeout(go, due - from))
        from = due
      }
      const { status, body, last } = await line.ask(next(n))
      times.push(performance.now() - from)
      if (status !== 200) bad[status] = (bad[status] ?? 0) + 1
      onAnswer?.(n, status, body)
      // A server ends a connection after so many requests, and says so.
      if (last) {
        line.close()
        line = await openLine(options.port)
      }
    }
    line.close()
  }
  await Promise.all(Array.from({ length: connections }, loop))
  const took = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10
  return {
    done: times.length,
    perSecond: Math.round(times.length / took),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    bad,
  }
}

export type Heard = { status: number; body: string; last: boolean; hasRetryAfter: boolean }

/** A kept connection, for one call at a time. A call is rejected when the connection ends before its answer. */
export function openLine(port: number) {
  return new Promise<{ ask: (call: Call) => Promise<Heard>; isOpen: () => boolean; close: () => void }>(
    (ready, failed) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      let text = ''
      let answer: ((given: Heard) => void) | undefined
      let broken: ((error: Error) => void) | undefined
      socket.setEncoding('latin1')
      socket.once('connect', () =>
        ready({
          ask: (call) =>
            new Promise((resolve, reject) => {
              if (!socket.writable || socket.destroyed) return reject(new Error('the connection was closed'))
              answer = resolve
              broken = reject
              const headers = Object.entries(call.headers ?? {}).map(
                ([name, value]) => `${name}: ${value}\r\n`,
              )
              socket.write(
                `${call.method} ${call.path} HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\n` +
                  `content-length: ${Buffer.byteLength(call.body)}\r\n${headers.join('')}\r\n${call.body}`,
              )
            }),
          isOpen: () => socket.writable && !socket.destroyed,
          close: () => socket.destroy(),
        }),
      )
      socket.on('data', (chunk: string) => {
        text += chunk
        const end = text.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = text.slice(0, end)
        // A server that does not know the length sends it in chunks; the last is empty.
        const length = /content-length: (\d+)/i.exec(head)?.[1]
        if (length === undefined ? !text.endsWith('0\r\n\r\n') : text.length < end + 4 + Number(length))
          return
        const body = text.slice(end + 4)
        text = ''
        answer?.({
          status: Number(head.slice(9, 12)),
          body,
          last: /connection: close/i.test(head),
          hasRetryAfter: /retry-after:/i.test(head),
        })
      })
      socket.once('error', (error) => {
        broken?.(error)
        failed(error)
      })
      socket.once('close', () => broken?.(new Error('the connection was closed')))
    },
  )
}
