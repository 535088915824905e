import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import type { StepInput } from '../forms/request-schemas.ts'
import { stepSchema } from '../forms/request-schemas.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { runRequestDeadlines } from '../time/run-request-deadlines.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { sendMessage } from './send-message.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: TestPortal
let support: Context
let officer: Context
let second: Context
let officers: string[]
beforeAll(async () => {
  portal = await requestPortal()
  support = (await staffContext(portal, ['support'])).ctx
  const [one, two] = [
    await staffContext(portal, ['privacy-officer']),
    await staffContext(portal, ['privacy-officer']),
  ]
  officer = one.ctx
  second = two.ctx
  officers = [one.staffId, two.staffId]
})
afterAll(() => portal.close())

const refusal = {
  refusalCode: 'FulfilmentImpossible',
  reason: 'Құжат расталмады.',
  reasonLocale: 'kk',
} as const
const note = { note: 'Телефон арқылы расталды' }
const message = { message: 'Қай жолды түзету керек?' }

/** Takes steps one after the other; throws at the first that is refused. */
async function walk(reference: string, ...path: [Context, Record<string, unknown> & { step: string }][]) {
  let now = ''
  for (const [ctx, input] of path) {
    const done = await takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
    if (done.status === 'refused') throw new Error(`${input.step}: ${done.code}`)
    now = done.now
  }
  return now
}
const letters = async (subjectId: string) =>
  (await jobsOf(portal, 'send-request-mail'))
    .filter(({ payload }) => payload.subjectId === subjectId)
    .map(({ payload }) => payload.letter)
    .sort()

describe('a request of which one officer decides', () => {
  test('is taken, asked about, answered, fulfilled; both sides see the same clock, the person each occasion', async () => {
    const { own, person, reference } = await addRequest(portal, 'rectification')
    await walk(reference, [support, { step: 'take' }], [support, { step: 'ask', ...message }])
    expect(await readOwnRequest(own, { reference })).toMatchObject({
      waitingFor: 'you',
      nextStep: 'you-answer',
    })
    const answer = { reference, message: 'Тегімді', messageId: newId() }
    expect(await sendMessage(own, answer)).toEqual({ status: 'sent', now: 'in-progress', repeated: false })
    expect(await sendMessage(own, answer)).toEqual({ status: 'sent', now: 'in-progress', repeated: true })
    expect(await walk(reference, [officer, { step: 'fulfil', message: 'Түзетілді.' }])).toBe('fulfilled')

    const mine = await readOwnRequest(own, { reference })
    const theirs = await readStaffRequest(officer, reference)
    expect(mine?.deadlines).toEqual(theirs?.deadlines)
    expect(mine?.timeline.map(({ step, by }) => [step, by])).toEqual([
      ['file', 'you'],
      ['take', 'staff'],
      ['ask', 'staff'],
      ['answer', 'you'],
      ['decide', 'staff'],
      ['fulfil', 'staff'],
    ])
    expect(mine?.messages.map(({ author, body }) => [author, body])).toEqual([
      ['staff', message.message],
      ['person', 'Тегімді'],
      ['staff', 'Түзетілді.'],
    ])
    expect(mine?.decision).toMatchObject({ outcome: 'fulfilled', refusal: null })
    expect(mine?.may).toEqual({ write: false, cancel: false })
    expect(await letters(person.subjectId)).toEqual(['asked', 'filed', 'fulfilled'])
    const log = await portal.audit({ subjectId: person.subjectId })
    expect(log.map(({ action }) => action).filter((one) => one.startsWith('request.'))).toEqual([
      'request.file',
      'request.take',
      'request.ask',
      'request.answer',
      'request.decide',
      'request.fulfil',
      'request.read',
    ])
  })

  test('is refused with code, reason, law and the ways to complain, in the person’s language only', async () => {
    const { own, reference } = await addRequest(portal, 'rectification')
    await walk(reference, [officer, { step: 'take' }])
    const step = { step: 'refuse', reference, ...refusal } as const
    const refuse = (given: Partial<StepInput>) =>
      takeRequestStep(officer, stepSchema.parse({ ...step, ...given }))
    expect(await refuse({ reasonLocale: 'ru' })).toMatchObject({ code: 'not-in-their-language' })
    expect(await refuse({ refusalCode: 'NotAutomated' })).toMatchObject({ code: 'code-not-for-this-kind' })
    expect(await refuse({})).toEqual({ status: 'done', reference, now: 'refused' })
    expect((await readOwnRequest(own, { reference }))?.decision).toMatchObject({
      outcome: 'refused',
      refusal: {
        code: 'FulfilmentImpossible',
        reason: refusal.reason,
        law: ['94-V:24(1)(2)', '94-V:25(2)(8)'],
        complaint: { routes: ['authority', 'court'], basis: ['94-V:30', 'rules-395:24'] },
      },
    })
  })
})

