import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readInOrder } from '#db/in-order.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { logFiltersOf } from '#domain/audit/rules/log-filters.ts'
import { type LogQuery, logPage, readLogPage } from '#domain/audit/search/read-log-page.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { testAction } from '#testing/audit-log.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import {
  exportAuditLog,
  findPersonForLog,
  type LogWords,
  logColumns,
  searchAuditLog,
} from './search-audit-log.ts'

let portal: TestPortal
let auditor: Context & { staffId?: string }
beforeAll(async () => {
  portal = await requestPortal()
  auditor = (await staffContext(portal, ['auditor'])).ctx
})
afterAll(() => portal.close())

const page = { size: 50 }
const actions = async (filters: Parameters<typeof logFiltersOf>[0]) =>
  (await searchAuditLog(auditor, logFiltersOf(filters), page)).items.map(({ action }) => action)

test('finds by person, actor, action, day and request, newest first, and records each reading', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  expect(await actions({ person: person.subjectId })).toEqual(['request.file', 'subject.create'])
  expect(await actions({ request: reference })).toEqual(['request.file'])
  expect(await actions({ request: 'CX-0000-00' })).toEqual([])
  expect(await actions({ actor: 'subject', actorId: person.subjectId })).toEqual(['request.file'])
  expect(new Set(await actions({ action: 'subject.create' }))).toEqual(new Set(['subject.create']))
  const today = almatyDate(new Date())
  expect((await actions({ day: today })).length).toBeGreaterThan(5)
  expect(await actions({ day: '2020-01-01' })).toEqual([])

  const [first] = (await searchAuditLog(auditor, { person: person.subjectId }, page)).items
  expect(first).toMatchObject({ action: 'audit.read', subjectId: person.subjectId, leafIndex: null })
  expect(first?.fields).toEqual(['person'])
  expect(first?.actorName).toBe('Асқар Серікұлы')
})

test('pages follow each other without a gap or a repeat', async () => {
  const records = Array.from({ length: 7 }, (_, i) => ({
    action: testAction('test.page'),
    resource: `test:${i}`,
  }))
  await portal.system.transaction((tx) => append(tx, portal.system.auditedAs, ...records))
  const seen: (string | null)[] = []
  for (let after: string | undefined; ; ) {
    const found = await searchAuditLog(auditor, { action: 'test.page' }, { size: 3, after })
    seen.push(...found.items.map(({ resource }) => resource))
    if (found.next === null) break
    after = found.next
  }
  expect(seen.toSorted()).toEqual(records.map(({ resource }) => resource))
})

test('a person is found by address or platform id, on record; only with clearance', async () => {
  const person = await portal.addPerson()
  expect(await findPersonForLog(auditor, person.email)).toBe(person.subjectId)
  expect(await findPersonForLog(auditor, person.externalId)).toBe(person.subjectId)
  expect(await findPersonForLog(auditor, 'nobody@example.kz')).toBeNull()
  expect(await actions({ action: 'audit.find-person' })).toHaveLength(3)
  const uncleared = await staffContext(portal, ['auditor'], false)
  await expect(findPersonForLog(uncleared.ctx, person.email)).rejects.toThrow('denied: audit.find-person')
})

