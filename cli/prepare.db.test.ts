import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { contextFor } from '#domain/access/context.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { prepare } from './prepare.ts'

let sample: TestDatabase
let real: TestDatabase

beforeAll(async () => {
  ;[sample, real] = await Promise.all([testDatabase(), testDatabase()])
})
afterAll(() => Promise.all([sample.close(), real.close()]))

const folder = mkdtempSync(join(tmpdir(), 'portal-prepare-'))
const settings = (database: TestDatabase, sampleData: boolean) => ({
  DATABASE_URL: database.appUrl,
  DATABASE_OWNER_URL: database.ownerUrl,
  DATABASE_BACKUP_URL: database.backupUrl,
  SMTP_URL: 'smtp://127.0.0.1:9',
  AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
  SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
  PORTAL_DATA_DIR: join(folder, 'data'),
  PORTAL_KEYS_DIR: join(folder, 'keys'),
  OPERATOR_FILE: new URL('../db/seed/operator.sample.json', import.meta.url).pathname,
  PORTAL_SAMPLE_DATA: sampleData ? '1' : '0',
})

const counts = async ({ owner }: TestDatabase) => {
  const [row] = await owner.db.execute(sql`SELECT
    (SELECT count(*) FROM policy_version) AS versions, (SELECT count(*) FROM policy_clause) AS clauses,
    (SELECT count(*) FROM consent_text) AS words, (SELECT count(*) FROM subject) AS people,
    (SELECT count(*) FROM consent_event) AS events, (SELECT count(*) FROM consent_state) AS standing,
    (SELECT count(*) FROM audit_event) AS audit, (SELECT count(*) FROM graphile_worker.jobs) AS jobs,
    (SELECT count(DISTINCT subject_id) FROM consent_event) AS chose`)
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]))
}

describe('preparing with sample data', () => {
  it('fills an empty database, and again changes nothing', async () => {
    const first = await prepare(settings(sample, true))
    const before = await counts(sample)
    expect(before).toMatchObject({ versions: 1, clauses: 60, words: 30, people: 200 })
    expect(before.chose).toBeGreaterThan(110)
    expect(before.chose).toBeLessThan(130)

    const second = await prepare(settings(sample, true))
    expect(second).toEqual({ ...first, reference: { ...first.reference, newWords: 0, newDays: 0 } })
    expect(await counts(sample)).toEqual(before)
  })

  it('leaves a past that is dated back, whole, and in the order in which it was recorded', async () => {
    const services = testServices(sample.app, sample.appUrl)
    const system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
    expect((await verifyProjection(system)).different).toEqual([])
    const [found] = await sample.owner.db.execute(sql`SELECT
      count(*) FILTER (WHERE e.recorded_at > now() - interval '1 hour') AS recent,
      count(*) FILTER (WHERE later.recorded_at < e.recorded_at) AS disordered,
      count(*) FILTER (WHERE s.seq = e.seq AND s.recorded_at <> e.recorded_at) AS differing
      FROM consent_event e
      LEFT JOIN consent_state s USING (subject_id, purpose, topic, channel)
      LEFT JOIN consent_event later ON later.subject_id = e.subject_id AND later.seq = e.seq + 1`)
    expect(found).toEqual({ recent: '0', disordered: '0', differing: '0' })
    const [log] = await sample.owner.db.execute(
      sql`SELECT count(*) AS recent FROM audit_event
        WHERE at > now() - interval '1 hour' AND action NOT IN ('consent-text.publish', 'audit.start-log')`,
    )
    expect(log).toEqual({ recent: '0' })
  })

  it('gives the first learner a recent withdrawal, and leaves the second to be welcomed', async () => {
    const people = await sample.owner.db.execute(sql`
      SELECT (welcomed_at IS NOT NULL) AS welcomed,
        (SELECT count(*)::int FROM consent_event e WHERE e.subject_id = s.subject_id AND decision = 'withdrawn'
          AND recorded_at > now() - interval '3 months') AS withdrawn
      FROM subject s ORDER BY created_at LIMIT 2`)
    expect([...people]).toEqual([
      { welcomed: true, withdrawn: 1 },
      { welcomed: false, withdrawn: 0 },
    ])
  })

  it('leaves about sixty requests, most answered in time, some open, none announced by email', async () => {
    const [found] = await sample.owner.db.execute(sql`SELECT
      count(*)::int AS all, count(*) FILTER (WHERE closed_at IS NULL)::int AS open,
      count(*) FILTER (WHERE closed_at <= due_at)::int AS in_time, count(*) FILTER (WHERE closed_at > due_at)::int AS late,
      count(*) FILTER (WHERE closed_at IS NULL AND due_at < now())::int AS overdue,
      count(*) FILTER (WHERE closed_at IS NULL AND due_at - now() BETWEEN interval '0' AND interval '1 day')::int AS today,
      (SELECT count(*)::int FROM request_step WHERE at > now()) AS future,
      (SELECT count(*)::int FROM request_message) AS messages,
      (SELECT count(*)::int FROM graphile_worker.jobs WHERE task_identifier LIKE 'send-request%') AS mails
      FROM request`)
    expect(found).toMatchObject({ all: 60, open: 10, late: 2, overdue: 1, future: 0, mails: 0 })
    expect(Number(found?.in_time)).toBeGreaterThan(35)
    expect(Number(found?.today)).toBeGreaterThanOrEqual(2)
    expect(Number(found?.messages)).toBeGreaterThan(40)
  })

  it('has the report of each audit that was done, and the document of each clearance', async () => {
    const [found] = await sample.owner.db.execute(sql`SELECT
      (SELECT count(*)::int FROM security_audit WHERE done_on IS NOT NULL) AS done,
      (SELECT count(*)::int FROM audit_report) AS reports,
      (SELECT count(*)::int FROM staff_clearance WHERE content_sealed IS NULL) AS lacking`)
    expect(found).toEqual({ done: 2, reports: 2, lacking: 0 })
  })

  it('that was cut off is finished by the next, and nobody is there twice', async () => {
    const before = await counts(sample)
    await sample.owner.db.execute(sql`
      UPDATE installation_fact SET value = jsonb_set(value, '{state}', '"loading"') WHERE name = 'sample-data'`)
    expect((await prepare(settings(sample, true))).sample?.state).toBe('loaded')
    expect(await counts(sample)).toEqual(before)
  })

  it('lets staff sign in with the printed passwords and codes: passkeys are not required', async () => {
    expect(await readFact(sample.owner, 'staff-passkeys')).toBeUndefined()
  })

  it('is refused once more without the setting that marks it', async () => {
    await expect(prepare(settings(sample, false))).rejects.toThrow(/^PORTAL_SAMPLE_DATA: .*\bmust be 1$/)
  })
})

