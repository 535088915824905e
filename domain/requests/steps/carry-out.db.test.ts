import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import type { Question } from '#domain/consent/rules/consent-decision.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { addRequest, jobsOf, staffContext } from '#testing/requests.ts'
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { stepSchema } from '../forms/request-schemas.ts'
import type { KindName } from '../rules/kinds.ts'
import { loadCalendar } from '../time/change-calendar-day.ts'
import { runRequestDeadlines } from '../time/run-request-deadlines.ts'
import { endRestriction } from './end-restriction.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: ConsentPortal
let officer: Context
let another: Context
let support: Context
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  another = (await staffContext(portal, ['privacy-officer'])).ctx
  support = (await staffContext(portal, ['support'])).ctx
})
afterAll(() => portal.close())

const analytics: Question = { purpose: 'analytics', topic: '', channel: '', gpc: false }
const personalisation: Question = { ...analytics, purpose: 'personalisation' }
const service: Question = { ...analytics, purpose: 'service' }

/** A person with consents and a request of that kind that is being worked on. */
async function asked(kind: KindName) {
  const { person, own, reference } = await addRequest(portal, kind)
  const { subjectId, externalId } = person
  for (const purpose of ['service', 'analytics', 'personalisation'] as const)
    await decide(own, subjectId, { purpose, decision: 'granted' })
  await takeRequestStep(officer, stepSchema.parse({ reference, step: 'take' }))
  const answer = async (question: Question) => {
    const { allowed, reason } = await checkConsent(portal.system, externalId, question)
    return [allowed, reason]
  }
  const fulfil = () =>
    takeRequestStep(officer, stepSchema.parse({ reference, step: 'fulfil', message: 'Done.' }))
  const audited = async () =>
    (await portal.audit({ subjectId }))
      .map(({ action }) => action)
      .filter((action) => /^(consent|processing)/.test(action))
  return { subjectId, own, reference, answer, fulfil, audited }
}

test('a fulfilled withdrawal of other consents ends them with their events and audit record, and not the service', async () => {
  const { subjectId, own, answer, fulfil, audited } = await asked('withdrawal/optional')
  expect(await answer(analytics)).toEqual([true, 'granted'])
  expect(await fulfil()).toMatchObject({ status: 'done', now: 'fulfilled' })
  for (const question of [analytics, personalisation])
    expect(await answer(question)).toEqual([false, 'withdrawn'])
  expect(await answer(service)).toEqual([true, 'granted'])
  const { items } = await readHistory(own, subjectId)
  expect(items[0]).toMatchObject({ origin: 'request', decision: 'withdrawn', actorKind: 'staff' })
  expect(await audited()).toContain('consent.withdraw')
})

describe('a withdrawal of consent to the service', () => {
  const propose = { step: 'propose', decision: 'fulfil', message: 'Тіркелгі жабылады.' } as const
  const every = [analytics, personalisation, service]

  test('ends every consent in the transaction of the approval, and the portal is told to close the account', async () => {
    const { subjectId, own, reference, answer, audited } = await asked('withdrawal/service')
    await takeRequestStep(officer, stepSchema.parse({ reference, ...propose }))
    for (const question of every) expect(await answer(question)).toEqual([true, 'granted'])
    const approved = await takeRequestStep(another, { step: 'approve', reference })
    expect(approved).toMatchObject({ status: 'done', now: 'in-progress' })
    for (const question of every) expect(await answer(question)).toEqual([false, 'withdrawn'])
    expect((await readHistory(own, subjectId)).items[0]).toMatchObject({ origin: 'request' })
    expect(await audited()).toContain('consent.withdraw')
    const jobs = await jobsOf(portal, 'begin-erasure')
    expect(jobs.some(({ payload }) => payload.subjectId === subjectId)).toBe(true)
  })

  test('ends them when the delay of a lone officer is over', async () => {
    const { reference, answer } = await asked('withdrawal/service')
    const { db } = portal.database.owner
    await takeRequestStep(officer, stepSchema.parse({ reference, ...propose }))
    await db.execute(
      sql`UPDATE request SET approval_delay_ends_at = received_at WHERE reference = ${reference}`,
    )
    expect((await runRequestDeadlines(portal.system)).approved).toBe(1)
    expect(await answer(service)).toEqual([false, 'withdrawn'])
  })

  test('can afterwards be cancelled by its person, and not be refused, asked about or decided again', async () => {
    const { own, reference, answer } = await asked('withdrawal/service')
    await takeRequestStep(officer, stepSchema.parse({ reference, ...propose }))
    await takeRequestStep(another, { step: 'approve', reference })
    const refusal = { refusalCode: 'UnfulfilledObligation', reason: 'Міндеттеме.', reasonLocale: 'kk' }
    for (const input of [{ step: 'refuse', ...refusal }, { step: 'ask', message: 'Қашан?' }, propose])
      expect(await takeRequestStep(officer, stepSchema.parse({ reference, ...input }))).toMatchObject({
        status: 'refused',
      })
    expect(await takeRequestStep(own, { step: 'cancel', reference })).toMatchObject({ now: 'cancelled' })
    expect(await answer(service)).toEqual([false, 'withdrawn'])
  })

  test('that is refused leaves every consent as it is', async () => {
    const { reference, answer } = await asked('withdrawal/service')
    const refusal = { refusalCode: 'UnfulfilledObligation', message: 'Міндеттеме орындалмаған.' }
    await takeRequestStep(
      officer,
      stepSchema.parse({ reference, step: 'propose', decision: 'refuse', ...refusal }),
    )
    expect(await takeRequestStep(another, { step: 'approve', reference })).toMatchObject({ now: 'refused' })
    for (const question of every) expect(await answer(question)).toEqual([true, 'granted'])
  })
})

test('a fulfilled objection ends personalisation and nothing else', async () => {
  const { answer, fulfil } = await asked('objection')
  await fulfil()
  expect(await answer(personalisation)).toEqual([false, 'withdrawn'])
  expect(await answer(analytics)).toEqual([true, 'granted'])
})

test.each(['restriction/disputed', 'restriction/unlawful'] as const)(
  'a fulfilled %s makes every decision a no until it is lifted, and lifting undoes exactly that',
  async (kind) => {
    const { subjectId, reference, answer, fulfil, audited } = await asked(kind)
    await fulfil()
    expect(await answer(analytics)).toEqual([false, 'restricted'])
    expect(await answer({ ...analytics, purpose: 'security' })).toEqual([true, 'duty-of-protection'])
    await expect(endRestriction(support, reference)).rejects.toThrow(Denied)
    expect(await endRestriction(officer, reference)).toEqual({ status: 'done' })
    expect(await answer(analytics)).toEqual([true, 'granted'])
    expect(await endRestriction(officer, reference)).toEqual({ status: 'refused', code: 'not-restricted' })
    expect(await audited()).toEqual(
      expect.arrayContaining([
        kind === 'restriction/unlawful' ? 'processing.block' : 'processing.restrict',
        'processing.lift',
      ]),
    )
    const letters = (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === subjectId,
    )
    expect(letters.map(({ payload }) => payload.letter)).toContain('unrestricted')
  },
)

test('a refused request changes no consent', async () => {
  const { reference, answer } = await asked('withdrawal/optional')
  const refusal = {
    refusalCode: 'UnfulfilledObligation',
    reason: 'Міндеттеме орындалмаған.',
    reasonLocale: 'kk',
  }
  const refused = await takeRequestStep(officer, stepSchema.parse({ reference, step: 'refuse', ...refusal }))
  expect(refused.status).toBe('done')
  expect(await answer(service)).toEqual([true, 'granted'])
})
