import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffRole } from '#domain/access/actor.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addEndpoint, message, staffActor, tell } from '#testing/webhooks.ts'
import { createApiKey } from '../keys/create-api-key.ts'
import { readDecisionCounts } from '../keys/read-decision-counts.ts'
import { type ExportColumn, type ExportedTable, exportColumns, exportTable } from './export-table.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const as = (role: StaffRole, sudo = true) => portal.as(staffActor(role, sudo))
const names = Object.values(exportColumns).flatMap((columns) => columns.map((name) => [name, name]))
const words = Object.fromEntries(names) as Record<ExportColumn, string>
const linesOf = async (table: ExportedTable, endpointId?: string) =>
  (await exportTable(as('auditor'), table, { endpointId, words })).replace('\ufeff', '').trim().split('\r\n')

async function count(hoursAgo: number, purpose: string, allowed: boolean, asked: number) {
  await portal.database.owner.db.execute(sql`
    INSERT INTO decision_count (hour, key_id, purpose, allowed, reason, asked)
    VALUES (now() - ${hoursAgo} * interval '1 hour', ${newId()}, ${purpose}, ${allowed}, 'x', ${asked})`)
}

it('questions of the last thirty days are counted by purpose and answer', async () => {
  await count(1, 'analytics', true, 3)
  await count(2, 'analytics', false, 4)
  await count(24 * 29, 'communication', true, 50)
  await count(24 * 31, 'communication', true, 1000)
  expect(await readDecisionCounts(as('security-officer'))).toEqual([
    { purpose: 'communication', allowed: 50, refused: 0 },
    { purpose: 'analytics', allowed: 3, refused: 4 },
  ])
  expect(await linesOf('decisions')).toEqual([
    'purpose;allowed;refused',
    'communication;50;0',
    'analytics;3;4',
  ])
})

it('every table can be had as a file, without keys, secrets and people, with formulas defused', async () => {
  const { key } = await createApiKey(as('administrator'), { name: '=1+1', scopes: ['choices:read'] })
  const made = await addEndpoint(portal, 'https://lms.example.kz/', ['choice.recorded'])
  await tell(portal, made.endpointId, [message(newId()), message(newId())])
  const [, keyRow = ''] = await linesOf('keys')
  expect(keyRow).toMatch(/^'=1\+1;cxk_.{4};choices:read;60000;/)
  expect(keyRow).not.toContain(key)
  expect((await linesOf('endpoints'))[1]).toMatch(
    /^https:\/\/lms.example.kz\/;choice.recorded;on;2;0;\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+05:00$/,
  )
  const messages = await linesOf('messages', made.endpointId)
  expect(messages.length).toBe(3)
  expect(messages.join()).not.toContain('p-1')
  expect(await portal.audit()).toContainEqual(
    expect.objectContaining({ action: 'integrations.export', reason: 'messages' }),
  )
})

it('asks for a code given lately, and is not for support', async () => {
  await expect(exportTable(as('auditor', false), 'keys', { words })).rejects.toThrow(SudoNeeded)
  await expect(exportTable(as('support'), 'keys', { words })).rejects.toThrow(Denied)
  await expect(readDecisionCounts(as('support'))).rejects.toThrow(Denied)
})