describe('preparing without sample data', () => {
  it('brings the policy and the words, and nobody', async () => {
    expect(await prepare(settings(real, false))).toEqual({
      reference: { policyVersion: 1, newWords: 30, newDays: calendar.length },
      sample: null,
      replayed: 0,
    })
    expect(await counts(real)).toMatchObject({ versions: 1, words: 30, people: 0, events: 0 })
  })

  it('requires passkeys of staff from the start, on record, and leaves a later change', async () => {
    const kept = await readFact(real.owner, 'staff-passkeys')
    expect(kept).toMatchObject({ required: true, by: 'prepare' })
    const records = async () => {
      const rows =
        await real.owner.db.execute(sql`SELECT actor_kind, actor_id, action, reason FROM audit_event
        WHERE resource = 'setting:staff-passkeys' ORDER BY audit_id`)
      return rows.map((row) => Object.values(row).join(' '))
    }
    expect(await records()).toEqual(['system prepare settings.change on'])
    const off = { ...(kept as object), required: false }
    await setFact(real.owner, 'staff-passkeys', off)
    await prepare(settings(real, false))
    expect(await readFact(real.owner, 'staff-passkeys')).toEqual(off)
    expect(await records()).toHaveLength(1)
  })

  it('never mixes invented people with real ones', async () => {
    const services = testServices(real.app, real.appUrl)
    const system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
    await ensureSubject(system, 'somebody', 'kk')
    await expect(prepare(settings(real, true))).rejects.toThrow(/^PORTAL_SAMPLE_DATA: .*real people/)
    expect(await counts(real)).toMatchObject({ people: 1, events: 0 })
  })

  it('needs three roles', async () => {
    const two = { ...settings(real, false), DATABASE_BACKUP_URL: real.appUrl }
    await expect(prepare(two)).rejects.toThrow(/^DATABASE_URL, DATABASE_OWNER_URL, DATABASE_BACKUP_URL:/)
    await expect(prepare({ ...two, DATABASE_OWNER_URL: '' })).rejects.toThrow(/^DATABASE_OWNER_URL:/)
  })
})
