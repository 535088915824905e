import { delimiter, dirname } from 'node:path'
import { sharedSecrets } from './secrets.mjs'

// Each process gets the database roles that it needs and no other: what a broken page cannot see, it cannot leak.
const databaseUrls = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_BACKUP_URL',
  'PLATFORM_DATABASE_URL',
  'PLATFORM_DATABASE_WRITE_URL',
  'PLATFORM_DATABASE_OWNER_URL',
]
const serverUrls = ['DATABASE_URL', 'PLATFORM_DATABASE_URL', 'PLATFORM_DATABASE_WRITE_URL']
const workerUrls = [...serverUrls, 'DATABASE_BACKUP_URL']

/** @typedef {Record<string, string | undefined>} Variables */

/**
 * The environment of each of the portal's processes. `cli` has every role: migrations, the operator's commands, measurements.
 * @param {import('./environment.mjs').Settings} settings
 * @param {{ node: string, databases: Record<string, string>, mailboxPort: number, dev?: boolean }} found
 * @returns {Record<'server' | 'worker' | 'cli' | 'mailbox', Variables>}
 */
export function processEnvironments(settings, { node, databases, mailboxPort, dev = false }) {
  const urls = { ...settings.given, ...databases }
  const common = {
    ...withoutUrls(settings.given),
    ...sharedSecrets(settings.keysDir, settings.given),
    PATH: dirname(node) + delimiter + (process.env.PATH ?? ''),
    HOST: settings.host,
    PORT: String(settings.port),
    APP_URL: settings.appUrl,
    PORTAL_DATA_DIR: settings.dataDir,
    PORTAL_KEYS_DIR: settings.keysDir,
    PORTAL_SAMPLE_DATA: settings.sample ? '1' : '0',
    PORTAL_EMBEDDED_DATABASE: settings.embedded ? '1' : '0',
    PORTAL_DEV: dev ? '1' : '0',
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    SMTP_URL: settings.mailbox ? `smtp://127.0.0.1:${mailboxPort}` : settings.given.SMTP_URL,
  }
  const only = (/** @type {string[]} */ names) => ({
    ...common,
    ...Object.fromEntries(names.filter((name) => urls[name]).map((name) => [name, urls[name]])),
  })
  return {
    server: only(serverUrls),
    worker: only(workerUrls),
    cli: only(databaseUrls),
    mailbox: {
      PATH: common.PATH,
      NODE_ENV: common.NODE_ENV,
      PORTAL_DATA_DIR: settings.dataDir,
      MAILBOX_PORT: String(mailboxPort),
    },
  }
}

/**
 * What `next build` gets: nothing of this machine's settings may be baked into the pages, so that one build serves any
 * environment. The database that it names cannot be reached.
 * @param {{ node: string, keysDir: string }} found
 * @returns {Variables}
 */
export function buildEnvironment({ node, keysDir }) {
  const { PATH, HOME, TMPDIR, SYSTEMROOT, TEMP } = process.env
  return {
    PATH: dirname(node) + delimiter + (PATH ?? ''),
    HOME,
    TMPDIR,
    SYSTEMROOT,
    TEMP,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: 'postgres://build@127.0.0.1:9/none',
    SMTP_URL: 'smtp://127.0.0.1:9',
    PORTAL_SAMPLE_DATA: '1',
    ...sharedSecrets(keysDir, process.env),
    AUTH_SECRET: 'only-for-the-build-never-for-a-session',
    SNAPSHOT_TOKEN: 'only-for-the-build-never-for-a-snapshot',
  }
}

function withoutUrls(/** @type {Record<string, string>} */ given) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !databaseUrls.includes(name)))
}
