import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import postgres from 'postgres'
import { staffSession } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { freePort } from '../launch/ports.mjs'
import { sharedSecrets } from '../launch/secrets.mjs'
import { openFilled } from './filled-portal.ts'
import type { Ground } from './ground.ts'
import { heapArguments, readHeapMb } from './heap.ts'
import { processorMs, residentMb } from './processor-time.ts'

export type Scaled = Awaited<ReturnType<typeof openScaled>>

/** A portal with so many rows, and the built server over it. */
export async function openScaled({
  folder,
  keysDir,
  people,
  keep,
}: {
  folder: string
  keysDir: string
  people: number
  keep: boolean
}) {
  const filled = await openFilled({ folder, people, keep })
  const { ground, staff } = filled
  const statistics = postgres(filled.superUrl, { max: 1, onnotice: () => {} })
  await statistics`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`
  const server = await startServer(ground, keysDir)
  return {
    ...filled,
    statistics,
    url: server.url,
    serverCpuMs: server.cpuMs,
    memory: server.memory,
    heap: server.heap,
    /** The cookie of a session of the first member with this role, who gave a code just now. */
    cookieOf: async (role: StaffRole) => {
      const { clock, env } = ground.ctx.services
      const staffId = staff.find((one) => one.role === role)?.staffId ?? ''
      const sudoUntil = new Date(clock.now().getTime() + 15 * 60_000)
      const { token } = await ground.ctx.transaction(async (tx) => {
        const session = await openStaffSession(tx, staffId, clock.now())
        await tx
          .update(staffSession)
          .set({ sudoUntil })
          .where(eq(staffSession.tokenHash, hashToken(session.token)))
        return session
      })
      return `${staffCookie(env).name}=${token}`
    },
    close: async () => {
      await server.stop()
      await statistics.end()
      await filled.close()
    },
  }
}

/** The server as it runs in production, on the build that is there. Without a worker, whose jobs would be counted too. */
async function startServer(ground: Ground, keysDir: string) {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = sharedSecrets(keysDir, process.env)
  const env = {
    PATH: process.env.PATH,
    ...ground.settings,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
    NODE_ENV: 'production' as const,
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_URL: url,
    PORTAL_RATE_LIMITS: 'off',
  }
  const root = join(import.meta.dirname, '..')
  const server = spawn(process.execPath, [...heapArguments, 'server.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const isReady = () =>
    fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (const until = Date.now() + 120_000; !(await isReady()); await sleep(200))
    if (server.exitCode !== null || Date.now() > until) throw new Error('the server does not start')
  return {
    url,
    /** Processor time of the server since it started, in milliseconds. */
    cpuMs: () => processorMs(server.pid ?? 0),
    memory: () => residentMb(server.pid ?? 0),
    /** What it holds in memory after a garbage collection, in MB. */
    heap: () => readHeapMb(server),
    stop: async () => {
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
    },
  }
}
