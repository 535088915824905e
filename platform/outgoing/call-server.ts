import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overTls } from 'node:https'
import {
  type ConnectionFailure,
  checkTarget,
  connectionFailure,
  pinnedLookup,
  type Reach,
  type TargetFailure,
} from './checked-target.ts'

export type ServerAnswer =
  | { status: number; body: Buffer }
  /** `too-large`: the answer had more bytes than allowed. */
  | { failure: TargetFailure | ConnectionFailure | 'too-large' | 'stopped' }

type Limits = {
  limitMs: number
  /** Bytes of the answer. */
  mostRead: number
  /** Stops the call. */
  signal: AbortSignal
}

/**
 * Calls a server that the operator has named and reads its answer. As for `postMessage`, the address is checked and no
 * redirect is followed. Never throws for what the other side does.
 */
export async function callServer(
  url: string,
  given: { method: 'GET' | 'POST'; headers: Record<string, string>; body: Buffer },
  how: Reach & Limits,
): Promise<ServerAnswer> {
  const limit = AbortSignal.timeout(how.limitMs)
  const signal = AbortSignal.any([how.signal, limit])
  const checked = await checkTarget(url, how, signal)
  if ('failure' in checked) return how.signal.aborted ? { failure: 'stopped' } : checked
  const { target, address } = checked
  const options: RequestOptions = {
    method: given.method,
    headers: { ...given.headers, 'content-length': String(given.body.length) },
    lookup: pinnedLookup(address),
    agent: false,
    signal,
  }
  return new Promise((done) => {
    const failed = (error: Error) =>
      done({ failure: how.signal.aborted ? 'stopped' : connectionFailure(error, signal) })
    const call = (target.protocol === 'https:' ? overTls : overHttp)(target, options, (answer) => {
      const pieces: Buffer[] = []
      let read = 0
      answer.on('data', (piece: Buffer) => {
        read += piece.length
        pieces.push(piece)
        if (read <= how.mostRead) return
        done({ failure: 'too-large' })
        call.destroy()
      })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces, read) }))
      // Half an answer is none.
      answer.on('aborted', () => failed(new Error('the answer ended early')))
      answer.on('error', failed)
    })
    call.on('error', failed)
    call.end(given.body)
  })
}
