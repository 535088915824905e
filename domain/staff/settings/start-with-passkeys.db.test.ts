import { sql } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import { Denied, isAllowed } from '#domain/access/permissions.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { addTestPasskey } from '#testing/passkeys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, type TestStaff } from '#testing/staff.ts'
import { passkeysFact } from '../record/passkeys-required.ts'
import { inviteStaff } from '../team/invite-staff.ts'
import { readPasskeysRequired, requirePasskeys } from './require-passkeys.ts'
import { startWithPasskeys } from './start-with-passkeys.ts'
import { stopRequiringPasskeys } from './stop-requiring-passkeys.ts'

const OPERATOR_FILE = new URL('../../../db/seed/operator.sample.json', import.meta.url).pathname

let portal: TestPortal
afterEach(() => portal?.close())

async function withoutSample() {
  portal = await testPortal({ PORTAL_SAMPLE_DATA: '0', OPERATOR_FILE })
}

const fact = () => readFact(portal.database.owner, passkeysFact)
const prepare = () => portal.as({ kind: 'system', task: 'prepare' })
const command = () => portal.as({ kind: 'system', task: 'staff allow-codes' })

async function settingRecords() {
  const rows = await portal.database.owner.db.select().from(auditEvent).orderBy(auditEvent.auditId)
  return rows
    .filter(({ resource }) => resource === `setting:${passkeysFact}`)
    .map(({ actorKind, actorId, action, reason }) => [actorKind, actorId, action, reason])
}

const waits = async (member: TestStaff, token: string) =>
  (await member.sessionOf(token))?.actor.waitsForPasskeys ?? null

it('requires passkeys in a new installation, once, on record', async () => {
  await withoutSample()
  await startWithPasskeys(prepare())
  const begun = await fact()
  expect(begun).toEqual({ required: true, since: expect.stringMatching(/Z$/), by: 'prepare' })
  await startWithPasskeys(prepare())
  expect(await fact()).toEqual(begun)
  expect(await settingRecords()).toEqual([['system', 'prepare', 'settings.change', 'on']])
})

it('of two that start at once one requires them', async () => {
  await withoutSample()
  await Promise.all([startWithPasskeys(prepare()), startWithPasskeys(prepare())])
  expect(await settingRecords()).toHaveLength(1)
})

it('requires none where sample data is loaded', async () => {
  portal = await testPortal({ PORTAL_SAMPLE_DATA: '1' })
  await startWithPasskeys(prepare())
  expect(await fact()).toBeUndefined()
  expect(await settingRecords()).toEqual([])
})

it.each([true, false])('leaves a setting that is there: required %s', async (required) => {
  await withoutSample()
  const kept = { required, since: '2026-11-29T04:00:00.000Z', by: 'somebody' }
  await setFact(portal.database.owner, passkeysFact, kept)
  await startWithPasskeys(prepare())
  expect(await fact()).toEqual(kept)
  expect(await settingRecords()).toEqual([])
})

it('leaves an installation that has a member of staff, if only an invited one', async () => {
  await withoutSample()
  const given = { email: 'a@example.kz', fullName: null, roles: ['auditor'], locale: 'kk' } as const
  await inviteStaff(portal.system, given)
  await startWithPasskeys(prepare())
  expect(await fact()).toBeUndefined()
  expect(await settingRecords()).toEqual([])
})

it('sets nothing that cannot be recorded', async () => {
  await withoutSample()
  await portal.database.owner.db.execute(
    sql`ALTER TABLE audit_event ADD CONSTRAINT none CHECK (action <> 'settings.change') NOT VALID`,
  )
  await expect(startWithPasskeys(prepare())).rejects.toThrow()
  expect(await fact()).toBeUndefined()
})

it('is the work of the portal alone', async () => {
  await withoutSample()
  const administrator = await addStaff(portal, ['administrator'])
  const { ctx } = await administrator.sudo()
  for (const other of [portal.visitor, ctx]) {
    await expect(startWithPasskeys(other)).rejects.toThrow(Denied)
    await expect(stopRequiringPasskeys(other)).rejects.toThrow(Denied)
  }
})

it('does not keep the first administrator waiting, who turns it off with a code', async () => {
  await withoutSample()
  await startWithPasskeys(prepare())
  const first = await addStaff(portal, ['administrator'])
  expect(await waits(first, first.token)).toBeNull()
  expect((await first.sessionOf(first.token))?.passkeysRequired).toBe(true)
  const { ctx } = await first.sudo()
  expect(await readPasskeysRequired(ctx)).toEqual({
    required: true,
    changed: { at: expect.any(Date), name: null },
    members: 1,
    ready: 0,
  })
  expect(await requirePasskeys(ctx, { required: false })).toEqual({ status: 'done', changed: true })
  expect((await settingRecords()).at(-1)).toEqual(['staff', first.staffId, 'settings.change', 'off'])
  expect(await readPasskeysRequired(ctx)).toMatchObject({
    required: false,
    changed: { name: 'Асқар Серікұлы' },
  })
  const second = await addStaff(portal, ['administrator'])
  expect(await waits(second, second.token)).toBeNull()
  await startWithPasskeys(prepare())
  expect(await fact()).toMatchObject({ required: false })
})

it('keeps an officer and two administrators waiting until they have two passkeys', async () => {
  await withoutSample()
  await startWithPasskeys(prepare())
  const first = await addStaff(portal, ['administrator'])
  const officer = await addStaff(portal, ['privacy-officer'])
  const support = await addStaff(portal, ['support'])
  const states = () => Promise.all([first, officer, support].map((one) => waits(one, one.token)))
  expect(await states()).toEqual([null, 'add', null])
  await inviteStaff(portal.system, {
    email: 'b@example.kz',
    fullName: null,
    roles: ['administrator'],
    locale: 'ru',
  })
  expect(await states()).toEqual([null, 'add', null])
  const second = await addStaff(portal, ['administrator'])
  expect(await states()).toEqual(['add', 'add', null])
  await addTestPasskey(portal, second)
  const added = await addTestPasskey(portal, second)
  expect(await waits(second, added.token)).toBe('use')
})

it('is ended by the command where nobody can use a passkey', async () => {
  await withoutSample()
  await startWithPasskeys(prepare())
  const members = [await addStaff(portal, ['administrator']), await addStaff(portal, ['administrator'])]
  const mayChange = async () =>
    Promise.all(
      members.map(async (one) => isAllowed((await one.contextOf(one.token)).actor, 'settings.change')),
    )
  expect(await mayChange()).toEqual([false, false])
  expect(await stopRequiringPasskeys(command())).toEqual({ changed: true })
  expect(await stopRequiringPasskeys(command())).toEqual({ changed: false })
  expect(await mayChange()).toEqual([true, true])
  expect(await settingRecords()).toEqual([
    ['system', 'prepare', 'settings.change', 'on'],
    ['system', 'staff allow-codes', 'settings.change', 'off'],
  ])
})
