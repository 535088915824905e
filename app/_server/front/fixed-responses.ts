import type { Answer } from '#platform/http/answer.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { migrationsAreCurrent } from '#platform/migrations-current.ts'
import type { Services } from '#platform/services.ts'
import type { Snapshots } from '#platform/snapshots.ts'
import type { EntryPoint } from './entry-points.ts'
import { gpcSupport, jwksJson, robotsTxt, securityTxt } from './well-known.ts'

type Given = {
  services: Services
  snapshots: Snapshots
  healthy: () => Promise<boolean>
  accepting: () => boolean
}

type FixedEntry = Exclude<
  Extract<EntryPoint, `server GET /${string}`>,
  `server GET ${'/u/' | '/_next/'}${string}`
>

/** What the server answers itself. The table of entry points decides which there are. */
const responses: Record<FixedEntry, (given: Given) => Answer | Promise<Answer>> = {
  'server GET /health/live': () => fixed('application/json', `${JSON.stringify({ status: 'live' })}\n`),
  'server GET /health/ready': readiness,
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

/** Ready: new visitors may be sent here. Whether single pages exist as snapshots is not asked: they are rendered then. */
async function readiness({ services, snapshots, healthy, accepting }: Given): Promise<Answer> {
  const database = await healthy()
  const checks = {
    accepting: accepting(),
    database,
    migrations: database && (await migrationsAreCurrent(services.database).catch(() => false)),
    snapshots: snapshots.loaded(),
  }
  const ready = Object.values(checks).every(Boolean)
  const answer = fixed(
    'application/json',
    `${JSON.stringify({ status: ready ? 'ready' : 'not ready', checks })}\n`,
  )
  return ready ? answer : { ...answer, status: 503 }
}

function fixed(type: string, body: string, maxAge = 0): Answer {
  const cache = maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store'
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': cache,
    'content-security-policy': dataPolicy,
  }
  return { status: 200, headers, body }
}
