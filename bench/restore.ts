// How long a portal with many people takes to back up and to restore on an empty machine: `npm run bench -- restore [people]`, 100,000
// by default, a fifth as many requests and ten times as many events. Then how large and slow the hourly archive of changes is, before
// and after a new master key has wrapped everybody's key. `--keep DIR` fills a database in a folder that stays, `--use DIR` takes it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { createBackup } from '../domain/backups/create/create-backup.ts'
import { createChanges } from '../domain/backups/create/create-changes.ts'
import { keepKeyEpochs } from '../domain/people/key-epochs/keep-key-epochs.ts'
import { ensureBuilt } from '../launch/build.mjs'
import { findNode24 } from '../launch/node24.mjs'
import { freePort } from '../launch/ports.mjs'
import { sharedSecrets } from '../launch/secrets.mjs'
import { makeBackupKeys } from '../platform/crypto/backup-keys.ts'
import { openFilled } from './filled-portal.ts'
import { childrenMs, ownMs, postgresMs } from './processor-time.ts'

const { positionals, values } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { keep: { type: 'string' }, use: { type: 'string' }, 'without-start': { type: 'boolean' } },
})
const people = Number(positionals[0] ?? 100_000)
const kept = values.use ?? values.keep
const work = mkdtempSync(join(tmpdir(), 'portal-restore-'))
const root = join(import.meta.dirname, '..')
const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10
const seconds = (ms: number) => Math.round(ms / 100) / 10
const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)

const filled = await openFilled({
  folder: kept ?? join(work, 'source'),
  people,
  keep: kept !== undefined,
})
const { ground } = filled
const keysDir = ground.ctx.services.env.keysDir
const archives = join(work, 'archives')
const keys = await makeBackupKeys(keysDir)
const backupUrl = Object.assign(new URL(ground.ownerUrl), { username: 'portal_backup' }).href
const settings = {
  url: backupUrl,
  folder: archives,
  target: { country: 'KZ', allowed: ['KZ'] },
  keys,
  recipients: [],
}
const [database] = await ground.owner.db.execute<{ bytes: string; pid: number }>(
  sql`SELECT pg_database_size(current_database()) AS bytes, pg_backend_pid() AS pid`,
)
type Cost = { seconds: number; processorSeconds: number }
const spent = () => ownMs() + postgresMs(database?.pid ?? 0) + childrenMs()
/** How long something takes, and how long the processor: that does not depend on what else the machine does. */
async function costOf<T>(what: string, work: () => Promise<T>): Promise<T & Cost> {
  const [from, processor] = [performance.now(), spent()]
  const value = await work()
  const cost = { seconds: seconds(performance.now() - from), processorSeconds: seconds(spent() - processor) }
  say(`${what}: ${cost.seconds} s, ${cost.processorSeconds} s of the processor`)
  return Object.assign({}, value, cost)
}
const changesOf = (what: string) =>
  costOf(what, async () => {
    const changes = await createChanges(ground.ctx, settings)
    return { MB: megabytes(changes?.bytes ?? 0), rows: changes?.rows ?? 0 }
  })

const made = await costOf('backup create', () => createBackup(ground.ctx, settings))
const quietChanges = await changesOf('changes of a quiet hour')
const rewrap = await costOf('a new master key', () =>
  keepKeyEpochs(ground.ctx, { rotate: true, signal: new AbortController().signal }),
)
const rotatedChanges = await changesOf('changes after a new master key')

// The keys folder comes from its own copy; everything else is made by the command.
const machine = join(work, 'machine')
mkdirSync(machine)
cpSync(keysDir, join(machine, 'keys'), { recursive: true })
await filled.close()
const port = await freePort()
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PORTAL_DATA_DIR: join(machine, 'data'),
  PORTAL_KEYS_DIR: join(machine, 'keys'),
  PORTAL_SAMPLE_DATA: '0',
  OPERATOR_FILE: join(root, 'db', 'seed', 'operator.sample.json'),
  SMTP_URL: 'smtp://127.0.0.1:9',
  BACKUP_COUNTRY: 'KZ',
  PORT: String(port),
  APP_URL: `http://localhost:${port}`,
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: sharedSecrets(join(root, '.keys'), process.env)
    .NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
  NODE_ENV: 'production' as const,
}
const restored = await costOf('backup restore', () =>
  run(['backup', 'restore', '--without-changes', made.portal]),
)
const started = values['without-start'] ? null : await start()

// The same backup with its changes, on a machine that is as empty.
rmSync(join(machine, 'data'), { recursive: true, force: true })
const withChanges = await costOf('backup restore with changes', () => run(['backup', 'restore', made.portal]))
const costs = ({ seconds, processorSeconds }: Cost) => ({ seconds, processorSeconds })
const result = {
  bench: 'restore',
  people: filled.people,
  rows: made.rows,
  databaseMB: megabytes(Number(database?.bytes)),
  fillSeconds: filled.fillSeconds,
  archiveMB: megabytes(made.bytes),
  create: costs(made),
  restore: restored,
  startSeconds: started,
  restoreWithChanges: withChanges,
  quietChanges,
  rewrap: { keys: rewrap.rewrapped, ...costs(rewrap) },
  rotatedChanges,
  files: Object.fromEntries(
    readdirSync(archives).map((name) => [name, megabytes(statSync(join(archives, name)).size)]),
  ),
  load: loadavg()[0]?.toFixed(1),
}
console.log(JSON.stringify(result))
rmSync(work, { recursive: true, force: true })

async function run(args: string[]): Promise<object> {
  const child = spawn(process.execPath, ['launch/portal.mjs', ...args], { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`portal ${args.join(' ')} ended with ${code}`)
  return {}
}

/** From the command to the first answer of `/health/ready`, on pages that were built before. */
async function start(): Promise<number> {
  await ensureBuilt({ node: findNode24(), keysDir: join(root, '.keys') })
  const begun = performance.now()
  const child = spawn(process.execPath, ['launch/start.mjs'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    for (;;) {
      const isReady = await fetch(`${env.APP_URL}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isReady) break
      if (child.exitCode !== null) throw new Error('the portal does not start')
      await new Promise((done) => setTimeout(done, 200))
    }
    const tookMs = performance.now() - begun
    const page = await fetch(`${env.APP_URL}/ru`)
    say(`ready after ${seconds(tookMs)} s; the first page answers ${page.status}`)
    return seconds(tookMs)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}
