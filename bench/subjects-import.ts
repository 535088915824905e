// How long the import of a file takes: `npm run bench -- subjects-import [rows]`, 100,000 by default. On a PostgreSQL of its
// own that flushes to disk as a real one does; without consents, with three a person, and the second time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import postgres from 'postgres'
import { throwawayCluster } from '#testing/cluster.ts'
import { prepare } from '../cli/prepare.ts'

const count = Number(process.argv[2] ?? 100_000)
const root = join(import.meta.dirname, '..')
const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
const cluster = await throwawayCluster({ fsync: 'on', full_page_writes: 'on' })
const env = await portalEnvironment()
await prepare(env)

const person = 'external_id,email,full_name,phone,language'
const choices = ['communication/new-materials/email', 'communication/schedule-changes/push', 'analytics']
await write('people.csv', person, () => '')
await write('consents.csv', `${person},choices_given_at,${choices.join(',')}`, (n) =>
  n % 3 === 0 ? ',2023-05-01 12:00:00,granted,withdrawn,granted' : ',2023-06-01,granted,granted,',
)
const words = Object.fromEntries(
  [...choices.slice(0, 2).map((name) => name.replace(/\/\w+$/, '')), 'analytics'].map((name) => [
    name,
    `Согласен: ${name}`,
  ]),
)
await writeFile(join(folder, 'words.json'), JSON.stringify({ ru: words }))

const runs = []
for (const [what, file, prefix] of [
  ['people', 'people.csv', []],
  ['people again', 'people.csv', []],
  ['consents of known people', 'consents.csv', ['--words', 'words.json']],
  ['consents again', 'consents.csv', ['--words', 'words.json']],
] as const) {
  const before = loadavg()[0]?.toFixed(1)
  const { seconds, rejected, people, choices } = await run(file, prefix)
  runs.push({
    what,
    rows: count,
    seconds,
    load: before,
    rejected,
    created: people.created,
    recorded: choices.recorded,
  })
}
console.table(runs)
console.log(JSON.stringify(runs))
await cluster.remove()
await rm(folder, { recursive: true })

type Answer = {
  seconds: number
  rejected: number
  people: { created: number }
  choices: { recorded: number }
}

async function run(file: string, options: readonly string[]): Promise<Answer> {
  const args = ['cli/main.ts', 'subjects', 'import', join(folder, file), '--json', ...options]
  const child = spawn(
    process.execPath,
    args.map((one) => (one === 'words.json' ? join(folder, one) : one)),
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [answer] = await Promise.all([json(child.stdout), once(child, 'close')])
  return answer as Answer
}

async function write(name: string, header: string, rest: (n: number) => string) {
  const file = createWriteStream(join(folder, name))
  file.write(`${header}\r\n`)
  for (let n = 0; n < count; n++) {
    const row = `u-${n},u-${n}@example.kz,Оқушы ${n},+7701${String(n).padStart(7, '0')},${n % 2 ? 'ru' : 'kk'}${rest(n)}\r\n`
    if (!file.write(row)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

async function portalEnvironment(): Promise<Record<string, string>> {
  const sql = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  const url = (role: string) => {
    const address = new URL(cluster.superUrl)
    address.username = role
    address.password = 'bench'
    address.pathname = '/bench'
    return address.href
  }
  for (const role of ['bench_owner', 'bench_app', 'bench_backup'])
    await sql.unsafe(`create role ${role} login password 'bench'`)
  await sql.unsafe('create database bench owner bench_owner')
  await sql.end()
  return {
    DATABASE_URL: url('bench_app'),
    DATABASE_OWNER_URL: url('bench_owner'),
    DATABASE_BACKUP_URL: url('bench_backup'),
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'bench'.repeat(10),
    SNAPSHOT_TOKEN: 'bench'.repeat(10),
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: join(folder, 'keys'),
    OPERATOR_FILE: join(root, 'db/seed/operator.sample.json'),
    PORTAL_SAMPLE_DATA: '0',
  }
}
