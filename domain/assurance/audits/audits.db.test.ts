import { createHash } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'
import { readAuditReport } from './audit-reports.ts'
import { countDueAudits, exportAudits, listAudits, listOwners, readAudit } from './read-audits.ts'
import { addFinding, cancelAudit, closeFinding, planAudit, recordAudit } from './record-audit.ts'
import { recordAuditFile } from './record-audit-file.ts'

let portal: TestPortal
let officer: Context
let officerId: string
let owner: { ctx: Context; staffId: string }
let auditor: Context
beforeAll(async () => {
  portal = await requestPortal()
  const member = await staffContext(portal, ['security-officer'])
  officer = member.ctx
  officerId = member.staffId
  owner = await staffContext(portal, ['security-officer'])
  auditor = (await staffContext(portal, ['auditor'])).ctx
})
afterAll(() => portal.close())

const day = (days: number) =>
  new Date(portal.system.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)
const plan = (plannedOn = day(60), ctx = officer) =>
  planAudit(ctx, { kind: 'audit', scope: 'Портал', performer: 'Бөлім', plannedOn })
const pdf = Buffer.from('%PDF-1.7\nне найдено')
const file = { content: pdf, type: { mediaType: 'application/pdf' } }
const report = () => ({ doneOn: day(-3), reportName: 'Есеп' })
const finding = () => ({ title: 'Ескі', severity: 'high' as const, ownerId: owner.staffId, dueOn: day(10) })
const actionsOf = async (resource: string) => {
  const rows = await portal.database.owner.db
    .select({ action: auditEvent.action })
    .from(auditEvent)
    .where(eq(auditEvent.resource, resource))
    .orderBy(asc(auditEvent.auditId))
  return rows.map(({ action }) => action)
}

test('an audit is planned, recorded once with its report, and its findings are closed', async () => {
  const { auditId } = await plan()
  expect(await readAudit(auditor, auditId)).toMatchObject({
    kind: 'audit',
    state: 'planned',
    report: null,
    planned: { by: { staffId: officerId } },
    list: [],
  })
  expect(await recordAudit(officer, { auditId, ...report() }, file)).toEqual({ status: 'done' })
  expect(await recordAudit(officer, { auditId, ...report() }, file)).toEqual({
    status: 'refused',
    code: 'not-now',
  })
  expect(await cancelAudit(officer, { auditId })).toEqual({ status: 'refused', code: 'not-now' })
  expect(await addFinding(officer, { auditId, ...finding() })).toEqual({ status: 'done' })

  const found = await readAudit(auditor, auditId)
  expect(found).toMatchObject({
    state: 'done',
    report: {
      name: 'Есеп',
      document: { sha256: createHash('sha256').update(pdf).digest('hex'), size: pdf.length },
      by: { staffId: officerId },
    },
    findings: { all: 1, open: 1, overdue: 0 },
    list: [{ severity: 'high', state: 'open', closed: null }],
  })
  const findingId = found?.list[0]?.findingId ?? ''
  const close = { auditId, findingId, measure: 'Жаңартылды' }
  expect([await closeFinding(officer, close), await closeFinding(officer, close)]).toEqual([
    { status: 'done' },
    { status: 'refused', code: 'not-now' },
  ])
  expect(await readAudit(auditor, auditId)).toMatchObject({
    findings: { open: 0 },
    list: [{ state: 'closed', closed: { by: { staffId: officerId }, measure: 'Жаңартылды' } }],
  })
  expect(await actionsOf(`security-audit:${auditId}`)).toEqual([
    'security-audit.plan',
    'security-audit.record',
  ])
  expect(await actionsOf(`audit-finding:${findingId}`)).toEqual(['audit-finding.add', 'audit-finding.close'])
})

test('a report is checked by its bytes, kept encrypted, given back as it was, and its opening is recorded', async () => {
  const { auditId } = await plan()
  const refused = (code: string) => ({ status: 'refused', code })
  const input = { auditId, ...report() }
  const files = (...contents: Buffer[]) => contents.map((content) => ({ content }))
  expect(await recordAuditFile(officer, input, [])).toEqual(refused('document'))
  expect(await recordAuditFile(officer, input, files(pdf, pdf))).toEqual(refused('too-many-files'))
  expect(await recordAuditFile(officer, input, files(Buffer.from('MZ\x90')))).toEqual(refused('file-type'))
  expect(await recordAuditFile(officer, input, files(Buffer.alloc(0)))).toEqual(refused('file-empty'))
  expect(await readAuditReport(auditor, auditId)).toBeNull()
  expect(await recordAuditFile(officer, input, files(pdf))).toEqual({ status: 'done' })
  const [row] = await portal.database.owner.db.execute<{ plain: boolean }>(
    sql`SELECT position('%PDF'::bytea in content_sealed) > 0 AS plain FROM audit_report WHERE audit_id = ${auditId}`,
  )
  expect(row?.plain).toBe(false)
  expect(await readAuditReport(auditor, auditId)).toEqual({ mediaType: 'application/pdf', content: pdf })
  expect((await actionsOf(`security-audit:${auditId}`)).at(-1)).toBe('security-audit.open-report')
  for (const unknown of ['', newId()]) expect(await readAuditReport(auditor, unknown)).toBeNull()
  for (const role of ['support', 'privacy-officer', 'administrator'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(readAuditReport(ctx, auditId)).rejects.toThrow(Denied)
  }
})

test('a finding is closed by somebody else than its owner, and the record says who', async () => {
  const { auditId } = await plan()
  await addFinding(officer, { auditId, ...finding() })
  const findingId = (await readAudit(officer, auditId))?.list[0]?.findingId ?? ''
  const close = { auditId, findingId, measure: 'Жаңартылды' }
  expect(await closeFinding(owner.ctx, close)).toEqual({ status: 'refused', code: 'own-finding' })
  expect(await readAudit(auditor, auditId)).toMatchObject({ findings: { open: 1 }, list: [{ closed: null }] })
  expect(await actionsOf(`audit-finding:${findingId}`)).toEqual(['audit-finding.add'])
  expect(await closeFinding(officer, close)).toEqual({ status: 'done' })
  expect(await closeFinding(owner.ctx, close)).toEqual({ status: 'refused', code: 'not-now' })
  const [entry] = (await readAudit(auditor, auditId))?.list ?? []
  expect([entry?.owner.staffId, entry?.closed?.by.staffId]).toEqual([owner.staffId, officerId])
  const [record] = await portal.database.owner.db
    .select({ by: auditEvent.actorId })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.resource, `audit-finding:${findingId}`),
        eq(auditEvent.action, 'audit-finding.close'),
      ),
    )
  expect(record?.by).toBe(officerId)
})

