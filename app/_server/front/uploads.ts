import type { IncomingHttpHeaders } from 'node:http'
import { MESSAGE_MAX_BYTES } from '#domain/requests/rules/file-limits.ts'
import { patternOf } from './addresses.ts'
import type { EntryPoint } from './entry-points.ts'

/** Every form of the portal is smaller. */
export const formLimit = 64_000
/** The files of one message, the text beside them and what a form puts around them. */
export const uploadLimit = MESSAGE_MAX_BYTES + 1_000_000
/** Bodies are in memory as a whole, more than once while they are parsed: so many bytes of them at a time. */
const mostBytes = 4 * uploadLimit

/** The pages whose forms take files. */
const pages = [
  'page /requests/new/[right]/form',
  'page /requests/[reference]',
  'page /staff/requests/new',
  'page /staff/requests/[reference]',
  'page /staff/registers/audits/[auditId]',
  'page /staff/registers/training/[staffId]',
] as const satisfies readonly EntryPoint[]
export const uploadRoutes: readonly string[] = pages.map(patternOf)

/** What must be known of a request; a `HandledRequest` is one. */
type Sender = {
  route: string
  req: { headers: IncomingHttpHeaders }
  res: { closed: boolean; once: (event: 'close', done: () => void) => unknown }
}

export type Admission =
  | { status: 'admitted'; limit: number }
  /** A body of this size needs a session. */
  | { status: 'nobody' }
  /** There is no room for one more now. */
  | { status: 'busy' }

/**
 * Says how long a body may be. One that is longer than a form takes up room only after it is known who sends it, and a sender
 * has room for one full message at a time: so nobody can keep the others from sending files.
 */
export function openUploads(whoSends: (headers: IncomingHttpHeaders) => Promise<string | null>) {
  const bytesOf = new Map<string, number>()
  const underWay = () => [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0)

  return async function admit({ route, req, res }: Sender): Promise<Admission> {
    const announced = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY)
    if (!uploadRoutes.includes(route) || announced <= formLimit)
      return { status: 'admitted', limit: formLimit }
    const sender = await whoSends(req.headers)
    if (sender === null) return { status: 'nobody' }
    const bytes = Math.min(announced, uploadLimit)
    const own = bytesOf.get(sender) ?? 0
    if (own + bytes > uploadLimit || underWay() + bytes > mostBytes) return { status: 'busy' }
    if (res.closed) return { status: 'busy' }
    bytesOf.set(sender, own + bytes)
    res.once('close', () => {
      const left = (bytesOf.get(sender) ?? 0) - bytes
      if (left > 0) bytesOf.set(sender, left)
      else bytesOf.delete(sender)
    })
    return { status: 'admitted', limit: uploadLimit }
  }
}
