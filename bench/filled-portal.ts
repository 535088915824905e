import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { StaffRole } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { measureEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { createEndpoint } from '#domain/integrations/endpoints/create-endpoint.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { newFieldKey } from '#platform/crypto/field-cipher.ts'
import { newId } from '#platform/ids.ts'
import { type Amounts, fillPortal } from '#testing/fill-portal.ts'
import { openedIncident } from '#testing/incidents.ts'
import { formOf } from '#testing/requests.ts'
import { addSampleMember } from '../cli/prepare/sample-staff.ts'
import { startCluster } from '../launch/embedded-postgres.mjs'
import { type Ground, openGround } from './ground.ts'

export type Facts = {
  people: number
  subjects: string[]
  staff: { staffId: string; role: StaffRole }[]
  references: string[]
}
export type Filled = Awaited<ReturnType<typeof openFilled>>

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

/** So many people, a fifth as many requests and ten times as many events. */
export const amountsOf = (people: number): Amounts => ({
  people,
  requests: Math.round(people / 5),
  events: people * 10,
})

/** A portal with so many rows in a cluster of this folder. It is filled once, and stays where `keep` says so. */
export async function openFilled({
  folder,
  people,
  keep,
}: {
  folder: string
  people: number
  keep: boolean
}) {
  mkdirSync(folder, { recursive: true })
  const cluster = await startCluster({ dataDir: join(folder, 'cluster'), superPassword: 'bench', settings })
  const ground = await openGround({
    kept: { folder, cluster: { superUrl: cluster.superUrl, remove: () => cluster.stop() } },
  })
  const [known] = await ground.owner.db.execute<{ value: Facts }>(
    sql`SELECT value FROM installation_fact WHERE name = 'bench-scale'`,
  )
  const begun = performance.now()
  const facts = known?.value ?? (await fill(ground, amountsOf(people)))
  return {
    ...facts,
    ground,
    superUrl: cluster.superUrl.replace(/\/[^/]*$/, '/portal'),
    fillSeconds: known ? null : Math.round((performance.now() - begun) / 1000),
    close: async () => {
      await ground.close()
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function fill(ground: Ground, amounts: Amounts): Promise<Facts> {
  const { ctx, owner } = ground
  const { keys } = ctx.services
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
    wrapKey: () => {
      const keyId = newId()
      return { keyId, ...keys.wrap(newFieldKey(), keyId) }
    },
  })
  const facts = { people: amounts.people, subjects, staff, references }
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
