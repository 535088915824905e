import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staffInvitation, staffPasskey } from '#db/schema/staff.ts'
import { Denied } from '#domain/access/permissions.ts'
import { addTestPasskey } from '#testing/passkeys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, type TestStaff } from '#testing/staff.ts'
import { askToSignIn, signInByPasskey } from '../passkeys/passkey-sign-in.ts'
import { choosePassword, readSetUp } from '../sign-in/set-up.ts'
import { disableStaff, enableStaff, resetStaff } from './change-staff.ts'
import { readStaffInvitationMail } from './invitation-mail.ts'
import { readResetNotice } from './reset-notice.ts'

const HOUR = 3_600_000
let portal: TestPortal
let administrator: TestStaff
beforeAll(async () => {
  portal = await testPortal()
  administrator = await addStaff(portal, ['administrator'])
})
afterAll(() => portal?.close())

const admin = async () => (await administrator.sudo(await administrator.signIn())).ctx
async function openLink(staffId: string) {
  const [row] = await portal.database.owner.db
    .select()
    .from(staffInvitation)
    .where(and(eq(staffInvitation.staffId, staffId), sql`consumed_at IS NULL`))
  const mail = row && (await readStaffInvitationMail(portal.system, row.invitationId))
  if (!row || !mail) throw new Error('no link')
  return { invitationId: row.invitationId, ...mail }
}
const noticesOf = (invitationId: string) =>
  portal.database.owner.db.execute<{ to: string }>(sql`
    SELECT payload->>'staffId' AS to FROM graphile_worker._private_jobs j
    JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE t.identifier = 'send-staff-reset-notice' AND payload->>'invitationId' = ${invitationId} ORDER BY j.id`)

describe('a member who lost a passkey', () => {
  it('comes back through a link that another administrator asks for and that works a day later', async () => {
    const member = await addStaff(portal, ['support'])
    const passkey = await addTestPasskey(portal, member)
    expect(await resetStaff(await admin(), member.staffId)).toEqual({ status: 'done' })
    expect(await member.sessionOf(passkey.token)).toBeNull()
    expect(
      await portal.database.owner.db.$count(staffPasskey, eq(staffPasskey.staffId, member.staffId)),
    ).toBe(0)
    const asked = await askToSignIn(portal.visitor)
    expect(
      await signInByPasskey(portal.visitor, asked.browserToken, passkey.get(asked.options)),
    ).toMatchObject({ status: 'refused' })
    const link = await openLink(member.staffId)
    expect(link.validFrom).not.toBeNull()
    expect(await readSetUp(portal.visitor, link.token)).toMatchObject({ step: 'later' })
    expect(await choosePassword(portal.visitor, link.token, 'қызыл алма, жасыл шай')).toMatchObject({
      code: 'dead',
    })
    portal.passTime(23 * HOUR)
    expect(await readSetUp(portal.visitor, link.token)).toMatchObject({ step: 'later' })
    portal.passTime(HOUR)
    expect(await readSetUp(portal.visitor, link.token)).toMatchObject({ step: 'password' })
    expect(await choosePassword(portal.visitor, link.token, 'қызыл алма, жасыл шай')).toMatchObject({
      status: 'done',
    })
  })

  it('gets no link that works sooner by a second reset, or by disabling and enabling', async () => {
    const member = await addStaff(portal, ['support'])
    await addTestPasskey(portal, member)
    await resetStaff(await admin(), member.staffId)
    const first = await openLink(member.staffId)
    await resetStaff(await admin(), member.staffId)
    const second = await openLink(member.staffId)
    expect([second.token === first.token, second.validFrom]).toEqual([false, first.validFrom])
    const ctx = await admin()
    await disableStaff(ctx, member.staffId)
    await enableStaff(ctx, member.staffId)
    expect(await readSetUp(portal.visitor, (await openLink(member.staffId)).token)).toMatchObject({
      step: 'later',
    })
  })

  it('sends every administrator an email that names who did it; the command line restores at once', async () => {
    const [member, second] = [await addStaff(portal, ['support']), await addStaff(portal, ['administrator'])]
    await addTestPasskey(portal, member)
    await resetStaff(await admin(), member.staffId)
    const { invitationId, validFrom } = await openLink(member.staffId)
    const told = (await noticesOf(invitationId)).map(({ to }) => to)
    expect(told).toEqual(expect.arrayContaining([administrator.staffId, second.staffId]))
    expect(await readResetNotice(portal.system, { invitationId, staffId: second.staffId })).toMatchObject({
      to: second.email,
      member: { staffId: member.staffId, name: 'Асқар Серікұлы' },
      by: 'Асқар Серікұлы',
      validFrom,
    })
    expect(await readResetNotice(portal.system, { invitationId, staffId: member.staffId })).toBeNull()
    await expect(readResetNotice(portal.visitor, { invitationId, staffId: second.staffId })).rejects.toThrow(
      Denied,
    )

    await resetStaff(portal.system, member.staffId)
    expect((await openLink(member.staffId)).validFrom).toBeNull()
  })

  it('without a passkey is restored at once, as before', async () => {
    const member = await addStaff(portal, ['support'])
    await resetStaff(await admin(), member.staffId)
    const { token, validFrom } = await openLink(member.staffId)
    expect([validFrom, (await readSetUp(portal.visitor, token))?.step]).toEqual([null, 'password'])
  })
})
