import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import type { Context } from '#domain/access/context.ts'
import { syncPreferences } from '#domain/fulfilment/sync-preferences/sync-preferences.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { formOf, staffContext } from '#testing/requests.ts'
import { checkConsent } from '../choices/check-consent.ts'

let portal: ConsentPortal
let platform: TestDatabase
let officer: Context
let learners: { externalId: string }[]

beforeAll(async () => {
  portal = await consentPortal()
  platform = await testDatabase()
  ;({ learners } = await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z')))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
})
afterAll(() => Promise.all([portal.close(), platform.close()]))

const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
const questions = [
  { purpose: 'analytics', topic: '', channel: '', gpc: false },
  { ...news, gpc: false },
  { purpose: 'service', topic: '', channel: '', gpc: false },
] as const

const acts = ['ask', 'grant', 'withdraw', 'profile', 'import', 'sync'] as const
type Act = (typeof acts)[number]

/** A person of the platform with consents, and a request of restriction that an officer has taken. */
async function anybody(blocking: boolean) {
  const learner = learners.pop()
  if (!learner) throw new Error('no learner is left')
  const { subjectId, externalId } = await portal.addPerson({ externalId: learner.externalId })
  const own = portal.subject(subjectId)
  await decide(own, subjectId, { decision: 'granted' })
  await decide(own, subjectId, { decision: 'granted', ...news })
  const filed = await fileRequest(own, formOf(blocking ? 'restriction/unlawful' : 'restriction/disputed'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  await takeRequestStep(officer, stepSchema.parse({ reference, step: 'take' }))
  return { subjectId, externalId, own, reference }
}

test('from the commit of a restriction every decision says no, and of a blocking nothing is changed, whatever runs beside it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.constantFrom(...acts), { minLength: 4, maxLength: 12 }),
      fc.array(fc.constantFrom(...acts), { minLength: 4, maxLength: 12 }),
      fc.nat({ max: 5 }),
      async (blocking, beside, after, before) => {
        const person = await anybody(blocking)
        const { subjectId, externalId, own, reference } = person
        let committed = false
        let profiles = 0
        const act = async (what: Act) => {
          const began = committed
          if (what === 'ask') {
            const decisions = await Promise.all(
              questions.map((one) => checkConsent(portal.system, externalId, one)),
            )
            if (began)
              expect(decisions.map(({ allowed, reason }) => [allowed, reason])).toEqual(
                questions.map(() => [false, 'restricted']),
              )
          }
          // People may still change their choices: a restriction is not a withdrawal.
          if (what === 'grant' || what === 'withdraw')
            await decide(own, subjectId, {
              decision: what === 'grant' ? 'granted' : 'withdrawn',
              ...news,
            }).catch(() => null)
          if (what === 'profile' || what === 'import') {
            const fullName = `Есім ${++profiles}${began ? ' кейін' : ''}`
            if (what === 'profile')
              await changeProfile(own, subjectId, { fullName, phone: null, locale: 'kk' })
            else await importSubjects(portal.system, [{ externalId, fullName }], 'import')
          }
          if (what === 'sync') await syncPreferences(portal.system, platform.owner, subjectId)
        }
        const step = stepSchema.parse({ reference, step: 'fulfil', message: 'Done.' })
        const restrict = async () => {
          expect(await takeRequestStep(officer, step)).toMatchObject({ status: 'done' })
          committed = true
        }
        const running = beside.map((what, at) =>
          at === Math.min(before, beside.length - 1) ? restrict() : act(what),
        )
        await Promise.all([
          ...running,
          ...after.map(async (what) => {
            await running[Math.min(before, beside.length - 1)]
            await act(what)
          }),
        ])
        await act('ask')
        const held = await readProfile(own, subjectId)
        if (blocking) expect(held?.fullName).not.toContain('кейін')
        // The job of the restriction runs once more, as after every commit.
        await syncPreferences(portal.system, platform.owner, subjectId)
        const [allowed] = await platform.owner.db.execute<{ n: number }>(sql`
          SELECT count(*)::int AS n FROM notification_preferences p JOIN users u ON u.id = p.user_id
          WHERE u.external_id = ${externalId}::uuid AND p.topic = ${news.topic} AND p.channel = ${news.channel} AND p.allowed`)
        expect(allowed).toEqual({ n: 0 })
        await endRestriction(officer, reference)
        const analytics = await checkConsent(portal.system, externalId, questions[0])
        expect(analytics).toMatchObject({ allowed: true, reason: 'granted' })
      },
    ),
    { numRuns: 25 },
  )
})
