import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { staffMember } from '#db/schema/staff.ts'
import type { Actor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { readSecondPerson, whoDecides } from '#domain/staff/team/second-person.ts'
import { setSecondPerson } from '#domain/staff/team/set-second-person.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { enterClearance } from '#testing/staff.ts'
import { stepSchema } from '../forms/request-schemas.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: TestPortal
let admin: Context
let officer: Context
let second: Context
let secondId: string
beforeAll(async () => {
  portal = await requestPortal()
  const one = await staffContext(portal, ['administrator'])
  admin = (await one.sudo()).ctx
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  const other = await staffContext(portal, ['privacy-officer'])
  second = other.ctx
  secondId = other.staffId
})
afterAll(() => portal?.close())
beforeEach(() => setSecondPerson(admin, { required: true }))

const take = async (ctx: Context, reference: string, input: Record<string, unknown>) =>
  takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
const fulfil = { step: 'fulfil', message: 'Деректер көшірмесі дайын.' }
const propose = { step: 'propose', decision: 'fulfil' }
const decisionIn = async (reference: string) => (await readStaffRequest(officer, reference))?.decision

async function taken(kind: 'access' | 'erasure/wish' = 'access') {
  const { reference, person } = await addRequest(portal, kind)
  await take(officer, reference, { step: 'take' })
  return { reference, person }
}

/** While `run` runs, the other officer cannot approve. */
async function alone(how: 'disabled' | 'untrained', run: () => Promise<void>) {
  const set = async (away: boolean) => {
    if (how === 'untrained') {
      const training = away ? null : almatyDate(portal.services.clock.now())
      portal.passTime(1000)
      return enterClearance(portal, [secondId], { training })
    }
    await portal.database.owner.db
      .update(staffMember)
      .set({ status: away ? 'disabled' : 'active' })
      .where(eq(staffMember.staffId, secondId))
  }
  await set(true)
  await run().finally(() => set(false))
}

test.each([
  [true, 2, 'two'],
  [true, 1, 'one-after-a-day'],
  [true, 0, 'nobody'],
  [false, 2, 'one'],
  [false, 1, 'one'],
  [false, 0, 'nobody'],
] as const)('on %s with %i who could approve: %s', (required, approvers, expected) => {
  expect(whoDecides(required, approvers)).toBe(expected)
})

describe('the setting', () => {
  test('is changed by an administrator with a code given lately; each change is on record, none twice', async () => {
    const before = (await portal.audit({})).length
    const both = await Promise.all([
      setSecondPerson(admin, { required: false }),
      setSecondPerson(admin, { required: false }),
    ])
    expect(both.filter(({ changed }) => changed)).toHaveLength(1)
    await setSecondPerson(admin, { required: true })
    const log = (await portal.audit({})).slice(before)
    expect(log.map(({ action, reason }) => [action, reason])).toEqual([
      ['settings.change', 'off'],
      ['settings.change', 'on'],
    ])
    const sudoless = portal.as({ ...(admin.actor as Extract<Actor, { kind: 'staff' }>), sudo: false })
    await expect(setSecondPerson(sudoless, { required: false })).rejects.toThrow(SudoNeeded)
  })

  test('is shown with who could approve today, since when and by which member', async () => {
    await setSecondPerson(admin, { required: false })
    expect(await readSecondPerson(officer)).toMatchObject({
      required: false,
      approvers: 2,
      whoDecides: 'one',
      changed: { at: expect.any(Date), name: 'Асқар Серікұлы' },
    })
    await setSecondPerson(admin, { required: true })
    await alone('disabled', async () => {
      const { whoDecides: who } = await readSecondPerson(admin)
      expect(who).toBe('one-after-a-day')
    })
  })

  test('is nobody else’s to change, and not everybody’s to read', async () => {
    for (const role of ['support', 'privacy-officer', 'security-officer', 'auditor'] as const) {
      const ctx = portal.as({ ...(admin.actor as Extract<Actor, { kind: 'staff' }>), roles: [role] })
      await expect(setSecondPerson(ctx, { required: false }), role).rejects.toThrow(Denied)
      const reading = expect(readSecondPerson(ctx), role)
      if (role === 'support' || role === 'security-officer') await reading.rejects.toThrow(Denied)
      else await reading.resolves.toMatchObject({ required: true })
    }
    await expect(setSecondPerson(portal.visitor, { required: false })).rejects.toThrow(Denied)
    await expect(readSecondPerson(portal.visitor)).rejects.toThrow(Denied)
  })
})

describe('on', () => {
  test('with two who could approve, another must, and no time does', async () => {
    const { reference } = await taken('erasure/wish')
    expect(await take(officer, reference, fulfil)).toMatchObject({ code: 'fulfilment-stands' })
    expect(await take(officer, reference, propose)).toMatchObject({ status: 'done' })
    expect(await decisionIn(reference)).toMatchObject({ approvalDelayEndsAt: null })
    expect(await take(officer, reference, { step: 'approve' })).toMatchObject({ code: 'second-person' })
    expect(await take(second, reference, { step: 'approve' })).toMatchObject({ status: 'done' })
  })

  test.each([
    ['disabled', 'disabled'],
    ['without training, so that no case opens to them', 'untrained'],
  ] as const)('with the other officer %s, the only one waits', async (_how, change) => {
    const { reference } = await taken('erasure/wish')
    await alone(change, async () => {
      expect(await take(officer, reference, propose)).toMatchObject({ status: 'done' })
      expect((await decisionIn(reference))?.approvalDelayEndsAt).not.toBeNull()
      expect(await take(officer, reference, { step: 'approve' })).toMatchObject({ code: 'second-person' })
    })
  })
})

describe('off', () => {
  test('one officer decides at once, and the log says that the setting let them', async () => {
    await setSecondPerson(admin, { required: false })
    const { reference, person } = await taken()
    expect(await take(officer, reference, { step: 'decide' })).toMatchObject({ now: 'in-progress' })
    const found = await decisionIn(reference)
    expect(found).toMatchObject({ approved: true, approvalDelayEndsAt: null })
    expect(found?.approvedBy).toEqual(found?.by)
    const decided = (await portal.audit({ subjectId: person.subjectId })).filter(
      ({ action }) => action === 'request.decide',
    )
    expect(decided.map(({ reason }) => reason)).toEqual(['second-person-off'])
  })

  test('what waited is the proposer’s to approve; what was decided stands when it is on again', async () => {
    const first = (await taken()).reference
    await take(officer, first, propose)
    const other = (await taken()).reference
    await setSecondPerson(admin, { required: false })
    expect((await readStaffRequest(officer, first))?.offered).toContain('approve')
    expect(await take(officer, first, { step: 'approve' })).toMatchObject({ status: 'done' })
    expect(await take(officer, other, { step: 'decide' })).toMatchObject({ status: 'done' })
    await setSecondPerson(admin, { required: true })
    // The decision stands; what is missing is the copy, which the portal makes.
    for (const reference of [first, other]) {
      expect(await take(officer, reference, fulfil)).toMatchObject({ code: 'not-before-it-is-carried-out' })
      expect(await decisionIn(reference)).toMatchObject({ outcome: 'fulfil', approved: true })
    }
  })
})
