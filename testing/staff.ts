import { asc } from 'drizzle-orm'
import { auditEvent } from '#db/schema/audit.ts'
import { staffClearance } from '#db/schema/staff.ts'
import { clearanceKinds } from '#db/schema/staff-codes.ts'
import type { StaffActor, StaffRole } from '#domain/access/actor.ts'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import { readStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { choosePassword, finishSetUp, readSetUp } from '#domain/staff/sign-in/set-up.ts'
import { checkStaffCode, startStaffSignIn } from '#domain/staff/sign-in/staff-sign-in.ts'
import { stepUp } from '#domain/staff/sign-in/step-up.ts'
import { readStaffInvitationMail } from '#domain/staff/team/invitation-mail.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { TestPortal } from './people.ts'

const password = 'қызыл алма, жасыл шай'
let made = 0

/**
 * A new member that no other test uses and who has completed the invitation; with clearance unless stated otherwise.
 */
export async function addStaff(portal: TestPortal, roles: readonly StaffRole[], cleared = true) {
  const email = `staff-${process.pid}-${++made}@example.kz`
  const invited = await inviteStaff(portal.system, { email, fullName: 'Асқар Серікұлы', roles, locale: 'ru' })
  if (invited.status !== 'invited') throw new Error(invited.code)
  const { staffId, invitationId } = invited
  const mail = await readStaffInvitationMail(portal.system, invitationId)
  const token = mail?.token ?? ''
  const chosen = await choosePassword(portal.visitor, token, password)
  if (chosen.status !== 'done') throw new Error(chosen.code)
  const shown = await readSetUp(portal.visitor, token, chosen.browserToken)
  const secret = shown?.step === 'authenticator' ? shown.secret : ''
  /** A code not used before: time goes on by half a minute for each. */
  const code = () => {
    portal.passTime(30_000)
    return codeOfStep(secret, timeStepOf(portal.services.clock.unmoved()))
  }
  const opened = await finishSetUp(portal.visitor, token, chosen.browserToken, code())
  if (opened.status !== 'done') throw new Error(opened.code)
  const day = almatyDate(portal.services.clock.now())
  if (cleared) await enterClearance(portal, [staffId], { agreement: day, training: day })

  const sessionOf = (sessionToken: string) => readStaffSession(portal.services, sessionToken)
  const contextOf = async (sessionToken: string) => {
    const session = await sessionOf(sessionToken)
    if (!session) throw new Error('signed out')
    return portal.as(session.actor)
  }
  return {
    staffId,
    email,
    password,
    secret,
    code,
    sessionOf,
    contextOf,
    /** The session of the set-up. */
    token: opened.sessionToken,
    async signIn() {
      const first = await startStaffSignIn(portal.visitor, { email, password, returnTo: undefined })
      if (first.status !== 'code-needed') throw new Error(first.code)
      const second = await checkStaffCode(portal.visitor, first.browserToken, code())
      if (second.status !== 'signed-in') throw new Error(second.code)
      return second.sessionToken
    },
    /** A context that has given a code again; `sessionToken` is spent by it. */
    async sudo(sessionToken = opened.sessionToken) {
      const done = await stepUp(await contextOf(sessionToken), sessionToken, code())
      if (done.status !== 'done') throw new Error(done.code)
      return { ctx: await contextOf(done.sessionToken), token: done.sessionToken }
    },
  }
}

/** A member with one role, who is in no table: for what is decided by the role alone. */
export const staffActor = (role: StaffRole, { clearance = true, sudo = true } = {}): StaffActor => ({
  kind: 'staff',
  staffId: newId(),
  roles: [role],
  clearance,
  sudo,
})

/** Adds records to the register as nobody could by the pages: of a day to come, with bytes that are no document of anybody. Null ends what counts. */
export async function enterClearance(
  portal: TestPortal,
  staffIds: readonly string[],
  days: Partial<Record<(typeof clearanceKinds)[number], string | null>>,
): Promise<void> {
  const rows = staffIds.flatMap((staffId) =>
    clearanceKinds.flatMap((kind) => {
      const doneOn = days[kind]
      const record = { clearanceId: newId(), staffId, kind, recordedAt: portal.services.clock.now() }
      const contentSealed = doneOn === null ? null : Buffer.from('document')
      return doneOn === undefined ? [] : [{ ...record, doneOn, contentSealed }]
    }),
  )
  if (rows.length > 0) await portal.database.owner.db.insert(staffClearance).values(rows)
}

export type TestStaff = Awaited<ReturnType<typeof addStaff>>

/** Audit records by or about a member, in order. */
export async function staffAudit(portal: TestPortal, staffId: string) {
  const rows = await portal.database.owner.db.select().from(auditEvent).orderBy(asc(auditEvent.auditId))
  return rows
    .filter((row) => row.actorId === staffId || row.resource === `staff:${staffId}`)
    .map(({ action, actorKind, reason, fields }) => ({ action, actorKind, reason, fields }))
}
