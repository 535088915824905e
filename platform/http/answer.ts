import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { drain } from './request-body.ts'

export type Answer = {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/**
 * Sends a complete response in place of whatever was begun. The rest of the request body is read and discarded, so
 * that a rejected sender gets the reason.
 */
export async function send(req: IncomingMessage, res: ServerResponse, answer: Answer): Promise<void> {
  if (res.headersSent || res.destroyed) return void res.destroy()
  const body = Buffer.from(answer.body ?? '')
  const unread = !req.complete && !req.readableEnded
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value)
  if (unread) res.setHeader('connection', 'close')
  if (answer.status !== 304 && answer.status !== 204) res.setHeader('content-length', body.length)
  res.writeHead(answer.status)
  const sent = req.method === 'HEAD' ? Buffer.alloc(0) : body
  if (!unread && sent.length <= pieceBytes) return void res.end(sent)
  await writeInPieces(res, sent)
  if (unread) await drain(req)
  res.end()
}

/** A piece is taken whole or not: smaller ones show earlier that somebody reads. */
const pieceBytes = 16_384

async function writeInPieces(res: ServerResponse, body: Buffer): Promise<void> {
  for (let from = 0; from < body.length && !res.destroyed; from += pieceBytes)
    if (!res.write(body.subarray(from, from + pieceBytes))) await drained(res)
}

/** Resolves when the socket takes more, or is closed. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      res.off('drain', finish).off('close', finish)
      done()
    }
    res.on('drain', finish).on('close', finish)
  })
}

export const strongTag = (body: string | Buffer) =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`

/** True when the reader holds this very answer (RFC 9110, 13.1.2; proxies that compress make tags weak). */
export function isHeld(req: IncomingMessage, tag: string): boolean {
  const held = req.headers['if-none-match']
  if (held === undefined) return false
  return held.split(',').some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*')
}
