import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '#db/client.ts'
import { findReturned, returnedText } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { findUnknownPurposes } from '#domain/fulfilment/map/unknown-purposes.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { actsAsOwner } from '#platform/database-role.ts'
import { readEnvironment, WrongEnvironment } from '#platform/env.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { followClock } from '#platform/jobs/queue-clock.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { openServices, type Services } from '#platform/services.ts'
import { scheduledTasks } from './crontab.ts'
import { keepBeating } from './keep-beating.ts'
import { runConsentPublisher } from './publish-consent-events.ts'
import { runLanes } from './run-lanes.ts'
import { runSealer } from './run-sealer.ts'
import { systemContext } from './task.ts'

/** Shorter than the time that the supervisor gives a stop. */
const drainMs = 24_000

function open(): Services {
  try {
    return openServices(readEnvironment(process.env), 'worker')
  } catch (error) {
    if (!(error instanceof WrongEnvironment)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

const services = open()
const { env, log, database } = services

while (!(await database.healthy())) {
  log.warn('the database does not answer yet')
  await sleep(500)
}
if (await actsAsOwner(database)) {
  log.fatal('DATABASE_URL: the worker does not run as the owner of the tables')
  process.exit(1)
}

const returned = await findReturned(systemContext(services, 'start', { id: 'start' })).catch(
  (error: Error) => error.message,
)
if (typeof returned === 'string' || returned.length > 0) {
  log.fatal(typeof returned === 'string' ? returned : returnedText(returned.length))
  process.exit(1)
}

const unknown = await findUnknownPurposes(systemContext(services, 'start', { id: 'start' })).catch(
  (error: Error) => [error.message],
)
if (unknown.length > 0) {
  log.fatal(unknown.join('; '))
  process.exit(1)
}

const platformUrl = env.PLATFORM_DATABASE_WRITE_URL
const platform = platformUrl ? openDatabase(platformUrl, { max: 4, applicationName: 'portal-worker' }) : null
const mailer = openMailer(env.SMTP_URL, env.MAIL_FROM)
const tools = { services, mailer, platform }
const movedMs = await followClock(database, services.clock, scheduledTasks)
if (movedMs !== 0) log.warn({ hours: movedMs / 3_600_000 }, 'the clock was moved: waiting jobs move with it')
const queue = runLanes(tools)
const telling = runConsentPublisher(tools)
const sealing = runSealer(tools)
// What was due while no worker ran is made up for at once: the trials of systems, then what is measured of them and of the rest.
await database
  .transaction(async (tx) => {
    await enqueue(tx, 'count-usage', {}, { key: 'count-usage' })
    await enqueue(tx, 'count-consent-states', {}, { key: 'count-consent-states' })
    await enqueue(tx, 'run-canary', { afterwards: 'measure' }, { key: 'run-canary-at-start' })
  })
  .catch((error) => log.warn({ err: error }, 'evidence and choices are not measured before their next turn'))
const stopBeating = keepBeating(services, queue)

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  stopBeating()
  setTimeout(() => process.exit(1), drainMs).unref()
  await Promise.all([queue.stop(), telling.stop(), sealing.stop()])
  mailer.close()
  await Promise.all([database.close(), platform?.close(), closeSources(services)])
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
