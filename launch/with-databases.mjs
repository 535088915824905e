import { findPortal, lastAddress } from './claim.mjs'
import { startDatabases } from './databases.mjs'
import { readSettings } from './environment.mjs'
import { inRoot } from './folders.mjs'
import { ensureInstalled } from './install.mjs'
import { findNode24 } from './node24.mjs'
import { prepareDatabases } from './prepare.mjs'
import { processEnvironments } from './process-environments.mjs'
import { step } from './progress.mjs'
import { show } from './show.mjs'

/**
 * Runs a program of the portal in front of the person, with the environment that `npm start` would give it: on the
 * databases that run now, or on embedded ones started for the time of the command.
 * @param {string} file below the checkout @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runWithDatabases(file, args) {
  const settings = atLastAddress(readSettings(process.env))
  await ensureInstalled()
  const node = findNode24()
  const databases = await step('starting the databases', () => startDatabases(settings))
  // Ctrl-C goes to the program; we wait for it to end.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => {})
  try {
    const mailboxPort = lastAddress(settings.dataDir)?.mailboxPort ?? 2525
    const { cli } = processEnvironments(settings, { node, databases: databases.urls, mailboxPort })
    if (databases.own && settings.embedded && !fillsDatabase(args)) await prepareDatabases(node, cli)
    return await show(node, [inRoot(file), ...args], cli)
  } finally {
    // A portal that started in the meantime has adopted the clusters.
    if (databases.own && !findPortal(settings.dataDir)) await databases.stop()
  }
}

/** A backup is restored into an empty database; the next start grants the rights of the roles. */
const fillsDatabase = (/** @type {string[]} */ args) => args[0] === 'backup' && args[1] === 'restore'

/**
 * What a command must share with the portal that runs: a link in a mail that it causes must lead there, whatever port it was
 * given, and a key that it makes for a day must end by the same clock.
 * @param {import('./environment.mjs').Settings} settings
 */
export function atLastAddress(settings) {
  const { given, sample } = settings
  const runs = findPortal(settings.dataDir)?.address
  const clockOffset = given.PORTAL_CLOCK_OFFSET ?? (sample ? runs?.clockOffset : undefined)
  const sameClock = clockOffset ? { ...given, PORTAL_CLOCK_OFFSET: clockOffset } : given
  const last = lastAddress(settings.dataDir)
  if (!last || given.PORT || given.APP_URL) return { ...settings, given: sameClock }
  return { ...settings, given: sameClock, port: last.port, appUrl: last.appUrl }
}
