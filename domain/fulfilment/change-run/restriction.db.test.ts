import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { addFullLearner, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { readChanges, readProfileChanges } from '../changes/read-changes.ts'
import { readOwnData } from '../own-data/read-own-data.ts'
import { closeSources, openSources } from '../sources/open-sources.ts'
import { syncPreferences } from '../sync-preferences/sync-preferences.ts'
import { planProfileChanges, planSourceChanges } from './plan-source-changes.ts'
import { runSourceChanges } from './run-source-changes.ts'

let portal: TestPortal
let platform: TestDatabase
let officer: Context

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const run = () => runSourceChanges(portal.system, new AbortController().signal)

async function learner() {
  const person = await addFullLearner(portal, platform)
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  /** Does what the jobs of a decision do. */
  const work = async () => {
    for (const task of ['plan-source-changes', 'sync-preferences'] as const)
      for (const { payload } of await jobsOf(portal, task)) {
        if (task === 'plan-source-changes' && payload.subjectId === person.subjectId)
          await planSourceChanges(portal.system, payload as never)
        if (task === 'sync-preferences' && (payload.subjectIds as string[]).includes(person.subjectId))
          await syncPreferences(portal.system, platform.owner, person.subjectId)
      }
    await run()
  }
  const restrict = async (kind: KindName) => {
    const filed = await fileRequest(own, formOf(kind))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Done.' }])
      await takeRequestStep(officer, stepSchema.parse({ reference, ...step }))
    await work()
    return reference
  }
  const lift = async (reference: string) => {
    await endRestriction(officer, reference)
    await work()
  }
  /** Every row of the platform about the person, as it is. */
  const rows = async () => {
    const found: Record<string, unknown> = {}
    for (const item of openSources(portal.system).named('platform').items) {
      const key = 'of' in item.person ? sql`t.user_id` : sql`t.id`
      found[item.id] = [
        ...(await platform.owner.db.execute(
          sql`SELECT to_jsonb(t) AS row FROM ${sql.identifier(item.table)} t WHERE ${key} = ${person.userId} ORDER BY t::text`,
        )),
      ]
    }
    return found
  }
  const preferences = async () => {
    const held = await platform.owner.db.execute<{ allowed: boolean; n: number }>(
      sql`SELECT allowed, count(*)::int AS n FROM notification_preferences WHERE user_id = ${person.userId}
        GROUP BY allowed ORDER BY allowed`,
    )
    return [...held]
  }
  const markedAt = async () => {
    const [row] = await platform.owner.db.execute<Record<string, unknown>>(
      sql`SELECT restricted_at FROM users WHERE id = ${person.userId}`,
    )
    return row
  }
  return { ...person, own, restrict, lift, rows, preferences, markedAt }
}

test('every item of the map is obeyed: each source of a mapped item confirms the restriction', async () => {
  const person = await learner()
  await fillPortal(portal, person.subjectId)
  // What is filled in for the test is no restriction, no erasure, no request and no decision.
  await portal.database.owner.db.execute(
    sql`UPDATE processing_restriction SET lifted_at = now() WHERE subject_id = ${person.subjectId}`,
  )
  await portal.database.owner.db.execute(
    sql`DELETE FROM erased_subject WHERE subject_id = ${person.subjectId}`,
  )
  const reference = await person.restrict('restriction/disputed')
  const changes = await readChanges(person.own, reference)
  expect(changes.map(({ state, left }) => [state, left])).toEqual([
    ['done', 0],
    ['done', 0],
  ])
  const confirmed = new Set(changes.map(({ source }) => source))
  const { map } = openSources(portal.system)
  expect(map.filter(({ source }) => confirmed.has(source)).map(({ id }) => id)).toEqual(
    map.map(({ id }) => id),
  )
  // The person's own access stays.
  const { failed } = await readOwnData(person.own, person.subjectId, { size: 10 })
  expect(failed).toEqual([])
})

test('the platform is told that nothing may be sent, and lifting leaves every row as it was', async () => {
  const person = await learner()
  await platform.owner.db.execute(sql`DELETE FROM notification_preferences WHERE user_id = ${person.userId}`)
  const { owner } = portal.database
  await owner.db.execute(sql`INSERT INTO consent_head (subject_id, last_seq) VALUES (${person.subjectId}, 2)`)
  for (const [seq, topic] of [
    [1, 'new-materials'],
    [2, 'schedule-changes'],
  ] as const)
    await owner.db.execute(sql`INSERT INTO consent_state
        (subject_id, purpose, topic, channel, decision, seq, policy_version, signal, recorded_at)
      VALUES (${person.subjectId}, 'communication', ${topic}, 'email', 'granted', ${seq}, 1, '', '2026-11-01T00:00:00Z')`)
  await syncPreferences(portal.system, platform.owner, person.subjectId)
  const before = await person.rows()
  expect(await person.preferences()).toEqual([{ allowed: true, n: 2 }])
  const question = { purpose: 'communication', topic: 'new-materials', channel: 'email', gpc: false } as const
  const reasons = async () => (await checkConsent(portal.system, person.externalId, question)).reason

  const reference = await person.restrict('restriction/unlawful')
  expect(await reasons()).toBe('restricted')
  expect(await person.preferences()).toEqual([{ allowed: false, n: 2 }])
  expect(await person.rows()).not.toEqual(before)
  await person.lift(reference)
  expect(await reasons()).toBe('granted')
  expect(await person.rows()).toEqual(before)
})

test('blocking also stops changes: of the profile, of an import, and those that wait for a system', async () => {
  const person = await learner()
  const before = await person.rows()
  const reference = await person.restrict('restriction/unlawful')
  const profile = { fullName: 'Басқа Есім', phone: null, locale: 'en' as const }
  expect(await changeProfile(person.own, person.subjectId, profile)).toEqual({
    status: 'refused',
    code: 'blocked',
  })
  const row = { externalId: person.externalId, fullName: 'Third' }
  expect(await importSubjects(portal.system, [row], 'import')).toMatchObject({
    changed: 0,
    refused: [{ externalId: person.externalId, code: 'blocked' }],
  })
  await planProfileChanges(portal.system, { subjectId: person.subjectId, fields: ['fullName'] })
  await run()
  const waiting = await readProfileChanges(person.own, person.subjectId)
  expect(waiting).toMatchObject([{ state: 'failed', code: 'blocked' }])
  const held = await readProfile(person.own, person.subjectId)
  expect(held?.fullName).not.toBe('Third')

  await person.lift(reference)
  expect(await readProfileChanges(person.own, person.subjectId)).toMatchObject([
    { state: 'done', code: null },
  ])
  expect(await changeProfile(person.own, person.subjectId, profile)).toMatchObject({ status: 'done' })
  const { 'platform.users': users, ...rest } = await person.rows()
  const { 'platform.users': _, ...others } = before
  expect(rest).toEqual(others)
  expect(users).toMatchObject([{ row: { full_name: held?.fullName, restricted_at: null } }])
})

test('a restriction that is not a blocking leaves the profile to the person', async () => {
  const person = await learner()
  await person.restrict('restriction/disputed')
  const profile = { fullName: 'Басқа Есім', phone: null, locale: 'en' as const }
  expect(await changeProfile(person.own, person.subjectId, profile)).toMatchObject({ status: 'done' })
})

test('a restriction is marked in the platform and read back, and lifting takes the mark away', async () => {
  const person = await learner()
  const ask = async () => {
    const filed = await fileRequest(person.own, formOf('restriction/disputed'))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    await takeRequestStep(officer, stepSchema.parse({ reference, step: 'take' }))
    await takeRequestStep(officer, stepSchema.parse({ reference, step: 'fulfil', message: 'Done.' }))
    return reference
  }
  const carry = async () => {
    const jobs = (await jobsOf(portal, 'plan-source-changes')).filter(
      ({ payload }) => payload.subjectId === person.subjectId,
    )
    for (const { payload } of jobs) await planSourceChanges(portal.system, payload as never)
    await run()
  }
  const [first, second] = [await ask(), await ask()]
  await carry()
  expect(await person.markedAt()).toMatchObject({ restricted_at: expect.anything() })
  expect(
    (await readChanges(person.own, first)).map(({ kind, source, state }) => [kind, source, state]),
  ).toEqual([
    ['restrict', 'platform', 'done'],
    ['restrict', 'portal', 'done'],
  ])
  // The other request still restricts.
  await endRestriction(officer, first)
  await carry()
  expect(await person.markedAt()).toMatchObject({ restricted_at: expect.anything() })
  await endRestriction(officer, second)
  await carry()
  expect(await person.markedAt()).toMatchObject({ restricted_at: null })
  expect((await readChanges(officer, second)).map(({ kind, state }) => [kind, state])).toEqual([
    ['restrict', 'done'],
    ['restrict', 'done'],
    ['lift', 'done'],
    ['lift', 'done'],
  ])
})
