// npm start, npm run dev: from a fresh clone to a served portal. Loads nothing that must be installed first.
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { claim, lastAddress } from './claim.mjs'
import { startDatabases } from './databases.mjs'
import { readSettings } from './environment.mjs'
import { inRoot } from './folders.mjs'
import { guarded } from './guarded.mjs'
import { ensureInstalled } from './install.mjs'
import { keepDatabase } from './keep-database.mjs'
import { findNode24 } from './node24.mjs'
import { freePort, isPortTaken } from './ports.mjs'
import { prepareDatabases } from './prepare.mjs'
import { processEnvironments } from './process-environments.mjs'
import { step } from './progress.mjs'
import { waitUntilReady } from './ready.mjs'
import { entry, explain, Refusal } from './refusal.mjs'
import { stopRequest } from './stop-request.mjs'
import { supervise } from './supervise.mjs'
import { welcome } from './welcome.mjs'
import { workerFlags } from './worker-memory.mjs'

/** Time for requests and jobs in flight to end. */
const drain = 25_000
const dev = process.argv.includes('--dev')

await entry(async () => {
  const settings = readSettings(process.env)
  const mine = await claim(settings.dataDir)
  /** What to stop, in the order in which it was started. @type {{ stop: () => Promise<unknown>, kill: () => unknown }[]} */
  const running = []
  const stop = stopRequest(() => {
    for (const part of running.toReversed()) guarded('stopping', part.kill)()
  })
  let failed = false
  // A bug in the launcher must not leave the started programs without a supervisor.
  process.on('uncaughtException', (error) => {
    failed = true
    console.error(explain(error))
    stop.ask()
  })
  try {
    if (mine.orphans.length > 0)
      console.error(`ended what a killed start had left running: ${mine.orphans.join(', ')}`)
    await bringUp(settings, mine, running, stop.signal)
    for (const line of welcome(settings)) console.log(line)
    console.log(`ready ${settings.appUrl}`)
    await stop.asked
  } catch (error) {
    if (!stop.signal.aborted) throw error
  } finally {
    // One that does not end must not keep the others running.
    for (const part of running.toReversed()) {
      await part.stop().catch((error) => {
        failed = true
        console.error(error.message)
      })
    }
    mine.release()
  }
  return failed ? 1 : 0
})

async function bringUp(settings, mine, running, signal) {
  const { host, port, dataDir, keysDir } = settings
  if (await isPortTaken(host, port)) {
    throw new Refusal(
      `Port ${port} is in use by another program: stop it or choose another, as PORT=${port + 1} npm start`,
    )
  }
  const during = { signal, track: (pid) => mine.track('a step of the start', pid) }
  await ensureInstalled(during)
  const node = findNode24()

  const databases = await step('starting the databases', () => startDatabases(settings, keepDatabase(signal)))
  running.push({ stop: databases.stop, kill: () => databases.stop('immediate') })
  const mailboxPort = await freePort(lastAddress(dataDir)?.mailboxPort)
  mine.setAddress({
    port,
    appUrl: settings.appUrl,
    mailboxPort,
    clockOffset: settings.given.PORTAL_CLOCK_OFFSET,
  })
  const envs = processEnvironments(settings, { node, databases: databases.urls, mailboxPort, dev })
  signal.throwIfAborted()

  await prepareDatabases(node, envs.cli, during)
  if (!dev) await ensureBuilt({ node, keysDir, ...during })
  signal.throwIfAborted()

  const begin = (name, file, env, flags = []) =>
    supervise({
      name,
      command: node,
      args: [...flags, inRoot(...file.split('/'))],
      env,
      logFile: dev ? undefined : join(dataDir, 'log', `${name}.log`),
      track: mine.track,
      say: console.error,
    })
  if (settings.mailbox) {
    const mailbox = begin('mailbox', 'worker/mailbox.ts', envs.mailbox)
    running.push({ stop: () => mailbox.stop(5000), kill: mailbox.kill })
  }
  const pair = [
    begin('server', 'server.ts', envs.server),
    begin('worker', 'worker/main.ts', envs.worker, workerFlags),
  ]
  running.push({
    stop: () => Promise.all(pair.map((one) => one.stop(drain))),
    kill: () => pair.forEach((one) => void one.kill()),
  })
  await step('waiting for the server', () =>
    waitUntilReady(settings, { processes: pair, signal, patience: 180_000 }),
  )
}
