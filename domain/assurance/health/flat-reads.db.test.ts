import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { searchAuditLog } from '#domain/assurance/audit-log/search-audit-log.ts'
import { countDueAudits, listAudits } from '#domain/assurance/audits/read-audits.ts'
import { measureEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { readRetention } from '#domain/fulfilment/retention/read-retention.ts'
import { listEndpoints } from '#domain/integrations/endpoints/list-endpoints.ts'
import { listUndelivered } from '#domain/integrations/mail/list-undelivered.ts'
import { listDeliveries } from '#domain/integrations/webhooks/list-deliveries.ts'
import { listAccessReports } from '#domain/requests/access-reports/answer-report.ts'
import { countAccessReports } from '#domain/requests/access-reports/escalate-report.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { staffDashboard } from '#domain/requests/queue/staff-dashboard.ts'
import { readAccessReview } from '#domain/staff/access-review/read-review.ts'
import { listReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { fillPortal } from '#testing/fill-portal.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { countingRows } from '#testing/rows-read.ts'
import { addEndpoint } from '#testing/webhooks.ts'
import { readPortalHealth } from './read-portal-health.ts'

let portal: TestPortal
let endpoint: string
const members = new Map<StaffRole, Context>()

beforeAll(async () => {
  portal = await requestPortal()
  const { person } = await addRequest(portal, 'access')
  endpoint = (await addEndpoint(portal, 'https://example.kz/hooks', ['choice.recorded'])).endpointId
  const staff: string[] = []
  for (const role of ['privacy-officer', 'administrator', 'security-officer', 'auditor'] as const) {
    const { ctx, staffId } = await staffContext(portal, [role])
    members.set(role, ctx)
    staff.push(staffId)
  }
  await measureEvidence(portal.system)
  const amounts = { people: 5000, requests: 10_000, events: 40_000 }
  await fillPortal(portal.database.owner, amounts, { subjects: [person.subjectId], staff, endpoint })
}, 120_000)
afterAll(() => portal.close())

type Read = (ctx: Context) => Promise<unknown>
const page = { size: 50 }

// A page lists fifty rows and counts a few groups up to a thousand.
const reads: [string, StaffRole, number, Read][] = [
  ['the evidence of the first page', 'auditor', 100, readTrust],
  ['the health of the portal', 'administrator', 500, readPortalHealth],
  ['endpoints with their counts', 'administrator', 500, listEndpoints],
  ['messages of an endpoint', 'administrator', 200, (ctx) => listDeliveries(ctx, { endpointId: endpoint })],
  [
    'dead messages',
    'administrator',
    200,
    (ctx) => listDeliveries(ctx, { endpointId: endpoint, only: 'dead' }),
  ],
  ['mail that was not delivered', 'administrator', 1500, listUndelivered],
  ['the register of what ended by time', 'auditor', 1500, readRetention],
  ['the queue', 'privacy-officer', 4000, (ctx) => readQueue(ctx, { group: 'open' })],
  ['closed requests', 'privacy-officer', 4000, (ctx) => readQueue(ctx, { group: 'closed' })],
  ['questions about access', 'security-officer', 500, countAccessReports],
  ['alerts about reading', 'security-officer', 200, listReadingAlerts],
  ['the review of access', 'security-officer', 500, readAccessReview],
  ['backups', 'administrator', 100, (ctx) => readBackupState(ctx, { count: 1 })],
  ['the register of audits', 'auditor', 100, listAudits],
  ['audits that are due', 'auditor', 100, countDueAudits],
  ['the first page of the desk', 'privacy-officer', 5000, staffDashboard],
  ['the audit log', 'auditor', 300, (ctx) => searchAuditLog(ctx, {}, page)],
  [
    'the audit log by two filters that hardly meet',
    'auditor',
    11_000,
    (ctx) => searchAuditLog(ctx, { action: 'consent.grant', actor: 'representative' }, page),
  ],
  ['questions about access, answered ones too', 'security-officer', 1000, listAccessReports],
]

test.each(reads)('%s: what is read does not grow with the rows', async (_name, role, most, read) => {
  const member = members.get(role)
  if (!member) throw new Error(role)
  const { ctx, rows } = countingRows(member)
  await read(ctx)
  expect(rows()).toBeLessThan(most)
})

test('is tried with rows enough that reading a table whole would show', async () => {
  const [row] = await portal.database.owner.db.execute<{ least: number }>(sql`
    SELECT least((SELECT count(*) FROM keystore.subject_key), (SELECT count(*) FROM request), (SELECT count(*) FROM audit_event))::int AS least`)
  expect(row?.least).toBeGreaterThanOrEqual(5000)
})
