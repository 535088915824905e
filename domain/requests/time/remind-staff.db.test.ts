import { afterAll, beforeEach, expect, test } from 'vitest'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { stepSchema } from '../forms/request-schemas.ts'
import { readPersonMail } from '../mails/request-mail.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { readReminderMail, remindStaff } from './remind-staff.ts'
import { runRequestDeadlines } from './run-request-deadlines.ts'

const day = 86_400_000
let portal: TestPortal
beforeEach(async () => {
  await portal?.close()
  portal = await requestPortal()
})
afterAll(() => portal.close())

async function filed() {
  const { person, own, reference, filed } = await addRequest(portal, 'access')
  const [job] = await jobsOf(portal, 'remind-request')
  const key = { subjectId: person.subjectId, requestId: String(job?.payload.requestId) }
  return { own, reference, key, dueAt: new Date(filed.dueAt ?? 0) }
}

const letters = async () =>
  (await jobsOf(portal, 'send-request-reminder')).map(({ payload: { staffId, what } }) => ({ staffId, what }))
const toPerson = async () =>
  (await jobsOf(portal, 'send-request-mail')).filter(({ payload }) => payload.letter === 'overdue')
const until = (at: Date, ms: number) =>
  portal.passTime(at.getTime() + ms - portal.services.clock.now().getTime())

test('a missed term is told once to the person, and to assignee, officers and administrators', async () => {
  const support = await staffContext(portal, ['support'])
  const officer = await staffContext(portal, ['privacy-officer'])
  const admin = await staffContext(portal, ['administrator'])
  await staffContext(portal, ['support'])
  const { own, reference, key, dueAt } = await filed()
  await takeRequestStep(support.ctx, stepSchema.parse({ step: 'take', reference }))
  const missed = { ...key, what: 'missed', share: null } as const

  until(dueAt, -1000)
  expect(await remindStaff(portal.system, missed)).toBe(0)
  expect(await readReminderMail(portal.system, { ...key, staffId: support.staffId })).toMatchObject({
    left: { count: 0, unit: 'working-days' },
  })
  until(dueAt, 1000)
  expect(await remindStaff(portal.system, missed)).toBe(3)
  expect(await remindStaff(portal.system, missed)).toBe(3)
  const expected = [support, officer, admin].map(({ staffId }) => ({ staffId, what: 'missed' }))
  expect(await letters()).toEqual(expect.arrayContaining(expected))
  expect(await letters()).toHaveLength(3)
  expect(await toPerson()).toHaveLength(1)
  expect(await readOwnRequest(own, { reference })).toMatchObject({ overdue: true })
  expect((await readPersonMail(portal.system, key, 'overdue'))?.complaint?.eOtinish).toContain('https://')
  for (const { staffId } of [support, officer, admin])
    expect(await readReminderMail(portal.system, { ...key, staffId })).toMatchObject({ left: null })

  await takeRequestStep(own, { step: 'cancel', reference })
  expect(await readPersonMail(portal.system, key, 'overdue')).toBeNull()
  expect(await remindStaff(portal.system, missed)).toBe(0)
})

test('after a time without a worker only what is still true is sent', async () => {
  await staffContext(portal, ['privacy-officer'])
  const { key, dueAt } = await filed()
  until(dueAt, -3_600_000)
  const run = (what: 'reminder' | 'escalation', share: number | null) =>
    remindStaff(portal.system, { ...key, what, share })
  expect(await run('reminder', 50)).toBe(0)
  expect(await run('reminder', 80)).toBe(1)
  expect(await run('escalation', null)).toBe(1)
  until(dueAt, 3_600_000)
  expect(await run('reminder', 80)).toBe(0)
  expect(await run('escalation', null)).toBe(0)
})

test('a lone officer’s decision: the person reads when it takes effect, then that it is made; the officer gets mail', async () => {
  const officer = await staffContext(portal, ['privacy-officer'])
  const { own, reference } = await filed()
  const take = (given: object) => takeRequestStep(officer.ctx, stepSchema.parse({ reference, ...given }))
  await take({ step: 'take' })
  expect(await readOwnRequest(own, { reference })).toMatchObject({ nextStep: 'we-answer', decided: false })
  await take({ step: 'propose', decision: 'fulfil' })
  const waiting = await readOwnRequest(own, { reference })
  expect(waiting).toMatchObject({ nextStep: 'takes-effect', waitingFor: 'delay', decided: false })
  expect(Date.parse(waiting?.takesEffectAt ?? '')).toBeGreaterThan(portal.services.clock.now().getTime())

  portal.passTime(day)
  expect((await runRequestDeadlines(portal.system)).approved).toBe(1)
  expect(await letters()).toEqual([{ staffId: officer.staffId, what: 'took-effect' }])
  expect(await readOwnRequest(own, { reference })).toMatchObject({
    status: 'in-progress',
    nextStep: 'decided',
    decided: true,
    takesEffectAt: null,
  })
  await take({ step: 'ask', message: 'Тағы бір сұрақ.' })
  await takeRequestStep(own, stepSchema.parse({ step: 'answer', reference, message: 'Иә.' }))
  expect(await readOwnRequest(own, { reference })).toMatchObject({ nextStep: 'we-answer', decided: false })
})

test('with two officers the person reads that the decision is checked, and then that it is made', async () => {
  const [one, two] = [
    await staffContext(portal, ['privacy-officer']),
    await staffContext(portal, ['privacy-officer']),
  ]
  const { own, reference } = await filed()
  for (const [ctx, step] of [
    [one.ctx, { step: 'take' }],
    [one.ctx, { step: 'propose', decision: 'fulfil' }],
  ] as const)
    await takeRequestStep(ctx, stepSchema.parse({ reference, ...step }))
  expect(await readOwnRequest(own, { reference })).toMatchObject({
    nextStep: 'second-look',
    waitingFor: 'second-person',
    takesEffectAt: null,
  })
  await takeRequestStep(two.ctx, { step: 'approve', reference })
  expect(await readOwnRequest(own, { reference })).toMatchObject({ nextStep: 'decided', decided: true })
})
