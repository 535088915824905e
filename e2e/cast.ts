import { randomBytes, randomUUID } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'
import { and, eq } from 'drizzle-orm'
import { staffRoles } from '#db/schema/access-codes.ts'
import { type Actor, visitor } from '#domain/access/actor.ts'
import { sessionCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { openVisitorSession } from '#domain/requests/visitor/visitor-session.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { newId } from '#platform/ids.ts'
import { auditEvent } from '../db/schema/audit.ts'
import { request as requestTable } from '../db/schema/requests.ts'
import { staffClearance, staffMember } from '../db/schema/staff.ts'
import type { Portal } from './people.ts'
import { mintStaff } from './staff.ts'

export type Place = 'desk' | 'pages' | 'case'

/** A person or program as the table of permissions sees it. */
export type Person = {
  name: string
  actor: Actor
  /**
   * Who can reach an entry point: staff pages know staff only, other pages subjects only, a request page also the
   * visitor with its session.
   */
  seenAs: (place: Place) => Actor
  request: APIRequestContext
  /** The cookie of a session that stays open. */
  headers: Record<string, string>
  /** A fresh session for one attempt, because some attempts end it. */
  signInAgain: () => Promise<Record<string, string>>
}

export type Cast = Awaited<ReturnType<typeof castOf>>

/** Everybody there is, and one request that is the owner's. */
export async function castOf(portal: Portal, request: APIRequestContext) {
  const { system, services } = portal
  const owner = await portal.mint()
  const other = await portal.mint()
  const secret = `Құпия ${randomBytes(4).toString('hex')}`
  const own = portal.as(owner.subjectId)
  const details = { item: secret, 'correct-value': 'Дұрысы' }
  const filed = await fileRequest(own, { kind: 'rectification', details, idempotencyKey: randomUUID() }, [
    { content: Buffer.from('Құжат\n') },
  ])
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const ofRequest = () =>
    system.transaction(async (tx) => {
      const [row] = await tx.select().from(requestTable).where(eq(requestTable.reference, reference))
      if (!row) throw new Error('the request is not there')
      return row
    })
  const { requestId, subjectId } = await ofRequest()
  const shown = await readOwnRequest(own, { reference })
  const attachmentId = shown?.documents[0]?.attachmentId ?? ''

  const cookieOf = ({ name }: { name: string }, token: string) => ({ cookie: `${name}=${token}` })
  const person = async (
    name: string,
    actor: Actor,
    home: readonly Place[],
    open: () => Promise<Record<string, string>>,
  ) => ({
    name,
    actor,
    request,
    signInAgain: open,
    headers: await open(),
    seenAs: (place: Place) => (home.includes(place) ? actor : visitor),
  })
  const learner = (name: string, id: string) =>
    person(name, { kind: 'subject', subjectId: id }, ['pages', 'case'], async () => {
      const opened = await system.transaction((tx) => openSession(tx, id, 'link', services.clock.now()))
      return cookieOf(sessionCookie(services.env), opened.token)
    })
  const holder = () =>
    person('key of the case', { kind: 'subject', subjectId, onlyRequest: requestId }, ['case'], async () => {
      const opened = await system.transaction((tx) =>
        openVisitorSession(tx, system, { subjectId, requestId, reference }, 'link'),
      )
      return cookieOf(visitorCookie(services.env), opened.caseToken)
    })
  const member = async (
    name: string,
    role: (typeof staffRoles)[number],
    change?: 'disabled' | 'uncleared',
  ) => {
    const { staffId } = await mintStaff(portal, role)
    if (change === 'disabled')
      await system.transaction((tx) =>
        tx.update(staffMember).set({ status: 'disabled' }).where(eq(staffMember.staffId, staffId)),
      )
    if (change === 'uncleared')
      await system.transaction((tx) =>
        tx.insert(staffClearance).values({
          clearanceId: newId(),
          staffId,
          kind: 'training',
          doneOn: null,
          recordedAt: new Date(services.clock.now().getTime() + 1000),
        }),
      )
    const clearance = change !== 'uncleared'
    const actor: Actor =
      change === 'disabled' ? visitor : { kind: 'staff', staffId, roles: [role], clearance }
    return person(name, actor, ['desk'], async () => {
      const opened = await system.transaction((tx) => openStaffSession(tx, staffId, services.clock.now()))
      return cookieOf(staffCookie(services.env), opened.token)
    })
  }

  const people: Person[] = [
    await person('visitor', visitor, [], async () => ({})),
    await learner('owner', owner.subjectId),
    await learner('another learner', other.subjectId),
    await holder(),
    ...(await Promise.all(staffRoles.map((role) => member(role, role)))),
    await member('officer without clearance', 'privacy-officer', 'uncleared'),
    await member('support without clearance', 'support', 'uncleared'),
    await member('disabled officer', 'privacy-officer', 'disabled'),
  ]
  const theirs = {
    reference,
    secret,
    attachmentId,
    subjectId,
    requestId,
    /** What can change about it. */
    now: async () => {
      const { status, lastStepSeq } = await ofRequest()
      const found = await readOwnRequest(own, { reference })
      return { status, lastStepSeq, messages: found?.messages.length }
    },
  }
  return { people, request, theirs }
}

/** What a member was refused, as the audit log has it. */
export async function denialsOf(portal: Portal, { actor }: Person): Promise<string[]> {
  if (actor.kind !== 'staff') return []
  const { staffId } = actor
  const rows = await portal.system.transaction((tx) =>
    tx
      .select({ reason: auditEvent.reason })
      .from(auditEvent)
      .where(and(eq(auditEvent.actorId, staffId), eq(auditEvent.action, 'access.deny'))),
  )
  return rows.map(({ reason }) => reason ?? '')
}
