import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import postgres from 'postgres'
import { staffSession } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { measureEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { createEndpoint } from '#domain/integrations/endpoints/create-endpoint.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { type Amounts, fillPortal } from '#testing/fill-portal.ts'
import { openedIncident } from '#testing/incidents.ts'
import { formOf } from '#testing/requests.ts'
import { addSampleMember } from '../cli/prepare/sample-staff.ts'
import { startCluster } from '../launch/embedded-postgres.mjs'
import { freePort } from '../launch/ports.mjs'
import { sharedSecrets } from '../launch/secrets.mjs'
import { type Ground, openGround } from './ground.ts'

export type Scaled = Awaited<ReturnType<typeof openScaled>>
type Facts = { subjects: string[]; staff: { staffId: string; role: StaffRole }[]; references: string[] }

const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '100',
  shared_buffers: '512MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '10000',
}

const roles: readonly StaffRole[] = [
  'support',
  'privacy-officer',
  'security-officer',
  'auditor',
  'administrator',
]

/** A portal with so many rows, and the built server over it. Its database is filled once and kept when wished. */
export async function openScaled({
  folder,
  keysDir,
  amounts,
  keep,
}: {
  folder: string
  keysDir: string
  amounts: Amounts
  keep: boolean
}) {
  mkdirSync(folder, { recursive: true })
  const cluster = await startCluster({ dataDir: join(folder, 'cluster'), superPassword: 'bench', settings })
  const ground = await openGround({
    kept: { folder, cluster: { superUrl: cluster.superUrl, remove: () => cluster.stop() } },
  })
  const statistics = postgres(cluster.superUrl.replace(/\/[^/]*$/, '/portal'), { max: 1, onnotice: () => {} })
  await statistics`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`
  const [known] = await ground.owner.db.execute<{ value: Facts }>(
    sql`SELECT value FROM installation_fact WHERE name = 'bench-scale'`,
  )
  const facts = known?.value ?? (await fill(ground, amounts))
  const server = await startServer(ground, keysDir)
  return {
    ...facts,
    ground,
    statistics,
    url: server.url,
    /** The cookie of a session of the first member with this role, who gave a code just now. */
    cookieOf: async (role: StaffRole) => {
      const { clock, env } = ground.ctx.services
      const staffId = facts.staff.find((one) => one.role === role)?.staffId ?? ''
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
      await ground.close()
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function fill(ground: Ground, amounts: Amounts): Promise<Facts> {
  const { ctx, owner } = ground
  const staff: Facts['staff'] = []
  const owned = contextFor(
    { ...ctx.services, database: owner },
    { actor: { kind: 'system', task: 'bench' }, locale: 'ru' },
  )
  for (let n = 0; n < 40; n++) {
    const role = roles[n % roles.length] ?? 'support'
    const member = {
      email: `member-${n}@bench.test`,
      fullName: `Член ${n}`,
      role,
      locale: 'ru' as const,
      ndaDaysAgo: 3,
      trainingDaysAgo: 3,
    }
    const { staffId } = await addSampleMember(owned, member, ctx.clock.now())
    staff.push({ staffId, role })
  }
  const officer = memberOf(ctx, staff[1])
  const subjects: string[] = []
  const references: string[] = []
  const kinds: KindName[] = ['access', 'erasure/wish', 'restriction/unlawful', 'rectification', 'question']
  for (const [n, kind] of kinds.entries()) {
    const row = {
      externalId: `real-${n}`,
      fullName: 'Әлия Серікқызы',
      email: `real-${n}@example.kz`,
      locale: 'ru' as const,
    }
    await importSubjects(ctx, [row], 'import')
    const subjectId = (await findSubject(ctx, row.externalId)) ?? ''
    subjects.push(subjectId)
    const own = contextFor(ctx.services, { actor: { kind: 'subject', subjectId }, locale: 'ru' })
    const filed = await fileRequest(own, formOf(kind))
    if (filed.status !== 'filed') throw new Error(filed.code)
    references.push(filed.reference)
    await takeRequestStep(officer, stepSchema.parse({ reference: filed.reference, step: 'take' }))
  }
  await startDraft(officer)
  await owner.db.execute(sql`UPDATE policy_draft SET change = 'practice', purposes = '["analytics"]'`)
  await measureEvidence(ctx)
  const security = memberOf(ctx, staff[2])
  for (let n = 0; n < 60; n++) await openedIncident(security, ctx)
  const made = await createEndpoint(memberOf(ctx, staff[4]), {
    url: 'https://example.kz/hook',
    events: ['choice.recorded'],
  })
  if (made.status !== 'done') throw new Error(made.code)
  await fillPortal(owner, amounts, {
    subjects,
    staff: staff.map(({ staffId }) => staffId),
    endpoint: made.endpointId,
  })
  const facts = { subjects, staff, references }
  await owner.db.execute(
    sql`INSERT INTO installation_fact (name, value, set_at) VALUES ('bench-scale', ${JSON.stringify(facts)}::jsonb, now())`,
  )
  return facts
}

/** The context of a member who gave a code just now. */
function memberOf({ services }: Context, member: Facts['staff'][number] | undefined): Context {
  if (!member) throw new Error('no such member')
  const { staffId, role } = member
  return contextFor(services, {
    actor: { kind: 'staff', staffId, roles: [role], clearance: true, sudo: true },
    locale: 'ru',
  })
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
  const server = spawn(process.execPath, ['server.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
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
    stop: async () => {
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
    },
  }
}
