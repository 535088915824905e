import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { testAction } from '#testing/audit-log.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'

let it: TestDatabase

beforeAll(async () => {
  it = await testDatabase()
})
afterAll(() => it.close())

describe('the catalogue', () => {
  test('every table with a subject is under row-level security, its owner too', async () => {
    const tables = await it.owner.db.execute<{ name: string; enabled: boolean; forced: boolean }>(sql`
      SELECT c.oid::regclass::text AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'p') AND a.attname = 'subject_id' AND NOT a.attisdropped
        AND c.relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace)`)
    expect(tables.length).toBeGreaterThan(20)
    expect(tables.filter(({ enabled, forced }) => !enabled || !forced)).toEqual([])
  })

  test('so is every table of staff, keys and endpoints, and none is half under it', async () => {
    const tables = await it.owner.db.execute<{ name: string; enabled: boolean; forced: boolean }>(sql`
      SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
    const under = tables.filter(({ enabled, forced }) => enabled && forced).map(({ name }) => name)
    for (const name of ['api_key', 'webhook_endpoint', 'verification', 'audit_event', 'staff_member'])
      expect(under).toContain(name)
    expect(tables.filter(({ enabled, forced }) => enabled !== forced)).toEqual([])
  })

  test('every view reads with the rights of the role that asks, and none is stored', async () => {
    const views = await it.owner.db.execute<{ name: string; kind: string; options: string[] | null }>(sql`
      SELECT c.oid::regclass::text AS name, c.relkind AS kind, c.reloptions AS options
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`)
    expect([...views]).toEqual([
      { name: 'graphile_worker.jobs', kind: 'v', options: ['security_invoker=true'] },
    ])
  })

  test('no role of the portal is above row-level security; only the owner owns anything', async () => {
    const roles = await it.owner.db.execute(sql`
      SELECT r.rolname AS name, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS above,
        EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS member,
        EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid)
          OR EXISTS (SELECT FROM pg_namespace n WHERE n.nspowner = r.oid) AS owns
      FROM pg_roles r WHERE r.rolname LIKE 'portal%' ORDER BY 1`)
    expect([...roles]).toEqual(
      ['portal_app', 'portal_backup', 'portal_owner'].map((name) => ({
        name,
        above: false,
        member: false,
        owns: name === 'portal_owner',
      })),
    )
  })

  test('without a reach no role of the portal reads a row: not the app, not the owner', async () => {
    const under = await it.owner.db.execute<{ name: string }>(sql`
      SELECT oid::regclass::text AS name FROM pg_class
      WHERE relrowsecurity AND relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace)`)
    const forApp = await it.owner.db.execute(sql`
      SELECT tablename, policyname, qual FROM pg_policies
      WHERE schemaname IN ('public', 'keystore') AND policyname <> 'backup_reads'
        AND permissive = 'PERMISSIVE' AND cmd <> 'INSERT' AND coalesce(qual, '') NOT LIKE '%app.reach%'`)
    expect(under.length).toBeGreaterThan(25)
    expect(forApp).toEqual([])
  })
})

describe('the audit log', () => {
  const services = () => testServices(it.app, it.appUrl)
  const insert = (values: Record<string, unknown>, settings: Record<string, string>) => {
    const columns = { audit_id: newId(), action: 'test', request_id: 'r', ...values }
    const names = sql.join(
      Object.keys(columns).map((name) => sql.identifier(name)),
      sql`, `,
    )
    const given = sql.join(
      Object.values(columns).map((value) => sql`${value}`),
      sql`, `,
    )
    return it.app.transaction((tx) => tx.execute(sql`INSERT INTO audit_event (${names}) VALUES (${given})`), {
      settings,
    })
  }
  const staffId = newId()
  const staff = { actor_kind: 'staff', actor_id: staffId }
  const asStaff = { 'app.reach': 'all', 'app.actor': `staff:${staffId}` }

  test('takes no time and no transaction from the role of the app', async () => {
    await insert(staff, asStaff)
    await expect(insert({ ...staff, at: '2020-01-01T00:00:00Z' }, asStaff)).rejects.toThrow(
      'permission denied for table audit_event',
    )
    await expect(insert({ ...staff, xid: '1' }, asStaff)).rejects.toThrow(
      'permission denied for table audit_event',
    )
  })

  test('takes only the actor of the transaction; the portal itself also names others', async () => {
    const refused = 'new row violates row-level security policy for table "audit_event"'
    const subjectId = newId()
    const asSubject = { 'app.subject': subjectId, 'app.actor': `subject:${subjectId}` }
    const subject = { actor_kind: 'subject', actor_id: subjectId }
    await insert({ ...subject, subject_id: subjectId }, asSubject)
    await insert({ actor_kind: 'visitor', actor_id: null }, { 'app.actor': 'visitor:' })
    await insert(staff, { 'app.reach': 'all', 'app.actor': 'system:sign-in' })
    for (const [values, settings] of [
      [staff, {}],
      [staff, { 'app.reach': 'all' }],
      [staff, { 'app.reach': 'all', 'app.actor': `staff:${newId()}` }],
      [staff, asSubject],
      [{ actor_kind: 'system', actor_id: 'x' }, asStaff],
      [{ ...subject, subject_id: newId() }, asSubject],
      [{ actor_kind: 'visitor', actor_id: null, subject_id: subjectId }, { 'app.actor': 'visitor:' }],
    ] as [Record<string, unknown>, Record<string, string>][])
      await expect(insert(values, settings)).rejects.toThrow(refused)
  })

  test('is read only by a transaction that reaches everybody’s rows', async () => {
    const count = async (settings: Record<string, string>) =>
      it.app.transaction((tx) => tx.execute(sql`SELECT count(*)::int AS n FROM audit_event`), { settings })
    await insert(staff, asStaff)
    expect(await count({})).toEqual([{ n: 0 }])
    expect(await count({ 'app.actor': `staff:${staffId}` })).toEqual([{ n: 0 }])
    const [all] = await count({ 'app.reach': 'all' })
    expect(all?.n).toBeGreaterThan(0)
  })

  test('takes many records in one statement, each with the time of the database', async () => {
    const ctx = contextFor(services(), { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
    const before = Date.now()
    await ctx.transaction((tx) =>
      append(
        tx,
        ctx.auditedAs,
        ...Array.from({ length: 500 }, (_, n) => ({
          action: testAction('many'),
          resource: `n:${n}`,
          fields: ['a"b', 'c,d'],
        })),
      ),
    )
    const rows = await it.owner.db.execute<{ at: Date; fields: string[] }>(
      sql`SELECT at, fields FROM audit_event WHERE action = 'many'`,
    )
    expect(rows).toHaveLength(500)
    expect(rows[0]?.fields).toEqual(['a"b', 'c,d'])
    expect(new Date(rows[0]?.at ?? 0).getTime()).toBeGreaterThan(before - 60_000)
  })
})
