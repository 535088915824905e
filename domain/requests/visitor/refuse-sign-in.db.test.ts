import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { countRefused, readUnusualUse } from '#domain/assurance/audit-log/read-unusual-use.ts'
import { noteNewBrowser, readNewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import { openSession, readSession } from '#domain/people/sign-in/sessions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, formOf, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { readOfficerAlertMail } from './alert-officers.ts'
import { readRefusableSignIn, refuseSignIn } from './refuse-sign-in.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

/** A person with an earlier request of their own, then a sign-in with a new browser. */
async function signedInElsewhere() {
  const { person, own, reference } = await addRequest(portal, 'access')
  portal.passTime(60_000)
  const { subjectId } = person
  const session = await portal.system.transaction(async (tx) => {
    await noteNewBrowser(tx, portal.system, subjectId)
    return openSession(tx, subjectId, 'link', portal.services.clock.now())
  })
  const job = (await jobsOf(portal, 'send-new-browser-mail')).find(
    ({ payload }) => payload.subjectId === subjectId,
  )
  const mail = await readNewBrowserMail(portal.system, job?.payload as never)
  return {
    person,
    own,
    subjectId,
    earlier: reference,
    session,
    mail,
    token: mail?.token ?? '',
    key: job?.payload,
  }
}

test('“this was not me” ends every session, stops what was filed since, and tells the security officers', async () => {
  const officer = await staffContext(portal, ['security-officer'])
  const { person, own, subjectId, earlier, session, mail, token, key } = await signedInElsewhere()
  expect(mail).toMatchObject({ to: person.email, locale: 'kk' })
  const filed = await fileRequest(own, formOf('portability'))
  const reference = filed.status === 'filed' ? filed.reference : ''
  expect(await readRefusableSignIn(portal.visitor, token)).toMatchObject({
    requests: [{ reference, kind: 'portability' }],
  })
  // Opening the link, as a mail scanner does, changes nothing.
  expect(await readSession(portal.services, session.token)).not.toBeNull()
  expect((await readOwnRequest(own, { reference }))?.status).toBe('received')
  expect(await countRefused(officer.ctx)).toEqual({ signIns: 0, requests: 0 })

  expect(await refuseSignIn(portal.visitor, token)).toEqual({ status: 'done', stopped: [reference] })
  expect(await readSession(portal.services, session.token)).toBeNull()
  expect((await readOwnRequest(own, { reference }))?.status).toBe('cancelled')
  expect((await readOwnRequest(own, { reference: earlier }))?.status).toBe('received')
  expect(await countRefused(officer.ctx)).toEqual({ signIns: 1, requests: 1 })
  const [alert] = await jobsOf(portal, 'send-refused-sign-in-alert')
  expect(await readOfficerAlertMail(portal.system, alert?.payload as never)).toMatchObject({
    to: officer.email,
  })
  expect((await portal.audit({ subjectId })).map(({ action }) => action)).toContain('sign-in.refuse')

  expect(await refuseSignIn(portal.visitor, token)).toMatchObject({ status: 'refused' })
  expect(await readRefusableSignIn(portal.visitor, token)).toBeNull()
  expect(await readNewBrowserMail(portal.system, key as never)).toBeNull()
})

test('the security officer sees which sign-ins were told, which were refused, and what was stopped', async () => {
  const officer = await staffContext(portal, ['security-officer'])
  const before = await readUnusualUse(officer.ctx)
  const { own, subjectId, token } = await signedInElsewhere()
  const told = await readUnusualUse(officer.ctx)
  expect(told.told.count).toBe(before.told.count + 1)
  expect(told.told.last[0]).toMatchObject({ subjectId })
  expect([told.refused.count, told.stopped.count]).toEqual([before.refused.count, before.stopped.count])

  await fileRequest(own, formOf('portability'))
  await refuseSignIn(portal.visitor, token)
  const after = await readUnusualUse(officer.ctx)
  expect([after.refused.count, after.stopped.count]).toEqual([
    before.refused.count + 1,
    before.stopped.count + 1,
  ])
  for (const { last } of [after.refused, after.stopped]) expect(last[0]).toMatchObject({ subjectId })
  // Ids and times, and nothing that names a person.
  expect(Object.keys(after.told.last[0] ?? {}).sort()).toEqual(['at', 'auditId', 'subjectId'])
  const { actor } = officer.ctx
  const readings = (await portal.audit()).filter(({ action }) => action === 'unusual-use.read')
  expect(readings.filter(({ actorId }) => actor.kind === 'staff' && actorId === actor.staffId)).toHaveLength(
    3,
  )

  portal.passTime(31 * 86_400_000)
  expect((await readUnusualUse(officer.ctx)).told).toEqual({ count: 0, last: [] })
})

test('a link of nobody does nothing, and one ends after thirty days', async () => {
  expect(await readRefusableSignIn(portal.visitor, 'A'.repeat(43))).toBeNull()
  expect(await refuseSignIn(portal.visitor, 'x')).toMatchObject({ status: 'refused' })
  const { token } = await signedInElsewhere()
  portal.passTime(31 * 86_400_000)
  expect(await refuseSignIn(portal.visitor, token)).toMatchObject({ status: 'refused' })
})

test.each(['support', 'privacy-officer', 'administrator'] as const)('%s does not see them', async (role) => {
  const { ctx } = await staffContext(portal, [role])
  await expect(readUnusualUse(ctx)).rejects.toThrow(Denied)
})

test('nobody but staff sees them', async () => {
  for (const ctx of [portal.visitor, portal.system, portal.subject(newId())])
    await expect(readUnusualUse(ctx)).rejects.toThrow(Denied)
  const auditor = await staffContext(portal, ['auditor'])
  expect(await readUnusualUse(auditor.ctx)).toHaveProperty('told.count')
})

test('programs cannot refuse a sign-in, and only who reads the log sees how many were refused', async () => {
  const program = portal.as({ kind: 'program', keyId: 'k', scopes: [] })
  await expect(refuseSignIn(program, 'A'.repeat(43))).rejects.toThrow(Denied)
  const support = await staffContext(portal, ['support'])
  await expect(countRefused(support.ctx)).rejects.toThrow(Denied)
})
