import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { aheadOfDatabaseMs } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { deadlinesFor } from '../deadlines/deadlines.ts'
import { receiptMoment } from '../deadlines/receipt-day.ts'
import { remindersFor } from '../deadlines/reminders.ts'
import { fileOnBehalf } from '../file/file-on-behalf.ts'
import { onBehalfSchema } from '../forms/request-schemas.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { correctReceipt } from './correct-receipt.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const today = () => almatyDate(portal.services.clock.now())
const day = (back: number) => addDays(today(), -back)

/** A letter of a person, entered as received that many days ago. */
async function letter(back: number) {
  const officer = await staffContext(portal, ['privacy-officer'])
  const person = await portal.addPerson()
  const form = {
    idempotencyKey: newId(),
    channel: 'letter',
    locale: 'kk',
    proved: 'yes',
    person: person.externalId,
  }
  const filed = await fileOnBehalf(
    officer.ctx,
    onBehalfSchema('objection').parse({
      ...form,
      receivedOn: day(back),
    }),
  )
  if (filed.status !== 'filed') throw new Error(filed.code)
  const correct = (receivedOn: string, ctx = officer.ctx) =>
    correctReceipt(ctx, { reference: filed.reference, receivedOn, note: 'Мөртаңба бойынша', noteId: newId() })
  return { ...officer, person, reference: filed.reference, correct }
}

test('a letter with the year before is refused when it is entered', async () => {
  await expect(letter(365)).rejects.toThrow('long-ago')
  await expect(letter(-1)).rejects.toThrow('in-the-future')
})

test('a corrected day moves deadline and reminders, is on record with its reason, and the person is told', async () => {
  const { ctx, person, reference, correct } = await letter(20)
  expect(await correct(day(2))).toEqual({ status: 'done' })

  const calendar = await portal.system.transaction((tx) => readCalendarDays(tx))
  const received = receiptMoment(day(2), portal.services.clock.now())
  const deadlines = deadlinesFor('objection', received, calendar)
  const shown = await readStaffRequest(ctx, reference)
  expect(shown).toMatchObject({
    dueAt: deadlines.dueAt?.toISOString(),
    notes: [{ body: 'Мөртаңба бойынша' }],
  })
  expect(shown?.receivedAt.slice(0, 10)).toBe(day(2))
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  expect((await readOwnRequest(own, { reference }))?.deadlines[0]?.receivedOn).toBe(day(2))

  const log = await portal.audit({ subjectId: person.subjectId })
  expect(log.find(({ action }) => action === 'request.correct-receipt')).toMatchObject({
    reason: `${day(20)}>${day(2)}`,
    actorKind: 'staff',
  })
  const mails = (await jobsOf(portal, 'send-request-mail')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  expect(mails.map(({ payload }) => payload.letter)).toEqual(['filed', 'corrected'])
  const reminders = (await jobsOf(portal, 'remind-request')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  const planned = remindersFor(deadlines, received, calendar).map(({ at }) =>
    Math.round(at.getTime() / 60_000),
  )
  expect(planned).toHaveLength(4)
  const ahead = aheadOfDatabaseMs(portal.services.clock)
  expect(reminders.map(({ run_at }) => Math.round((Date.parse(run_at) + ahead) / 60_000))).toEqual(planned)
})

test('only an officer corrects, only what staff entered, only while it is open, only to a possible day', async () => {
  const { ctx, reference, correct } = await letter(5)
  expect(await correct(day(5))).toMatchObject({ code: 'same-day' })
  expect(await correct(day(200))).toMatchObject({ code: 'long-ago' })
  expect(await correct(day(-1))).toMatchObject({ code: 'in-the-future' })
  const support = (await staffContext(portal, ['support'])).ctx
  await expect(correct(day(3), support)).rejects.toThrow(Denied)
  const online = await addRequest(portal, 'access')
  const input = { reference: online.reference, receivedOn: day(1), note: 'x', noteId: newId() }
  expect(await correctReceipt(ctx, input)).toMatchObject({ code: 'not-entered' })
  await expect(correctReceipt(online.own, input)).rejects.toThrow(Denied)
  await takeRequestStep(ctx, { step: 'cancel-on-behalf', reference, note: 'Хат' })
  expect(await correct(day(1))).toMatchObject({ code: 'closed' })
})
