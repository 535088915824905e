// How everybody is told about a material change of the policy: `npm run bench -- policy-mail [people]`, 100,000 by default. The process
// that makes the batches is killed when half of the people have a job, and so is the one that sends, in the middle of its time; another
// goes on. Then each person must have had one job, and a letter came twice only where one was on its way at the kill, under the same
// Message-ID. `--minutes N`: letters are sent for so long, 10 by default.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { SMTPServer } from 'smtp-server'
import { contextFor } from '#domain/access/context.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { readPolicy } from '#domain/policy/versions/read-policy.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { lanes } from '../worker/tasks.ts'
import { openGround } from './ground.ts'
import { childrenMs, ownMs, postgresMs } from './processor-time.ts'

const { positionals, values } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '10' } },
})
const people = Number(positionals[0] ?? 100_000)
const sendMs = Number(values.minutes) * 60_000
const seconds = (ms: number) => Math.round(ms / 100) / 10
const say = (words: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${words}`)

const ground = await openGround()
const { owner, ctx } = ground
const [backend] = await owner.db.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
const letters = new Map<string, string[]>()
let received = 0
const mailServer = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData: (stream, { envelope }, done) => {
    text(stream).then((raw) => {
      const id = /^message-id: *(\S+)/im.exec(raw)?.[1] ?? ''
      for (const { address } of envelope.rcptTo) letters.set(address, [...(letters.get(address) ?? []), id])
      received += 1
      done()
    }, done)
  },
})
mailServer.on('error', () => {})
const listening = mailServer.listen(0, '127.0.0.1')
await once(listening, 'listening')
const { port } = listening.address() as AddressInfo

const locales = ['kk', 'ru', 'en'] as const
for (let from = 0; from < people; from += 1000)
  await importSubjects(
    ctx,
    Array.from({ length: Math.min(1000, people - from) }, (_, at) => ({
      externalId: `u-${from + at}`,
      fullName: `Оқушы ${from + at}`,
      email: `u-${from + at}@example.kz`,
      locale: locales[at % 3] ?? 'kk',
    })),
    'import',
  )
say(`${people} people`)

const version = 2
const texts = { kk: await textIn('kk'), ru: await textIn('ru'), en: await textIn('en') }
const system = { actor: { kind: 'system', task: 'bench' }, locale: 'ru' } as const
await publishVersion(contextFor({ ...ctx.services, database: owner }, system), {
  version,
  lastUpdatedOn: '2026-11-30',
  effectiveOn: '2026-11-30',
  material: true,
  change: 'practice',
  purposes: ['analytics'],
  summary: { kk: 'Не өзгерді', ru: 'Что изменилось', en: 'What changed' },
  texts,
})
await ctx.transaction((tx) => enqueue(tx, 'end-changed-consents', { version }))

const batches = await measured('batches', async () => {
  let worker = await startWorker(['end-changed-consents', 'tell-policy'])
  await until(async () => (await jobs()).total >= people / 2)
  const { total: killedAt } = await kill(worker)
  worker = await startWorker(['end-changed-consents', 'tell-policy'])
  await until(async () => (await jobs()).total >= people && (await isToldToTheEnd()))
  await kill(worker)
  return { killedAt, ...(await jobs()) }
})
const sent = await measured('letters', async () => {
  const names = Object.keys(lanes.bulk.tasks)
  const begun = performance.now()
  const isHalf = () => received >= people / 2 || performance.now() - begun > sendMs / 2
  let worker = await startWorker(names)
  await until(async () => isHalf())
  await kill(worker)
  const killedAt = received
  worker = await startWorker(names)
  await until(async () => (await jobs()).total === 0 || performance.now() - begun > sendMs)
  await kill(worker)
  const twice = [...letters.values()].filter((ids) => ids.length > 1)
  return {
    killedAt,
    received,
    people: letters.size,
    twice: twice.length,
    twiceWithAnotherId: twice.filter((ids) => new Set(ids).size > 1).length,
    left: (await jobs()).total,
  }
})
console.log(JSON.stringify({ people, batches, letters: sent, load: loadavg().map((one) => one.toFixed(1)) }))
// A letter may be on its way at each of the two kills, in each of the jobs that run at once.
const isRight =
  batches.total === people &&
  batches.people === people &&
  sent.twice <= 2 * lanes.bulk.concurrency &&
  sent.twiceWithAnotherId === 0 &&
  sent.people + sent.left >= people &&
  (sent.left > 0 || sent.people === people)
if (!isRight) process.exitCode = 1
await new Promise<void>((done) => mailServer.close(() => done()))
await ground.close()

async function textIn(locale: 'kk' | 'ru' | 'en') {
  const policy = await readPolicy(ctx, locale)
  if (!policy) throw new Error('no policy')
  return { title: policy.title, introduction: policy.introduction, parts: policy.parts }
}

async function measured<T extends object>(what: string, work: () => Promise<T>) {
  const spent = () => ownMs() + postgresMs(backend?.pid ?? 0) + childrenMs()
  const [from, processor] = [performance.now(), spent()]
  const value = await work()
  const cost = { seconds: seconds(performance.now() - from), processorSeconds: seconds(spent() - processor) }
  say(`${what}: ${JSON.stringify({ ...value, ...cost })}`)
  return { ...value, ...cost }
}

/** The letters that wait or are being sent, and to how many people. */
async function jobs() {
  const [row] = await owner.db.execute<{ total: number; people: number }>(sql`
    SELECT count(*)::int AS total, count(DISTINCT j.payload ->> 'subjectId')::int AS people
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'send-policy-mail'`)
  return row ?? { total: 0, people: 0 }
}

async function isToldToTheEnd() {
  const [row] = await owner.db.execute<{ after: string | null }>(
    sql`SELECT value ->> 'after' AS after FROM installation_fact WHERE name = ${`policy-told:${version}`}`,
  )
  return row?.after === null
}

async function startWorker(names: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'policy-mail-worker.ts'), ...names], {
    env: { ...process.env, ...ground.settings, SMTP_URL: `smtp://127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

async function kill(child: Awaited<ReturnType<typeof startWorker>>) {
  child.kill('SIGKILL')
  await once(child, 'exit')
  return jobs()
}

async function until(holds: () => Promise<boolean>) {
  while (!(await holds())) await sleep(500)
}
