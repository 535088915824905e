import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import next from 'next'
import { createPortalServer } from '#app/_server/front/portal-server.ts'
import { visitor } from '#domain/access/actor.ts'
import { asSystem, contextFor } from '#domain/access/context.ts'
import { findReturned, returnedText } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { findUnknownPurposes } from '#domain/fulfilment/map/unknown-purposes.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { readBuildId } from '#platform/build-id.ts'
import { consoleToLog } from '#platform/console-to-log.ts'
import { actsAsOwner } from '#platform/database-role.ts'
import { WrongEnvironment } from '#platform/env.ts'
import { serveMetrics } from '#platform/http/metrics.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { migrationsAreCurrent } from '#platform/migrations-current.ts'
import { services as openServices, type Services } from '#platform/services.ts'
import { openSnapshots } from '#platform/snapshots.ts'

const services = settle(() => openServices('server'))
const { env, database, log } = services

while (!(await database.healthy())) {
  log.warn('the database does not answer yet')
  await sleep(500)
}
if (await actsAsOwner(database)) stop('DATABASE_URL: the server does not run as the owner of the tables')
if (!(await migrationsAreCurrent(database)))
  stop('DATABASE_URL: the migrations of this version have not been run: db/migrate.ts')

await refuseReturned(services)
await refuseUnknownPurposes(services)

// Where the framework, after an action that redirects, asks for the next page by itself.
const local = env.HOST === '0.0.0.0' || env.HOST === '::' ? 'localhost' : env.HOST
process.env.__NEXT_PRIVATE_ORIGIN = `http://${local.includes(':') ? `[${local}]` : local}:${env.PORT}`
// The framework hangs its websocket on the first server that it sees; this one never listens, so upgrades stay ours.
const upgrades = createServer()
const framework = next({ dev: env.dev, dir: import.meta.dirname, port: env.PORT, httpServer: upgrades })
await framework.prepare()

if (!env.dev) consoleToLog(log)
const buildId = readBuildId(env)
const snapshots = openSnapshots(database, buildId, log, services.clock)
const portal = createPortalServer({
  services,
  next: framework.getRequestHandler(),
  ...(env.dev && { upgrade: (...given) => void upgrades.emit('upgrade', ...given) }),
  snapshots,
  buildId,
  publicFiles: new Set(readdirSync(`${import.meta.dirname}/public`, { recursive: true, encoding: 'utf8' })),
})
const metrics = env.METRICS_PORT ? await serveMetrics(portal.metrics, env.METRICS_PORT) : undefined

await new Promise<void>((ready) => {
  portal.listener.once('error', (error: NodeJS.ErrnoException) =>
    stop(`HOST, PORT: ${error.code ?? error.message}`),
  )
  portal.listener.listen(env.PORT, env.HOST, ready)
})
log.info({ buildId, appUrl: env.APP_URL }, 'listening')
if (!env.dev) await renderSnapshotsSoon(services)

let stopping = false
async function shutDown() {
  if (stopping) return
  stopping = true
  log.info('stopping')
  await portal.drain()
  metrics?.close()
  await Promise.all([snapshots.close(), framework.close()])
  await database.close()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutDown())

/** A database that was restored from an older copy knows people who were erased since: it is not served. */
async function refuseReturned(given: Services) {
  const ctx = asSystem(contextFor(given, { actor: visitor, locale: defaultLocale }), 'server')
  const returned = await findReturned(ctx).catch((error: Error) => stop(error.message))
  if (returned.length > 0) stop(returnedText(returned.length))
}

/** Stops the start when the map of another system names a purpose that the catalogue does not have. */
async function refuseUnknownPurposes(given: Services) {
  const ctx = asSystem(contextFor(given, { actor: visitor, locale: defaultLocale }), 'server')
  const unknown = await findUnknownPurposes(ctx).catch((error: Error) => stop(error.message))
  if (unknown.length > 0) stop(unknown.join('\n'))
}

/** At every start: the build, the operator's details or the database may be other ones than before. */
async function renderSnapshotsSoon(given: Services) {
  const ctx = asSystem(contextFor(given, { actor: visitor, locale: defaultLocale }), 'server')
  await ctx
    .transaction((tx) => enqueue(tx, 'render-snapshots', {}, { key: 'render-snapshots' }))
    .catch((error) => log.error({ err: error }, 'the public pages will be rendered at the next publication'))
}

function settle<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof WrongEnvironment)) throw error
    return stop(error.message)
  }
}

function stop(reason: string): never {
  console.error(reason)
  process.exit(1)
}
