import { sql } from 'drizzle-orm'
import type { StaffRole } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { findPerson } from '#domain/lookups/find/find-person.ts'
import { openPerson } from '#domain/lookups/find/open-person.ts'
import { postgresMs } from './processor-time.ts'
import type { Scaled } from './scaled-portal.ts'

export type Visited = {
  page: string
  status: number
  /** Pages of 8 KB that PostgreSQL touched for one visit. */
  blocks: number
  p50: number
  p95: number
  /** Processor time of one visit. */
  serverCpuMs: number
  databaseCpuMs: number
  worst: { blocks: number; rows: number; statement: string }
}

type Visit = { role: StaffRole; path: string }

async function visitsOf(scaled: Scaled): Promise<Visit[]> {
  const { ground, subjects, staff, references } = scaled
  const as = (role: StaffRole, ...paths: string[]) => paths.map((path) => ({ role, path }))
  const one = async (query: ReturnType<typeof sql>) =>
    (await ground.owner.db.execute<{ id: string }>(query))[0]?.id ?? ''
  const incident = await one(
    sql`SELECT reference AS id FROM incident ORDER BY people DESC NULLS LAST LIMIT 1`,
  )
  const endpoint = await one(sql`SELECT endpoint_id AS id FROM webhook_endpoint LIMIT 1`)
  const day = await one(sql`SELECT (current_date - 200)::text AS id`)
  const log = (filter: string) => `/staff/audit-log?${filter}`
  const member = staff[0]?.staffId
  return [
    ...as('privacy-officer', '/staff', '/staff/requests', '/staff/requests/new'),
    ...['closed', 'new', 'ours', 'theirs', 'approval', 'unproved'].flatMap((group) =>
      as('privacy-officer', `/staff/requests?group=${group}`),
    ),
    ...[
      'right=erasure',
      'group=closed&right=objection',
      'assigned=me',
      'assigned=nobody',
      'due=overdue',
      'due=today',
      'sort=received',
    ].flatMap((filter) => as('privacy-officer', `/staff/requests?${filter}`)),
    ...references.flatMap((reference) => as('privacy-officer', `/staff/requests/${reference}`)),
    ...as('privacy-officer', '/staff/data-map', '/staff/calendar', '/staff/account', '/staff/policy'),
    ...as(
      'privacy-officer',
      '/staff/policy/edit?item=data.learning',
      '/staff/policy/preview',
      '/staff/policy/compare',
    ),
    ...as('privacy-officer', '/staff/policy/add?kind=clause', '/staff/mail'),
    ...as('privacy-officer', '/staff/people', `/staff/people/${await lookUp(scaled)}`, '/staff/consent'),
    ...as('privacy-officer', '/staff/policy/wording?of=analytics', '/staff/registers/subprocessors'),
    ...as('privacy-officer', '/staff/registers', '/staff/registers/processing', '/staff/registers/transfers'),
    ...as('administrator', '/staff/statistics/courses'),
    ...as('auditor', '/staff/audit-log/kit', '/staff/reports/quarter', '/staff/registers'),
    ...as('support', '/staff', '/staff/requests', `/staff/requests/${references[4]}`),
    ...as(
      'administrator',
      '/staff',
      '/staff/health',
      '/staff/settings',
      '/staff/team',
      `/staff/team/${member}`,
      '/staff/team/invite',
    ),
    ...as(
      'administrator',
      '/staff/integrations',
      `/staff/integrations/webhooks/${endpoint}`,
      '/staff/backups',
      '/staff/mail',
    ),
    ...as('administrator', '/staff/registers/training', `/staff/registers/training/${member}`),
    ...as(
      'security-officer',
      '/staff',
      '/staff/incidents',
      `/staff/incidents/${incident}`,
      '/staff/incidents/new',
      '/staff/security',
    ),
    ...as('security-officer', '/staff/access-reports', '/staff/registers/audits', '/staff/mail'),
    ...as(
      'auditor',
      '/staff',
      '/staff/audit-log',
      '/staff/audit-log/sample',
      '/staff/registers/audits',
      '/staff/data-map',
      '/staff/statistics',
    ),
    ...as('auditor', log(`person=${subjects[0]}`), log(`person=${subjects[0]}&action=sign-in.ask`)),
    ...as(
      'auditor',
      log(`actor=staff&actorId=${member}`),
      log(`actor=staff&actorId=${member}&action=audit.read`),
    ),
    ...as('auditor', log('actor=staff'), log('actor=representative'), log('actor=visitor')),
    ...as(
      'auditor',
      log('action=consent.grant'),
      log('action=data-map.export'),
      log('action=no.such'),
      log(`day=${day}`),
    ),
    ...as('auditor', log(`day=${day}&action=data-map.export`), log(`day=${day}&actor=representative`)),
    ...as('auditor', log(`request=${references[0]}`), log('actor=representative&action=sign-in.ask')),
    ...as('auditor', log(`person=${subjects[0]}&actor=representative`)),
  ]
}

