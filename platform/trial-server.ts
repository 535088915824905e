import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildIdFile } from './build-id.ts'
import type { Environment } from './env.ts'

const startMs = 120_000
const stopMs = 10_000
/** Without a worker there is no heartbeat, and nothing has been rendered yet. */
const notNeeded = ['worker']

export type TrialServer = {
  /** Of the portal's own settings: secrets, keys folder, the operator's file. */
  env: Environment
  /** The app's role in a database made for the purpose. */
  databaseUrl: string
  /** For what the server writes to its disk. */
  folder: string
  /** Paths that must be answered with 200. */
  pages: readonly string[]
  signal?: AbortSignal
}

/** Whether there is a build of the pages: a process that runs from source has none. */
export const hasBuild = (env: Pick<Environment, 'dev'>): boolean => !env.dev && existsSync(buildIdFile())

/**
 * Starts the server of this checkout on another database at a free port of this machine, asks it, and ends it. No worker runs
 * beside it: no job is done and no email is sent. It has none of the addresses of other systems. Throws an error with the reason
 * when it does not start or does not answer.
 */
export async function askTrialServer(given: TrialServer): Promise<void> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const server = spawn(process.execPath, ['server.ts'], {
    env: environmentOf(given, { port, url }),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-500)
  })
  let failure: Error | undefined
  server.once('error', (error) => {
    failure = error
  })
  const kill = () => void server.kill('SIGKILL')
  process.once('exit', kill)
  const check = () => {
    given.signal?.throwIfAborted()
    if (failure) throw failure
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error(`the server ended: ${said.trim().split('\n').at(-1) ?? ''}`)
  }
  try {
    let missing = ['an answer']
    for (const until = performance.now() + startMs; missing.length > 0; await sleep(250)) {
      check()
      if (performance.now() > until) throw new Error(`the server is not ready: ${missing.join(', ')}`)
      missing = await missingChecks(url)
    }
    for (const page of given.pages) {
      const { status } = await fetch(`${url}${page}`, {
        redirect: 'manual',
        signal: AbortSignal.timeout(30_000),
      })
      if (status !== 200) throw new Error(`${page} is answered with ${status}`)
    }
  } finally {
    process.off('exit', kill)
    await end(server)
  }
}

/** What `/health/ready` finds wrong, but for what a server without a worker lacks. */
async function missingChecks(url: string): Promise<string[]> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    const { checks } = (await answer.json()) as { checks: Record<string, boolean> }
    return Object.entries(checks).flatMap(([name, holds]) =>
      holds || notNeeded.includes(name) ? [] : [name],
    )
  } catch {
    return ['an answer']
  }
}

async function end(server: ReturnType<typeof spawn>): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGTERM')
  const timer = setTimeout(() => server.kill('SIGKILL'), stopMs)
  await gone
  clearTimeout(timer)
}

/** Nothing of the process's own environment but where programs are: what is not named here the server does not know. */
function environmentOf(
  { env, databaseUrl, folder }: TrialServer,
  { port, url }: { port: number; url: string },
) {
  const variables: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    PORTAL_DIST_DIR: process.env.PORTAL_DIST_DIR,
    NEXT_TELEMETRY_DISABLED: '1',
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_URL: url,
    DATABASE_URL: databaseUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: env.AUTH_SECRET,
    SNAPSHOT_TOKEN: env.SNAPSHOT_TOKEN,
    OPERATOR_FILE: env.OPERATOR_FILE,
    PORTAL_KEYS_DIR: env.keysDir,
    PORTAL_DATA_DIR: folder,
    // Not the operator's list either: the database may be older than its newest lines, and the server would not start.
    DELETION_LIST_FILE: join(folder, 'deletions.jsonl'),
    PORTAL_SAMPLE_DATA: env.PORTAL_SAMPLE_DATA,
    PORTAL_CLOCK_OFFSET: String(env.PORTAL_CLOCK_OFFSET),
    PORTAL_GUARDIANS: env.PORTAL_GUARDIANS,
    LOG_LEVEL: 'fatal',
  }
  return { ...variables, NODE_ENV: 'production' as const }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
