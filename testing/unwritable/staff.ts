import { sql } from 'drizzle-orm'
import { rateLimit } from '#db/schema/installation.ts'
import type { StaffActor } from '#domain/access/actor.ts'
import { append } from '#domain/audit/record/append.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { reviewMemberRole } from '#domain/requests/steps/end-work.ts'
import { decideRole } from '#domain/staff/access-review/decide-role.ts'
import { exportReview } from '#domain/staff/access-review/export-review.ts'
import { remindReview } from '#domain/staff/access-review/remind-review.ts'
import {
  exportRegister,
  type RegisterColumn,
  registerColumns,
} from '#domain/staff/clearances/export-register.ts'
import { readClearanceDocument, readRegisterMember } from '#domain/staff/clearances/read-register.ts'
import { endClearance, recordClearance } from '#domain/staff/clearances/record-clearance.ts'
import { remindTrainings } from '#domain/staff/clearances/remind-trainings.ts'
import { answerReadingAlert, listReadingAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { raiseReadingAlerts } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { passkeysFact } from '#domain/staff/record/passkeys-required.ts'
import { clearanceSchema } from '#domain/staff/rules/staff-schemas.ts'
import { requirePasskeys } from '#domain/staff/settings/require-passkeys.ts'
import { stopRequiringPasskeys } from '#domain/staff/settings/stop-requiring-passkeys.ts'
import { changeStaffRoles, disableStaff, enableStaff, resetStaff } from '#domain/staff/team/change-staff.ts'
import { clearLimits } from '#domain/staff/team/clear-limits.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { setSecondPerson } from '#domain/staff/team/set-second-person.ts'
import { newId } from '#platform/ids.ts'
import { setFact } from '#platform/installation-facts.ts'
import { quarterOf } from '#platform/time/quarter.ts'
import { addTestPasskey } from '../passkeys.ts'
import { enterClearance } from '../staff.ts'
import { type Calls, must, type World } from './world.ts'

const training = ({ day }: World, staffId: string) =>
  clearanceSchema.parse({ staffId, kind: 'training', doneOn: day(0) })
const file = { content: Buffer.from('%PDF-1.7\nсертификат'), type: { mediaType: 'application/pdf' } }

/** A member who opened the records of so many people that it is told. */
async function readsMuch({ member }: World) {
  const { ctx } = await member('support')
  const opened = Array.from({ length: 200 }, () => ({
    action: 'request.read' as const,
    subjectId: newId(),
  }))
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, ...opened))
}