/** A person with a hundredth of all records, found and opened by the officer. */
async function lookUp({ ground, staff }: Scaled): Promise<string> {
  const staffId = staff.find(({ role }) => role === 'privacy-officer')?.staffId ?? ''
  const officer = contextFor(ground.ctx.services, {
    actor: { kind: 'staff', staffId, roles: ['privacy-officer'], clearance: true, sudo: true },
    locale: 'ru',
  })
  const lookupId = await findPerson(officer, 'real-0@example.kz')
  if (!lookupId) throw new Error('the person is not found')
  await openPerson(officer, { lookupId, reason: 'audit' })
  return lookupId
}

/** Opens each page so many times, as a member with the role. */
export async function measureVisits(
  scaled: Scaled,
  { rounds, only }: { rounds: number; only: string | undefined },
): Promise<Visited[]> {
  const { statistics, url } = scaled
  const visits = (await visitsOf(scaled)).filter(({ path }) => !only || path.includes(only))
  const cookies = new Map<StaffRole, string>()
  for (const role of new Set(visits.map((visit) => visit.role)))
    cookies.set(role, await scaled.cookieOf(role))
  const [backend] = await statistics<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
  const spent = () => ({ server: scaled.serverCpuMs(), database: postgresMs(backend?.pid ?? 0) })
  const visited: Visited[] = []
  for (const { role, path } of visits) {
    const cookie = cookies.get(role) ?? ''
    const open = async () => {
      const from = performance.now()
      const answer = await fetch(`${url}/ru${path}`, { headers: { cookie }, redirect: 'manual' })
      await answer.text()
      return { status: answer.status, ms: performance.now() - from }
    }
    // The second visit finds what the first one put into memory; its time is not counted either.
    for (let first = 0; first < 2; first++) await open()
    await statistics`SELECT pg_stat_statements_reset()`
    const before = spent()
    const answers: Awaited<ReturnType<typeof open>>[] = []
    for (let round = 0; round < rounds; round++) answers.push(await open())
    const after = spent()
    const statements = await statistics<{ query: string; blocks: string; rows: string }[]>`
      SELECT query, shared_blks_hit + shared_blks_read AS blocks, rows FROM pg_stat_statements
      WHERE userid = 'portal_app'::regrole ORDER BY 2 DESC`
    const times = answers.map(({ ms }) => ms).sort((a, b) => a - b)
    const at = (share: number) =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
    const each = (value: number) => Math.round(value / rounds)
    const one = {
      page: `${role} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/CX-\w{4}-\w\w/g, (of) => String(scaled.references.indexOf(of)))}`,
      status: answers.find(({ status }) => status !== 200)?.status ?? 200,
      blocks: each(statements.reduce((sum, { blocks }) => sum + Number(blocks), 0)),
      p50: at(0.5),
      p95: at(0.95),
      serverCpuMs: each(after.server - before.server),
      databaseCpuMs: each(after.database - before.database),
      worst: {
        blocks: each(Number(statements[0]?.blocks ?? 0)),
        rows: each(Number(statements[0]?.rows ?? 0)),
        statement: (statements[0]?.query ?? '').replace(/\s+/g, ' ').slice(0, 600),
      },
    }
    visited.push(one)
    console.error(
      `${one.page}: ${one.status}, ${one.blocks} blocks, ${one.p50} / ${one.p95} ms, ${one.serverCpuMs} + ${one.databaseCpuMs} ms of the processor; ${one.worst.blocks} ${one.worst.statement.slice(0, 90)}`,
    )
  }
  return visited
}