describe('a request of which two must decide', () => {
  test('is proposed by one with what the person will read, approved by another, and then the portal carries it out', async () => {
    const { reference } = await addRequest(portal, 'access')
    await walk(reference, [officer, { step: 'take' }])
    const fulfil = stepSchema.parse({ step: 'fulfil', reference, message: 'Жойылды.' })
    expect(await takeRequestStep(officer, fulfil)).toMatchObject({ code: 'fulfilment-stands' })
    await walk(reference, [officer, { step: 'propose', decision: 'fulfil', message: 'Жойылды.' }])
    const waiting = await readStaffRequest(second, reference)
    expect(waiting?.decision).toMatchObject({ outcome: 'fulfil', approved: false, draft: 'Жойылды.' })
    expect(waiting?.decision?.approvalDelayEndsAt).toBeNull()
    expect(waiting?.offered).toContain('approve')
    const approve = stepSchema.parse({ step: 'approve', reference })
    expect(await takeRequestStep(officer, approve)).toMatchObject({ code: 'second-person' })
    expect(await walk(reference, [second, { step: 'approve' }])).toBe('in-progress')
    expect(await takeRequestStep(officer, fulfil)).toMatchObject({ code: 'not-before-it-is-carried-out' })
  })

  test('a refusal that support proposes goes out as it was written when an officer approves it', async () => {
    const { own, reference } = await addRequest(portal, 'access')
    await walk(reference, [support, { step: 'take' }])
    const wrong = { step: 'propose', reference, decision: 'refuse', refusalCode: 'NotAutomated' }
    expect(await takeRequestStep(support, stepSchema.parse(wrong))).toMatchObject({
      code: 'code-not-for-this-kind',
    })
    const noGround = { step: 'propose', reference, decision: 'refuse', message: 'Бұрын берілді.' }
    expect(await takeRequestStep(support, stepSchema.parse(noGround))).toMatchObject({ code: 'no-ground' })
    const noText = { step: 'propose', reference, decision: 'refuse', refusalCode: 'ProcessExcessive' }
    expect(await takeRequestStep(support, stepSchema.parse(noText))).toMatchObject({ code: 'no-reason' })
    await walk(
      reference,
      [
        support,
        { step: 'propose', decision: 'refuse', refusalCode: 'ProcessExcessive', message: 'Бұрын берілді.' },
      ],
      [officer, { step: 'approve' }],
    )
    expect((await readOwnRequest(own, { reference }))?.decision?.refusal).toMatchObject({
      code: 'ProcessExcessive',
      reason: 'Бұрын берілді.',
    })
  })

  test('one officer alone waits a day; sent back it is decided again', async () => {
    const { reference } = await addRequest(portal, 'erasure/wish')
    const away = portal.database.owner.db.update(staffMember).set({ status: 'disabled' })
    await away.where(eq(staffMember.staffId, officers[1] ?? ''))
    const propose = { step: 'propose', decision: 'fulfil' }
    await walk(reference, [officer, { step: 'take' }], [officer, propose])
    expect((await runRequestDeadlines(portal.system)).approved).toBe(0)
    await walk(reference, [officer, { step: 'send-back', ...note }])
    expect((await readStaffRequest(officer, reference))?.decision).toBeNull()
    await walk(reference, [officer, propose])
    portal.passTime(86_400_000 + 1000)
    expect((await runRequestDeadlines(portal.system)).approved).toBe(1)
    expect((await runRequestDeadlines(portal.system)).approved).toBe(0)
    const found = await readStaffRequest(officer, reference)
    expect(found?.decision).toMatchObject({ approved: true, approvedBy: null })
    expect(found?.timeline.at(-1)).toMatchObject({ step: 'approve-after-delay', by: 'system' })
    await portal.database.owner.db
      .update(staffMember)
      .set({ status: 'active' })
      .where(eq(staffMember.staffId, officers[1] ?? ''))
  })
})