export const staffCalls: Calls = {
  'domain/staff/clearances/export-register.ts#exportRegister': async ({ admin }) => {
    const columns = Object.fromEntries(registerColumns.map((one) => [one, one])) as Record<
      RegisterColumn,
      string
    >
    const words = { columns, role: (one: string) => one, kind: (one: string) => one, counts: 'yes' }
    return () => exportRegister(admin, words)
  },
  'domain/staff/clearances/read-register.ts#readClearanceDocument': async (world) => {
    const { staffId } = await world.member('support')
    world.portal.passTime(1000)
    await recordClearance(world.admin, training(world, staffId), file)
    const found = must(await readRegisterMember(world.admin, staffId))
    const { clearanceId } = must(found.records.find(({ document }) => document !== null))
    return () => readClearanceDocument(world.admin, clearanceId)
  },
  'domain/staff/clearances/record-clearance.ts#endClearance': async ({ member, admin, portal }) => {
    const { staffId } = await member('support')
    portal.passTime(1000)
    return () => endClearance(admin, { staffId, kind: 'agreement' })
  },
  'domain/staff/clearances/record-clearance.ts#recordClearance': async (world) => {
    const { staffId } = await world.member('support')
    world.portal.passTime(1000)
    const input = training(world, staffId)
    return () => recordClearance(world.admin, input, file)
  },
  'domain/staff/reading-alerts/raise-alerts.ts#raiseReadingAlerts': async (world) => {
    await readsMuch(world)
    return () => raiseReadingAlerts(world.portal.system)
  },
  'domain/staff/reading-alerts/answer-alert.ts#answerReadingAlert': async (world) => {
    await readsMuch(world)
    await raiseReadingAlerts(world.portal.system)
    const alert = (await listReadingAlerts(world.security.ctx)).find(({ answer }) => answer === null)
    const input = { alertId: must(alert).alertId, finding: 'explained', answer: 'Тоқсандық тексеру' } as const
    return () => answerReadingAlert(world.security.ctx, input)
  },
  // Off again at the end: the members of the other calls have no passkeys.
  'domain/staff/settings/require-passkeys.ts#requirePasskeys': async ({ portal, member }) => {
    const administrator = await member('administrator')
    for (let passkeys = 0; passkeys < 2; passkeys += 1) await addTestPasskey(portal, administrator)
    const { ctx } = administrator
    const byPasskey = { ...ctx, actor: { ...(ctx.actor as StaffActor), byPasskey: true as const } }
    const turned = await requirePasskeys(byPasskey, { required: true })
    if (turned.status !== 'done' || !turned.changed) throw new Error(JSON.stringify(turned))
    return () => requirePasskeys(byPasskey, { required: false })
  },
  'domain/staff/team/change-staff.ts#changeStaffRoles': async ({ admin, member }) => {
    const { staffId } = await member('support')
    return () => changeStaffRoles(admin, staffId, ['auditor'])
  },
  'domain/staff/team/change-staff.ts#disableStaff': async ({ admin, member }) => {
    const { staffId } = await member('support')
    return () => disableStaff(admin, staffId)
  },
  'domain/staff/team/change-staff.ts#enableStaff': async ({ admin, member }) => {
    const { staffId } = await member('support')
    await disableStaff(admin, staffId)
    return () => enableStaff(admin, staffId)
  },
  'domain/staff/team/change-staff.ts#resetStaff': async ({ admin, member }) => {
    const { staffId } = await member('support')
    return () => resetStaff(admin, staffId)
  },
  'domain/staff/team/clear-limits.ts#clearLimits': async ({ portal, admin, person }) => {
    const { email } = await person()
    await askSignIn(portal.visitor, { email, returnTo: undefined })
    const counters = () => portal.database.owner.db.$count(rateLimit)
    const before = await counters()
    return () =>
      clearLimits(admin, email).catch(async (error: unknown) => {
        // The other calls may count an attempt; this one may not forget any.
        if ((await counters()) !== before) throw new Error('the limits were cleared')
        throw error
      })
  },
  'domain/staff/team/invite-staff.ts#inviteStaff': async ({ admin }) => {
    const given = {
      email: `${newId()}@example.kz`,
      fullName: 'Дәурен',
      roles: ['auditor'],
      locale: 'ru',
    } as const
    return () => inviteStaff(admin, given)
  },
  'domain/staff/settings/stop-requiring-passkeys.ts#stopRequiringPasskeys': async ({ portal }) => {
    const since = portal.services.clock.now().toISOString()
    await setFact(portal.database.owner, passkeysFact, { required: true, since, by: 'prepare' })
    return () => stopRequiringPasskeys(portal.system)
  },
  'domain/staff/team/set-second-person.ts#setSecondPerson': async ({ admin }) => {
    return () => setSecondPerson(admin, { required: false })
  },
  'domain/staff/access-review/export-review.ts#exportReview': async ({ admin }) => {
    const names = ['period', 'member', 'role', 'lastUsedAt', 'decision', 'reason', 'decidedBy', 'decidedAt']
    const columns = Object.fromEntries(names.map((one) => [one, one]))
    const words = { columns, role: (one: string) => one, decision: (one: string) => one, never: 'never' }
    return () => exportReview(admin, words as never)
  },
}

const DAY = 86_400_000
const period = ({ day }: World) => ({ period: quarterOf(day(0)) })

/** To the first days of the next quarter. */
function nextQuarter(world: World) {
  const before = period(world).period
  while (period(world).period === before) world.portal.passTime(DAY)
}

/** They let months pass. */
export const laterStaffCalls: Calls = {
  'domain/staff/clearances/remind-trainings.ts#remindTrainings': async ({ portal, member, day }) => {
    const { staffId } = await member('support')
    await portal.database.owner.db.execute(sql`DELETE FROM staff_clearance WHERE staff_id = ${staffId}`)
    await enterClearance(portal, [staffId], { training: day(-350), agreement: day(-10) })
    return () => remindTrainings(portal.system)
  },
  'domain/staff/access-review/remind-review.ts#remindReview': async (world) => {
    nextQuarter(world)
    world.portal.passTime(80 * DAY)
    return () => remindReview(world.portal.system)
  },
  'domain/staff/access-review/decide-role.ts#decideRole': async (world) => {
    const input = {
      ...period(world),
      staffId: world.officer.staffId,
      role: 'support',
      decision: 'confirmed',
    } as const
    return () => decideRole(world.admin, { ...input, reason: 'Күн сайын керек' })
  },
  'domain/requests/steps/end-work.ts#reviewMemberRole': async (world) => {
    const input = {
      ...period(world),
      staffId: world.second.staffId,
      role: 'privacy-officer',
      decision: 'taken',
    } as const
    return () => reviewMemberRole(world.admin, { ...input, reason: 'Ауысты' })
  },
}
