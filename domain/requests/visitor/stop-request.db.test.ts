import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { readUnusualUse } from '#domain/assurance/audit-log/read-unusual-use.ts'
import { openSession, readSession } from '#domain/people/sign-in/sessions.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { readPersonMail } from '../mails/request-mail.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { readOfficerAlertMail } from './alert-officers.ts'
import { readStopLink, stopRequest } from './stop-request.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

async function noticeOf(subjectId: string) {
  const job = (await jobsOf(portal, 'send-request-mail')).find(
    ({ payload }) => payload.subjectId === subjectId,
  )
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  return readPersonMail(portal.system, key, 'filed')
}

test('the holder of the notice stops a sensitive request, every session of the person ends, and officers are told', async () => {
  const officers = [
    await staffContext(portal, ['security-officer']),
    await staffContext(portal, ['security-officer']),
  ]
  const support = await staffContext(portal, ['support'])
  const { own, person, reference } = await addRequest(portal, 'erasure/wish')
  const notice = await noticeOf(person.subjectId)
  expect(notice).toMatchObject({ to: person.email, locale: 'kk', reference, kind: 'erasure/wish' })
  const token = notice?.stopToken ?? ''
  const now = portal.services.clock.now()
  const session = await portal.system.transaction((tx) => openSession(tx, person.subjectId, 'link', now))
  expect(await readStopLink(portal.visitor, token)).toMatchObject({ reference, open: true })
  expect((await readOwnRequest(own, { reference }))?.status).toBe('received')

  expect(await stopRequest(portal.visitor, token)).toEqual({ status: 'stopped', reference })
  expect(await readOwnRequest(own, { reference })).toMatchObject({ status: 'cancelled', nextStep: 'closed' })
  expect(await readSession(portal.services, session.token)).toBeNull()
  const log = await portal.audit({ subjectId: person.subjectId })
  expect(log.find(({ action }) => action === 'request.cancel')).toMatchObject({
    actorKind: 'visitor',
    reason: 'stop-link',
  })
  const alerts = await jobsOf(portal, 'send-stopped-request-alert')
  const told = await Promise.all(
    alerts.map(({ payload }) => readOfficerAlertMail(portal.system, payload as never)),
  )
  expect(told.map((mail) => mail?.to).sort()).toEqual(officers.map(({ email }) => email).sort())
  expect(await readOfficerAlertMail(portal.system, { staffId: support.staffId })).toBeNull()
  await expect(readOfficerAlertMail(support.ctx, { staffId: support.staffId })).rejects.toThrow(Denied)
  const { stopped } = await readUnusualUse((officers[0] ?? support).ctx)
  expect(stopped).toMatchObject({ count: 1, last: [{ subjectId: person.subjectId }] })

  expect(await stopRequest(portal.visitor, token)).toMatchObject({ code: 'moved-on', now: 'cancelled' })
  expect(await jobsOf(portal, 'send-stopped-request-alert')).toHaveLength(alerts.length)
  expect(await readStopLink(portal.visitor, token)).toMatchObject({ open: false })
})

test('a request that changes nothing has no such link, and a token of nobody does nothing', async () => {
  const { person } = await addRequest(portal, 'question')
  expect((await noticeOf(person.subjectId))?.stopToken).toBeNull()
  expect(await stopRequest(portal.visitor, 'A'.repeat(43))).toEqual({ status: 'refused', code: 'dead' })
  expect(await readStopLink(portal.visitor, 'x')).toBeNull()
  const [row] = await portal.database.owner.db.execute<{ hashes: string }>(
    sql`SELECT count(stop_hash)::text AS hashes FROM request WHERE kind = 'question'`,
  )
  expect(row?.hashes).toBe('0')
})
