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
const sizes = await ground.owner.db.execute<{ bytes: string }>(
  sql`SELECT pg_database_size(current_database()) AS bytes`,
)

const made = await createBackup(ground.ctx, settings)
say(`backup: ${made.rows} rows, ${megabytes(made.bytes)} MB in ${seconds(made.tookMs)} s`)
const quiet = await createChanges(ground.ctx, settings)
say(`changes of a quiet hour: ${megabytes(quiet?.bytes ?? 0)} MB in ${seconds(quiet?.tookMs ?? 0)} s`)
const rotating = performance.now()
const { rewrapped } = await keepKeyEpochs(ground.ctx, { rotate: true, signal: new AbortController().signal })
const rewrapMs = performance.now() - rotating
const rotated = await createChanges(ground.ctx, settings)
say(
  `changes after a new master key: ${megabytes(rotated?.bytes ?? 0)} MB in ${seconds(rotated?.tookMs ?? 0)} s`,
)

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
const restoring = performance.now()
await run(['backup', 'restore', '--without-changes', made.portal])
const restoreMs = performance.now() - restoring
say(`restored in ${seconds(restoreMs)} s`)
const startMs = values['without-start'] ? null : await start()

// The same backup with its changes, into a machine that is as empty.
rmSync(join(machine, 'data'), { recursive: true, force: true })
const again = performance.now()
await run(['backup', 'restore', made.portal])
const withChangesMs = performance.now() - again
const result = {
  bench: 'restore',
  people,
  rows: made.rows,
  databaseMB: megabytes(Number(sizes[0]?.bytes)),
  fillSeconds: filled.fillSeconds,
  archiveMB: megabytes(made.bytes),
  createSeconds: seconds(made.tookMs),
  restoreSeconds: seconds(restoreMs),
  startSeconds: startMs === null ? null : seconds(startMs),
  restoreWithChangesSeconds: seconds(withChangesMs),
  quietChanges: quiet && { MB: megabytes(quiet.bytes), seconds: seconds(quiet.tookMs), rows: quiet.rows },
  rewrapped,
  rewrapSeconds: seconds(rewrapMs),
  rotatedChanges: rotated && {
    MB: megabytes(rotated.bytes),
    seconds: seconds(rotated.tookMs),
    rows: rotated.rows,
  },
  files: Object.fromEntries(
    readdirSync(archives).map((name) => [name, megabytes(statSync(join(archives, name)).size)]),
  ),
  load: loadavg()[0]?.toFixed(1),
}
console.log(JSON.stringify(result))
rmSync(work, { recursive: true, force: true })

async function run(args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['launch/portal.mjs', ...args], { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`portal ${args.join(' ')} ended with ${code}`)
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
    return tookMs
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}
