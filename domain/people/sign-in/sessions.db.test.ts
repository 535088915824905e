import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subject, subjectSession } from '#db/schema/people.ts'
import { findByBrowser, verificationSecrets } from '#domain/access/email-verification.ts'
import { Denied } from '#domain/access/permissions.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { askSignIn } from './ask-sign-in.ts'
import { proveByLink } from './complete-sign-in.ts'
import { closeAllSessions, closeSession, openSession, readSession, whySessionEnded } from './sessions.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

const open = (subjectId: string) =>
  portal.system.transaction((tx) => openSession(tx, subjectId, 'link', portal.services.clock.now()))
const sessionsOf = (subjectId: string) =>
  portal.database.owner.db.select().from(subjectSession).where(eq(subjectSession.subjectId, subjectId))

describe('a session', () => {
  const DAY = 86_400_000

  it('is read by its token, which is not in the database', async () => {
    const person = await portal.addPerson()
    const { token, expiresAt } = await open(person.subjectId)
    expect(await readSession(portal.services, token)).toEqual({
      subjectId: person.subjectId,
      locale: 'kk',
      welcomedAt: null,
      expiresAt,
    })
    const [row] = await sessionsOf(person.subjectId)
    expect(row?.tokenHash).toEqual(hashToken(token))
    for (const wrong of [undefined, '', 'x', newToken().token, `${token}x`, '\0', '\ud800'])
      expect(await readSession(portal.services, wrong)).toBeNull()
  })

  it('ends after thirty days however it is used, and after fourteen without use', async () => {
    const person = await portal.addPerson()
    const used = await open(person.subjectId)
    const idle = await open(person.subjectId)
    for (let day = 0; day < 24; day += 6) {
      portal.passTime(6 * DAY)
      expect(await readSession(portal.services, used.token)).not.toBeNull()
    }
    expect(await readSession(portal.services, idle.token)).toBeNull()
    expect(await whySessionEnded(portal.services, idle.token)).toBe('idle')
    portal.passTime(6 * DAY + 1000)
    expect(await readSession(portal.services, used.token)).toBeNull()
    await runRetention(portal.system, new AbortController().signal)
    expect(await whySessionEnded(portal.services, used.token)).toBe('over')
    portal.passTime(DAY)
    await runRetention(portal.system, new AbortController().signal)
    expect(await sessionsOf(person.subjectId)).toEqual([])
  })

  it('of a person who is no longer there opens nothing', async () => {
    const person = await portal.addPerson()
    const { token } = await open(person.subjectId)
    await portal.database.owner.db.delete(subject).where(eq(subject.subjectId, person.subjectId))
    expect(await readSession(portal.services, token)).toBeNull()
  })

  it('ends with sign-out, at once, and only by its owner', async () => {
    const person = await portal.addPerson()
    const { token } = await open(person.subjectId)
    const stranger = portal.subject((await portal.addPerson()).subjectId)
    await closeSession(stranger, token)
    expect(await readSession(portal.services, token)).not.toBeNull()
    await expect(closeSession(portal.visitor, token)).rejects.toThrow(Denied)
    await closeSession(portal.subject(person.subjectId), token)
    await closeSession(portal.subject(person.subjectId), token)
    expect(await readSession(portal.services, token)).toBeNull()
    const signOuts = (await portal.audit({ subjectId: person.subjectId })).filter(
      (row) => row.action === 'sign-out',
    )
    expect(signOuts).toHaveLength(1)
  })

  it('ends everywhere but here, when asked', async () => {
    const person = await portal.addPerson()
    const [here, there] = [await open(person.subjectId), await open(person.subjectId)]
    await expect(closeAllSessions(portal.subject('someone-else'), person.subjectId)).rejects.toThrow(Denied)
    expect(await closeAllSessions(portal.subject(person.subjectId), person.subjectId, here.token)).toBe(1)
    expect(await readSession(portal.services, here.token)).not.toBeNull()
    expect(await readSession(portal.services, there.token)).toBeNull()
    expect(await whySessionEnded(portal.services, there.token)).toBe('ended')
  })

  it('that the browser held before ends with a new sign-in there', async () => {
    const [first, second] = [await portal.addPerson(), await portal.addPerson()]
    const { token } = await open(first.subjectId)
    const asked = await askSignIn(portal.visitor, { email: second.email, returnTo: undefined })
    if (asked.status !== 'asked') throw new Error(asked.code)
    const row = await portal.system.transaction((tx) => findByBrowser(tx, 'sign-in', asked.browserToken))
    const { linkToken } = verificationSecrets(portal.services.keys, row?.verificationId ?? '')
    await proveByLink(portal.visitor, linkToken, { previousSession: token })
    expect(await readSession(portal.services, token)).toBeNull()
    expect((await portal.audit({ subjectId: first.subjectId })).at(-1)).toMatchObject({
      action: 'sign-out',
      reason: 'replaced',
    })
  })

  it('is nothing that the role of the app sees without naming a person', async () => {
    await open((await portal.addPerson()).subjectId)
    expect(await portal.services.database.db.select().from(subjectSession)).toEqual([])
  })
})

it('old sessions are deleted by the portal alone', async () => {
  await expect(runRetention(portal.visitor, new AbortController().signal)).rejects.toThrow(Denied)
})
