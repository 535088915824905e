import type { Answer } from '#platform/http/answer.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { migrationsAreCurrent } from '#platform/migrations-current.ts'
import type { Services } from '#platform/services.ts'
import type { Snapshots } from '#platform/snapshots.ts'
import { gpcSupport, jwksJson, robotsTxt, securityTxt } from './well-known.ts'

type Given = {
  services: Services
  snapshots: Snapshots
  healthy: () => Promise<boolean>
  accepting: () => boolean
}

/** What the server itself answers at addresses without a language; null for any other address. */
export async function fixedResponse(path: string, given: Given): Promise<Answer | null> {
  switch (path) {
    case '/health/live':
      return fixed('application/json', `${JSON.stringify({ status: 'live' })}\n`)
    case '/health/ready':
      return readiness(given)
    case '/robots.txt':
      return fixed('text/plain', robotsTxt(), 3600)
    case '/.well-known/security.txt':
      return fixed('text/plain', securityTxt(given.services), 3600)
    case '/.well-known/gpc.json':
      return fixed('application/json', gpcSupport(), 3600)
    case '/.well-known/jwks.json':
      return fixed('application/json', jwksJson(given.services), 3600)
    case '/favicon.ico':
      return { status: 308, headers: { location: '/icon.svg', 'cache-control': 'public, max-age=86400' } }
    default:
      return null
  }
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
