import type { IncomingHttpHeaders } from 'node:http'
import { patternOf } from './addresses.ts'
import type { EntryPoint } from './entry-points.ts'

/** Every form of the portal is smaller. */
export const formLimit = 64_000
/** Five files of 5 MB, the text beside them and what a form puts around them. */
export const uploadLimit = 26_000_000
/** Bodies are in memory as a whole, more than once while they are parsed. */
const mostAtOnce = 4

/** The pages whose forms take files. */
const pages = [
  'page /requests/new/[right]/form',
  'page /requests/[reference]',
  'page /staff/requests/new',
  'page /staff/requests/[reference]',
] as const satisfies readonly EntryPoint[]
export const uploadRoutes: readonly string[] = pages.map(patternOf)

/** What must be known of a request; a `HandledRequest` is one. */
type Sender = {
  route: string
  req: { headers: IncomingHttpHeaders }
  res: { once: (event: 'close', done: () => void) => unknown }
}

/** Says how long a body may be. Long ones are few at a time; null when there is no room for one more. */
export function openUploads() {
  let underWay = 0
  return {
    admit({ route, req, res }: Sender): { limit: number } | null {
      const announced = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY)
      if (!uploadRoutes.includes(route) || announced <= formLimit) return { limit: formLimit }
      if (underWay >= mostAtOnce) return null
      underWay += 1
      res.once('close', () => {
        underWay -= 1
      })
      return { limit: uploadLimit }
    },
  }
}
