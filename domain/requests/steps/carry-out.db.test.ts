import { afterAll, beforeAll, expect, test } from 'vitest'
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
import { endRestriction } from './end-restriction.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: ConsentPortal
let officer: Context
let support: Context
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
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

test('a fulfilled withdrawal ends every consent, the service included, with its events and its audit record', async () => {
  const { subjectId, own, answer, fulfil, audited } = await asked('withdrawal')
  expect(await answer(analytics)).toEqual([true, 'granted'])
  expect(await fulfil()).toMatchObject({ status: 'done', now: 'fulfilled' })
  for (const question of [analytics, personalisation, service])
    expect(await answer(question)).toEqual([false, 'withdrawn'])
  const { items } = await readHistory(own, subjectId)
  expect(items[0]).toMatchObject({ origin: 'request', decision: 'withdrawn', actorKind: 'staff' })
  expect(await audited()).toContain('consent.withdraw')
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
  const { reference, answer } = await asked('withdrawal')
  const refusal = {
    refusalCode: 'UnfulfilledObligation',
    reason: 'Міндеттеме орындалмаған.',
    reasonLocale: 'kk',
  }
  const refused = await takeRequestStep(officer, stepSchema.parse({ reference, step: 'refuse', ...refusal }))
  expect(refused.status).toBe('done')
  expect(await answer(service)).toEqual([true, 'granted'])
})
