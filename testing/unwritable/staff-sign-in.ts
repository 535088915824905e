import { addPasskey, askForPasskey } from '#domain/staff/passkeys/add-passkey.ts'
import { askToSignIn, signInByPasskey } from '#domain/staff/passkeys/passkey-sign-in.ts'
import { askToStepUp, stepUpByPasskey } from '#domain/staff/passkeys/passkey-step-up.ts'
import { removePasskey } from '#domain/staff/passkeys/remove-passkey.ts'
import { codeOfStep, timeStepOf } from '#domain/staff/rules/totp.ts'
import {
  endOtherSessions,
  endOwnSession,
  endSessionsOf,
  readOwnSessions,
} from '#domain/staff/sessions/manage-sessions.ts'
import { recordDenial } from '#domain/staff/sessions/record-denial.ts'
import { closeStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { choosePassword, finishSetUp, readSetUp } from '#domain/staff/sign-in/set-up.ts'
import { checkStaffCode, startStaffSignIn } from '#domain/staff/sign-in/staff-sign-in.ts'
import { stepUp } from '#domain/staff/sign-in/step-up.ts'
import { readStaffInvitationMail } from '#domain/staff/team/invitation-mail.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { newId } from '#platform/ids.ts'
import { addTestPasskey, testAuthenticator } from '../passkeys.ts'
import { type Calls, must, type World } from './world.ts'

const password = 'жасыл шай, қызыл алма'

/** The link of a member who was invited. */
async function invited({ portal, admin }: World) {
  const given = {
    email: `${newId()}@example.kz`,
    fullName: 'Дәурен',
    roles: ['support'],
    locale: 'kk',
  } as const
  const made = await inviteStaff(admin, given)
  if (made.status !== 'invited') throw new Error(made.code)
  return must(await readStaffInvitationMail(portal.system, made.invitationId)).token
}
async function withPasskey({ portal, member }: World) {
  const one = await member('support')
  return { member: one, passkey: await addTestPasskey(portal, one) }
}

export const staffSignInCalls: Calls = {
  'domain/staff/passkeys/add-passkey.ts#addPasskey': async (world) => {
    const { passkey } = await withPasskey(world)
    const asked = await askForPasskey(passkey.ctx, passkey.token)
    if (asked.status !== 'done') throw new Error(asked.code)
    const response = testAuthenticator(world.portal.services.env.APP_URL).create(asked.options)
    return () => addPasskey(passkey.ctx, { name: 'Екінші', response, sessionToken: passkey.token })
  },
  'domain/staff/passkeys/add-passkey.ts#askForPasskey': async (world) => {
    const { passkey } = await withPasskey(world)
    return () => askForPasskey(passkey.ctx, passkey.token)
  },
  'domain/staff/passkeys/passkey-sign-in.ts#signInByPasskey': async (world) => {
    const { passkey } = await withPasskey(world)
    const asked = await askToSignIn(world.portal.visitor)
    const answer = passkey.get(asked.options)
    return () => signInByPasskey(world.portal.visitor, asked.browserToken, answer)
  },
  'domain/staff/passkeys/passkey-step-up.ts#stepUpByPasskey': async (world) => {
    const { passkey } = await withPasskey(world)
    const asked = await askToStepUp(passkey.ctx, passkey.token)
    if (asked.status !== 'done') throw new Error(asked.code)
    const answer = passkey.get(asked.options)
    return () => stepUpByPasskey(passkey.ctx, passkey.token, answer)
  },
  'domain/staff/passkeys/remove-passkey.ts#removePasskey': async (world) => {
    const { passkey } = await withPasskey(world)
    return () => removePasskey(passkey.ctx, passkey.passkeyId)
  },
  'domain/staff/sessions/manage-sessions.ts#endOtherSessions': async ({ member }) => {
    const { signIn, ctx, token } = await member('support')
    await signIn()
    return () => endOtherSessions(ctx, token)
  },
  'domain/staff/sessions/manage-sessions.ts#endOwnSession': async ({ member }) => {
    const { signIn, ctx, token } = await member('support')
    await signIn()
    const other = (await readOwnSessions(ctx, token)).find(({ isThis }) => !isThis)
    return () => endOwnSession(ctx, must(other).id)
  },
  'domain/staff/sessions/manage-sessions.ts#endSessionsOf': async ({ admin, member }) => {
    const { staffId } = await member('support')
    return () => endSessionsOf(admin, staffId)
  },
  'domain/staff/sessions/record-denial.ts#recordDenial': async ({ officer }) => {
    return () => recordDenial(officer.ctx, 'staff.read')
  },
  'domain/staff/sessions/staff-sessions.ts#closeStaffSession': async ({ member }) => {
    const { ctx, token } = await member('support')
    return () => closeStaffSession(ctx, token)
  },
  'domain/staff/sign-in/set-up.ts#choosePassword': async (world) => {
    const token = await invited(world)
    return () => choosePassword(world.portal.visitor, token, password)
  },
  'domain/staff/sign-in/set-up.ts#finishSetUp': async (world) => {
    const { portal } = world
    const token = await invited(world)
    const chosen = await choosePassword(portal.visitor, token, password)
    if (chosen.status !== 'done') throw new Error(chosen.code)
    const shown = await readSetUp(portal.visitor, token, chosen.browserToken)
    if (shown?.step !== 'authenticator') throw new Error('no secret')
    const code = codeOfStep(shown.secret, timeStepOf(portal.services.clock.unmoved()))
    return () => finishSetUp(portal.visitor, token, chosen.browserToken, code)
  },
  'domain/staff/sign-in/staff-sign-in.ts#checkStaffCode': async ({ portal, member }) => {
    const { email, password: known, code } = await member('support')
    const first = await startStaffSignIn(portal.visitor, { email, password: known, returnTo: undefined })
    if (first.status !== 'code-needed') throw new Error(first.code)
    const given = code()
    return () => checkStaffCode(portal.visitor, first.browserToken, given)
  },
  'domain/staff/sign-in/staff-sign-in.ts#startStaffSignIn': async ({ portal, member }) => {
    const { email, password: known } = await member('support')
    return () => startStaffSignIn(portal.visitor, { email, password: known, returnTo: undefined })
  },
  'domain/staff/sign-in/step-up.ts#stepUp': async ({ member }) => {
    const { stale, token, code } = await member('support')
    const given = code()
    return () => stepUp(stale, token, given)
  },
}