test('only auditors and security officers read it', async () => {
  for (const role of ['support', 'privacy-officer', 'administrator'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(searchAuditLog(ctx, {}, page)).rejects.toThrow('denied: audit.read')
  }
  const { ctx } = await staffContext(portal, ['security-officer'])
  expect((await searchAuditLog(ctx, {}, page)).items).toHaveLength(50)
})

test('the file needs a recent code, defuses formulas, and is recorded', async () => {
  const heads = Object.fromEntries(logColumns.map((column) => [column, column])) as LogWords['heads']
  const words: LogWords = {
    heads,
    actionWord: (action) => (action === 'test.csv' ? 'Проверка' : undefined),
  }
  const sudo = { ...auditor, actor: { ...auditor.actor, sudo: true } } as Context
  const without = { ...auditor, actor: { ...auditor.actor, sudo: false } } as Context
  await expect(exportAuditLog(without, {}, words)).rejects.toThrow(SudoNeeded)
  await portal.system.transaction((tx) =>
    append(tx, portal.system.auditedAs, { action: testAction('test.csv'), reason: '=1+1' }),
  )
  const csv = await exportAuditLog(sudo, { action: 'test.csv' }, words)
  const [head, row] = csv.split('\r\n')
  expect(head).toBe(`\uFEFF${logColumns.join(';')}`)
  expect(row).toMatch(/^;\d{4}-\d\d-\d\d \d\d:\d\d.*;test\.csv;.*'=1\+1;;Проверка$/)
  const english = await exportAuditLog({ ...sudo, locale: 'en' }, { action: 'test.csv' }, words)
  expect(english.split('\r\n')[0]).toBe(`\uFEFF${logColumns.join(',')}`)
  const [, unknown] = (await exportAuditLog(sudo, { action: 'test.page' }, words)).split('\r\n')
  expect(unknown).toMatch(/;test\.page;.*;$/)
  expect(await actions({ action: 'audit.export' })).toHaveLength(3)
})

describe('with many records', () => {
  const person = newId()
  beforeAll(async () => {
    await portal.database.owner.db.execute(sql`
      INSERT INTO audit_event (audit_id, at, actor_kind, actor_id, action, subject_id, resource)
      SELECT gen_random_uuid(), now() - n * interval '1 minute', CASE n % 3 WHEN 0 THEN 'staff' ELSE 'system' END,
        'actor-' || n % 500, 'bulk.' || chr(97 + n % 20), CASE WHEN n % 1000 = 0 THEN ${person}::uuid END, 'request:' || n % 900
      FROM generate_series(1, 40000) n`)
    await portal.database.owner.db.execute(sql`VACUUM ANALYZE audit_event`)
  })

  const queries: [string, LogQuery, string][] = [
    ['nothing', {}, 'audit_event_at'],
    ['a person', { person }, 'audit_event_subject_at'],
    ['an actor', { actor: 'staff', actorId: 'actor-3' }, 'audit_event_actor_at'],
    ['a kind of actor', { actor: 'staff' }, 'audit_event_kind_at'],
    ['an action', { action: 'bulk.c' }, 'audit_event_action_at'],
    ['a day', { day: '2026-01-01' }, 'audit_event_at'],
    ['a request', { resource: 'request:7' }, 'audit_event_resource_at'],
  ]
  test.each(queries)(
    'a page narrowed to %s reads its index in order and sorts nothing',
    async (_, query, index) => {
      const plan = await portal.system.transaction(async (tx) => {
        await readInOrder(tx)
        const page = logPage(tx, query, { size: 51 })
        const rows = await tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN ${page}`)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
      expect(plan).toMatch(new RegExp(`Index (Only )?Scan.* using ${index} on audit_event`))
      expect(plan).not.toMatch(/Sort|Seq Scan on audit_event/)
    },
  )

  test('two filters that hardly meet are looked through in parts, and the pages find all', async () => {
    await portal.database.owner.db.execute(sql`
      INSERT INTO audit_event (audit_id, at, actor_kind, action)
      SELECT gen_random_uuid(), now() - n * interval '1 minute', CASE WHEN n > 11997 THEN 'representative' ELSE 'system' END, 'bulk.many'
      FROM generate_series(1, 12000) n`)
    const parts: { found: number; searchedTo: string | null }[] = []
    for (let after: string | undefined; ; ) {
      const filters = { action: 'bulk.many', actor: 'representative' } as const
      const { items, next, searchedTo } = await searchAuditLog(auditor, filters, { ...page, after })
      parts.push({ found: items.length, searchedTo })
      if (next === null) break
      after = next
    }
    expect(parts).toEqual([
      { found: 0, searchedTo: expect.any(String) },
      { found: 0, searchedTo: expect.any(String) },
      { found: 3, searchedTo: null },
    ])
    expect((await readAll({ action: 'bulk.many', actor: 'representative' })).length).toBe(3)
  })

  const readAll = (query: LogQuery) =>
    portal.system.transaction(async (tx) => (await readLogPage(tx, query, { size: 50, whole: true })).items)
})
