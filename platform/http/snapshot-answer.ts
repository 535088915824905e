import type { IncomingMessage } from 'node:http'
import type { Snapshot } from '../snapshots.ts'
import { type Answer, isHeld } from './answer.ts'
import { acceptedEncoding } from './compress.ts'

/** A proxy of ours serves a snapshot for so long before it asks whether there is a newer one. */
const proxySeconds = 1

/** A snapshot as this reader takes it. Nothing in it depends on who reads. */
export function snapshotAnswer(req: IncomingMessage, snapshot: Snapshot): Answer {
  const headers = {
    // For nginx alone, which takes it out: every other cache asks again each time.
    'x-accel-expires': String(proxySeconds),
    'content-security-policy': snapshot.csp,
    'cache-control': 'public, max-age=0, must-revalidate',
    vary: 'Accept-Encoding, RSC',
    etag: snapshot.tag,
  }
  if (isHeld(req, snapshot.tag.slice(2))) return { status: 304, headers }
  const encoding = acceptedEncoding(req)
  const type = { 'content-type': 'text/html; charset=utf-8' }
  if (!encoding) return { status: 200, headers: { ...headers, ...type }, body: snapshot.plain }
  return {
    status: 200,
    headers: { ...headers, ...type, 'content-encoding': encoding },
    body: snapshot[encoding],
  }
}
