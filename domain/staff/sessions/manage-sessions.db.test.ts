import { afterAll, beforeAll, expect, it } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, staffAudit } from '#testing/staff.ts'
import {
  endOtherSessions,
  endOwnSession,
  endSessionsOf,
  readOwnSessions,
  readSessionsOf,
} from './manage-sessions.ts'

const MINUTE = 60_000
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

it('a member sees their open sessions and ends one, or all others', async () => {
  const member = await addStaff(portal, ['support'])
  const [here, there] = [member.token, await member.signIn()]
  const ctx = await member.contextOf(here)
  const listed = await readOwnSessions(ctx, here)
  expect(listed.map(({ isThis }) => isThis).sort()).toEqual([false, true])
  const other = listed.find(({ isThis }) => !isThis)
  expect(await endOwnSession(ctx, other?.id ?? '')).toEqual({ ended: 1 })
  expect(await endOwnSession(ctx, other?.id ?? '')).toEqual({ ended: 0 })
  expect(await member.sessionOf(there)).toBeNull()
  await member.signIn()
  await member.signIn()
  expect(await endOtherSessions(ctx, here)).toEqual({ ended: 2 })
  expect(await readOwnSessions(ctx, here)).toMatchObject([{ isThis: true }])
  expect((await staffAudit(portal, member.staffId)).at(-1)).toMatchObject({ action: 'staff-session.end' })
})

it('a session of a colleague is neither listed nor ended', async () => {
  const [member, other] = [await addStaff(portal, ['support']), await addStaff(portal, ['support'])]
  const ctx = await member.contextOf(member.token)
  const [theirs] = await readOwnSessions(await other.contextOf(other.token), other.token)
  expect(await endOwnSession(ctx, theirs?.id ?? '')).toEqual({ ended: 0 })
  expect(await other.sessionOf(other.token)).not.toBeNull()
  await expect(readSessionsOf(ctx, other.staffId)).rejects.toThrow(Denied)
  await expect(endSessionsOf(ctx, other.staffId)).rejects.toThrow(Denied)
  for (const run of [readOwnSessions, endOwnSession, endOtherSessions])
    await expect(run(portal.visitor, theirs?.id ?? '')).rejects.toThrow(Denied)
})

it('an administrator ends every session of a member', async () => {
  const [admin, member] = [await addStaff(portal, ['administrator']), await addStaff(portal, ['support'])]
  const ctx = await admin.contextOf(admin.token)
  const second = await member.signIn()
  expect(await readSessionsOf(ctx, member.staffId)).toHaveLength(2)
  expect(await endSessionsOf(ctx, member.staffId)).toEqual({ ended: 2 })
  expect(await member.sessionOf(second)).toBeNull()
  expect((await staffAudit(portal, admin.staffId)).at(-1)).toMatchObject({ action: 'staff-session.end' })
})

it('a session that was idle for 30 minutes is open no more; used, it lasts 12 hours', async () => {
  const member = await addStaff(portal, ['support'])
  const idle = await member.signIn()
  for (let minutes = 0; minutes < 12 * 60; minutes += 29) {
    const ctx = portal.as({ kind: 'staff', staffId: member.staffId, roles: ['support'], clearance: true })
    expect((await readOwnSessions(ctx, member.token)).some(({ isThis }) => isThis)).toBe(true)
    expect(await member.sessionOf(member.token)).not.toBeNull()
    portal.passTime(29 * MINUTE)
  }
  expect(await member.sessionOf(idle)).toBeNull()
  portal.passTime(MINUTE)
  expect(await member.sessionOf(member.token)).toBeNull()
})
