import type { IncomingMessage } from 'node:http'

export type Body = { status: 'whole'; body: Buffer } | { status: 'too-large' } | { status: 'gone' }

/** Reads a body that may be `limit` bytes long, counting what arrives whatever its header says. */
export function readBody(req: IncomingMessage, limit: number): Promise<Body> {
  const announced = Number(req.headers['content-length'] ?? 0)
  if (announced > limit) return Promise.resolve({ status: 'too-large' })
  return new Promise((done) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = (result: Body) => {
      req.off('data', take).off('end', end).off('close', gone).off('error', gone)
      done(result)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      req.pause()
      finish({ status: 'too-large' })
    }
    const end = () => finish({ status: 'whole', body: Buffer.concat(chunks, size) })
    const gone = () => finish({ status: 'gone' })
    req.on('data', take).on('end', end).on('close', gone).on('error', gone)
  })
}

const drainBytes = 32_000_000
const drainMs = 5000

/**
 * Throws away the rest of a body, up to a limit of bytes and time. A socket that is closed with unread bytes is reset,
 * and the sender would lose the answer that says why.
 */
export function drain(req: IncomingMessage): Promise<void> {
  if (req.complete || req.destroyed) return Promise.resolve()
  return new Promise((done) => {
    let left = drainBytes
    const timer = setTimeout(done, drainMs)
    req.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) done()
    })
    req.once('close', done).once('end', done).on('error', done)
    req.resume()
    req.once('close', () => clearTimeout(timer))
  })
}
