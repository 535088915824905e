import type { Answer } from '#platform/http/answer.ts'
import type { Services } from '#platform/services.ts'
import type { EntryPoint } from './entry-points.ts'
import { gpcSupport, jwksJson, robotsTxt, securityTxt } from './well-known.ts'

type Given = { services: Services; readiness: () => Promise<Answer> }

type FixedEntry = Exclude<
  Extract<EntryPoint, `server GET /${string}`>,
  `server GET ${'/u/' | '/_next/'}${string}`
>

/** What the server answers itself. The table of entry points decides which there are. */
const responses: Record<FixedEntry, (given: Given) => Answer | Promise<Answer>> = {
  'server GET /health/live': () => fixed('application/json', `${JSON.stringify({ status: 'live' })}\n`),
  'server GET /health/ready': ({ readiness }) => readiness(),
  'server GET /robots.txt': () => fixed('text/plain', robotsTxt(), 3600),
  'server GET /favicon.ico': () => ({
    status: 308,
    headers: { location: '/icon.svg', 'cache-control': 'public, max-age=86400' },
  }),
  'server GET /.well-known/security.txt': ({ services }) => fixed('text/plain', securityTxt(services), 3600),
  'server GET /.well-known/gpc.json': () => fixed('application/json', gpcSupport(), 3600),
  'server GET /.well-known/jwks.json': ({ services }) => fixed('application/json', jwksJson(services), 3600),
}
const byPath = new Map(
  Object.entries(responses).map(([entry, respond]) => [entry.slice('server GET '.length), respond]),
)

/** The server's own answer at an address without a language; null for any other address. */
export async function fixedResponse(path: string, given: Given): Promise<Answer | null> {
  return (await byPath.get(path)?.(given)) ?? null
}

function fixed(type: string, body: string, maxAge = 0): Answer {
  const cache = maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store'
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': cache,
  }
  return { status: 200, headers, body }
}