describe('refuses', () => {
  test('a future day, an unknown owner, a finding of another audit, an unknown audit', async () => {
    const { auditId } = await plan()
    const refused = (code: string) => ({ status: 'refused', code })
    expect(await recordAudit(officer, { auditId, ...report(), doneOn: day(2) }, file)).toEqual(
      refused('future'),
    )
    expect(await recordAudit(officer, { auditId, ...report() }, undefined)).toEqual(refused('document'))
    expect(await recordAudit(officer, { auditId: newId(), ...report() }, file)).toEqual(refused('gone'))
    expect(await addFinding(officer, { auditId, ...finding(), ownerId: newId() })).toEqual(
      refused('no-owner'),
    )
    const other = (await plan()).auditId
    await addFinding(officer, { auditId: other, ...finding() })
    const findingId = (await readAudit(officer, other))?.list[0]?.findingId ?? ''
    expect(await closeFinding(officer, { auditId, findingId, measure: 'A' })).toEqual(refused('not-now'))
    expect(await cancelAudit(officer, { auditId: other })).toEqual(refused('has-findings'))
    expect(await cancelAudit(officer, { auditId: newId() })).toEqual(refused('gone'))
  })

  test('any change to a cancelled audit', async () => {
    const { auditId } = await plan()
    expect(await cancelAudit(officer, { auditId })).toEqual({ status: 'done' })
    for (const again of [
      cancelAudit(officer, { auditId }),
      recordAudit(officer, { auditId, ...report() }, file),
      addFinding(officer, { auditId, ...finding() }),
    ])
      expect(await again).toEqual({ status: 'refused', code: 'not-now' })
  })

  test('staff without the permission', async () => {
    const { auditId } = await plan()
    const support = (await staffContext(portal, ['support'])).ctx
    for (const ctx of [auditor, support]) {
      await expect(plan(day(1), ctx)).rejects.toThrow(Denied)
      await expect(recordAudit(ctx, { auditId, ...report() }, file)).rejects.toThrow(Denied)
      await expect(recordAuditFile(ctx, { auditId, ...report() }, [file])).rejects.toThrow(Denied)
      await expect(cancelAudit(ctx, { auditId })).rejects.toThrow(Denied)
      await expect(addFinding(ctx, { auditId, ...finding() })).rejects.toThrow(Denied)
      await expect(closeFinding(ctx, { auditId, findingId: auditId, measure: 'A' })).rejects.toThrow(Denied)
      await expect(listOwners(ctx)).rejects.toThrow(Denied)
    }
    await expect(listAudits(support)).rejects.toThrow(Denied)
    await expect(readAudit(support, auditId)).rejects.toThrow(Denied)
    await expect(exportAudits(support)).rejects.toThrow(Denied)
  })
})

test('counts for the first page audits that are late, soon, or have late findings', async () => {
  const before = await countDueAudits(auditor)
  await plan(day(200))
  const { auditId } = await plan(day(300))
  expect(await countDueAudits(auditor)).toBe(before)
  await plan(day(-1))
  await plan(day(20))
  await addFinding(officer, { auditId, ...finding(), dueOn: day(-2) })
  expect(await countDueAudits(auditor)).toBe(before + 3)
  const support = (await staffContext(portal, ['support'])).ctx
  await expect(countDueAudits(support)).rejects.toThrow(Denied)
})

test('lists open audits first, by their day; the export has all of them and is recorded', async () => {
  const late = (await plan(day(-20))).auditId
  const soon = (await plan(day(5))).auditId
  const listed = await listAudits(auditor)
  const at = (id: string) => listed.findIndex(({ auditId }) => auditId === id)
  expect(at(late)).toBe(0)
  expect(listed[0]?.state).toBe('overdue')
  expect(at(soon)).toBeLessThan(listed.findIndex(({ state }) => state === 'done'))
  const { actor } = auditor
  const sudo = { ...auditor, actor: actor.kind === 'staff' ? { ...actor, sudo: true } : actor }
  await expect(
    exportAudits({ ...sudo, actor: { ...sudo.actor, sudo: false } as typeof actor }),
  ).rejects.toThrow(SudoNeeded)
  const { audits, findings } = await exportAudits(sudo)
  expect(audits.map(({ auditId }) => auditId)).toEqual(expect.arrayContaining([late, soon]))
  expect(findings.length).toBeGreaterThan(0)
  expect((await portal.audit()).filter(({ action }) => action === 'security-audit.export')).toHaveLength(1)
})