describe('two at once', () => {
  test('one takes it, the other hears what stands now', async () => {
    const { reference } = await addRequest(portal, 'access')
    const take = { step: 'take', reference } as const
    const both = await Promise.all([takeRequestStep(officer, take), takeRequestStep(support, take)])
    expect(both).toContainEqual({ status: 'done', reference, now: 'in-progress' })
    expect(both).toContainEqual({ status: 'refused', code: 'moved-on', now: 'in-progress' })
  })

  test('a page that was overtaken changes nothing', async () => {
    const { own, reference } = await addRequest(portal, 'objection')
    await walk(reference, [officer, { step: 'take' }])
    const shown = (await readStaffRequest(officer, reference))?.lastStepSeq ?? 0
    await walk(reference, [support, { step: 'ask', ...message }])
    await sendMessage(own, { reference, message: 'Иә', messageId: newId() })
    const late = { step: 'ask', reference, basedOn: shown, ...message } as const
    expect(await takeRequestStep(officer, late)).toEqual({
      status: 'refused',
      code: 'moved-on',
      now: 'in-progress',
    })
    const cancel = { step: 'cancel', reference } as const
    const refuse = stepSchema.parse({ step: 'refuse', reference, ...refusal, refusalCode: 'NotOurs' })
    const race = await Promise.all([takeRequestStep(own, cancel), takeRequestStep(officer, refuse)])
    expect(race.map(({ status }) => status).sort()).toEqual(['done', 'refused'])
  })
})

describe('who may', () => {
  test('somebody else’s request is not found; without a right, clearance or a session it is denied', async () => {
    const { reference } = await addRequest(portal, 'access')
    const take = { step: 'take', reference } as const
    const cancel = { step: 'cancel', reference } as const
    const stranger = portal.subject((await portal.addPerson()).subjectId)
    const unknown = await takeRequestStep(stranger, { ...cancel, reference: 'CX-0000-00' })
    expect(await takeRequestStep(stranger, cancel)).toEqual(unknown)
    expect(unknown).toEqual({ status: 'refused', code: 'not-found' })
    await expect(takeRequestStep(portal.visitor, cancel)).rejects.toThrow(Denied)
    for (const role of ['auditor', 'security-officer', 'administrator'] as const)
      await expect(takeRequestStep((await staffContext(portal, [role])).ctx, take)).rejects.toThrow(Denied)
    const uncleared = await staffContext(portal, ['privacy-officer'], false)
    await expect(takeRequestStep(uncleared.ctx, take)).rejects.toThrow(Denied)
    expect(await takeRequestStep(support, cancel)).toMatchObject({ code: 'not-yours' })
    await walk(reference, [support, { step: 'take' }])
    const refuse = stepSchema.parse({ step: 'refuse', reference, ...refusal })
    expect(await takeRequestStep(support, refuse)).toMatchObject({ code: 'not-yours' })
  })

  test('a form with one field more, or of another step, is refused', () => {
    const reference = 'CX-0000-00'
    for (const wrong of [
      { step: 'take', reference, status: 'fulfilled' },
      { step: 'take', reference, assignedTo: newId() },
      { step: 'cancel', reference, subjectId: newId() },
      { step: 'execute', reference },
      { step: 'lapse', reference },
      { step: 'fulfil', reference },
    ])
      expect(stepSchema.safeParse(wrong).success).toBe(false)
  })
})
