import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { readQueue } from '../queue/read-queue.ts'
import { assignRequests, listAssignees } from './assign-requests.ts'
import { changeMemberRoles, disableMember } from './end-work.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

/** A member with one request in work and one that is closed. */
async function busy() {
  const member = await staffContext(portal, ['support'])
  const open = await addRequest(portal, 'access')
  const closed = await addRequest(portal, 'access')
  await assignRequests(member.ctx, { references: [closed.reference], to: member.staffId })
  await takeRequestStep(member.ctx, { step: 'take', reference: open.reference })
  await takeRequestStep(closed.own, { step: 'cancel', reference: closed.reference })
  const admin = await (await staffContext(portal, ['administrator'])).sudo()
  return { member, open, closed, admin: admin.ctx }
}

const queued = async (group: 'open' | 'closed', reference: string) => {
  const { ctx } = await staffContext(portal, ['privacy-officer'])
  return (await readQueue(ctx, { group }, { size: 500 })).items.find((item) => item.reference === reference)
}

test('the open requests of a disabled member return to the queue, on record; closed ones keep their assignee', async () => {
  const { member, open, closed, admin } = await busy()
  expect(await disableMember(admin, member.staffId)).toEqual({ status: 'done', returned: 1 })
  expect(await queued('open', open.reference)).toMatchObject({ assignedTo: null, status: 'in-progress' })
  expect(await queued('closed', closed.reference)).toMatchObject({ assignedTo: { staffId: member.staffId } })
  const log = await portal.audit({ subjectId: open.person.subjectId })
  expect(log.at(-1)).toMatchObject({ action: 'request.return-to-queue', reason: `staff:${member.staffId}` })
  expect(await disableMember(admin, member.staffId)).toEqual({ status: 'refused', code: 'not-now' })
})

test('so do those of a member whose last role for requests is taken, and not while one stays', async () => {
  const { member, open, admin } = await busy()
  expect(await changeMemberRoles(admin, member.staffId, ['privacy-officer'])).toMatchObject({ returned: 0 })
  expect(await queued('open', open.reference)).toMatchObject({ assignedTo: { staffId: member.staffId } })
  expect(await changeMemberRoles(admin, member.staffId, ['auditor'])).toMatchObject({ returned: 1 })
  expect(await queued('open', open.reference)).toMatchObject({ assignedTo: null })
})

test('nothing returns when the change is refused', async () => {
  const { member, open } = await busy()
  const admin = await staffContext(portal, ['administrator'])
  await expect(disableMember(admin.stale, member.staffId)).rejects.toThrow(SudoNeeded)
  await expect(disableMember(member.ctx, member.staffId)).rejects.toThrow(Denied)
  expect(await queued('open', open.reference)).toMatchObject({ assignedTo: { staffId: member.staffId } })
})

test('several are assigned at once; one that is closed or unknown does not stop the others', async () => {
  const { member, open, closed } = await busy()
  const other = await staffContext(portal, ['privacy-officer'])
  const references = [closed.reference, 'CX-0000-00', open.reference]
  expect(await assignRequests(member.ctx, { references, to: other.staffId })).toEqual({
    assigned: [open.reference],
    refused: [
      { reference: closed.reference, code: 'closed' },
      { reference: 'CX-0000-00', code: 'not-found' },
    ],
  })
  expect(await queued('open', open.reference)).toMatchObject({ assignedTo: { staffId: other.staffId } })
  expect(await listAssignees(member.ctx)).toContainEqual(expect.objectContaining({ staffId: other.staffId }))
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  await expect(assignRequests(auditor, { references, to: null })).rejects.toThrow(Denied)
  await expect(listAssignees(auditor)).rejects.toThrow(Denied)
})
