import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, staffContext } from '#testing/requests.ts'
import { takeDueChange, writeChange } from '../change-record/change-rows.ts'
import { readProfileChanges } from '../changes/read-changes.ts'
import { FencedOff } from '../lease/lease.ts'
import { closeSources } from '../sources/open-sources.ts'
import { planProfileChanges } from './plan-source-changes.ts'
import { runSourceChanges } from './run-source-changes.ts'

const signal = new AbortController().signal
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

/** A learner of the platform, and what it knows of them. */
async function learner() {
  const person = await addFullLearner(portal, platform)
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const user = async () => {
    const [row] = await platform.owner.db.execute<Record<string, unknown>>(
      sql`SELECT full_name, phone, locale FROM users WHERE id = ${person.userId}`,
    )
    return row
  }
  return { ...person, own, user }
}

const run = () => runSourceChanges(portal.system, signal)

describe('a change of the profile', () => {
  test('reaches the platform, is read back, and the newest wins', async () => {
    const person = await learner()
    const change = (fullName: string) =>
      changeProfile(person.own, person.subjectId, { fullName, phone: '+77015550199', locale: 'en' })
    const plan = async () => {
      const jobs = (await jobsOf(portal, 'carry-profile')).filter(
        ({ payload }) => payload.subjectId === person.subjectId,
      )
      await planProfileChanges(portal.system, jobs.at(-1)?.payload as never)
    }
    await change('Бірінші Есім')
    await plan()
    await change('Екінші Есім')
    await plan()
    await run()
    expect(await person.user()).toMatchObject({
      full_name: 'Екінші Есім',
      phone: '+77015550199',
      locale: 'en',
    })
    const changes = await readProfileChanges(person.own, person.subjectId)
    expect(changes.map(({ place, state, left }) => [place?.field.column, state, left]).sort()).toEqual([
      ['full_name', 'done', 0],
      ['locale', 'done', 0],
      ['phone', 'done', 0],
    ])
    const rows = await portal.database.owner.db.execute<{ state: string }>(
      sql`SELECT state FROM source_change WHERE subject_id = ${person.subjectId} ORDER BY state`,
    )
    expect(rows.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'overtaken'])
  })

  test('overtakes an older one that a worker has taken, which then writes nothing', async () => {
    const { subjectId, own } = await learner()
    const plan = () => planProfileChanges(portal.system, { subjectId, fields: ['fullName'] })
    await plan()
    const now = portal.services.clock.now()
    const taken = await portal.system.transaction((tx) => takeDueChange(tx, now))
    if (taken?.subjectId !== subjectId) throw new Error('another change is due')
    await plan()
    const late = portal.system.transaction((tx) => writeChange(tx, taken, { state: 'failed', at: now }))
    await expect(late).rejects.toThrow(FencedOff)
    await run()
    expect(await readProfileChanges(own, subjectId)).toMatchObject([{ state: 'done' }])
    const rows = await portal.database.owner.db.execute<{ state: string }>(
      sql`SELECT state FROM source_change WHERE subject_id = ${subjectId} ORDER BY state`,
    )
    expect(rows.map(({ state }) => state)).toEqual(['done', 'overtaken'])
  })

  test('a person that the platform does not know is not searched for there', async () => {
    const visitor = await portal.addPerson({ externalId: newId() })
    await portal.database.owner.db.execute(
      sql`UPDATE subject SET external_id = NULL WHERE subject_id = ${visitor.subjectId}::uuid`,
    )
    await planProfileChanges(portal.system, { subjectId: visitor.subjectId, fields: ['phone'] })
    await run()
    expect(await readProfileChanges(portal.subject(visitor.subjectId), visitor.subjectId)).toMatchObject([
      { state: 'unidentified' },
    ])
    for (const ctx of [officer, portal.visitor])
      await expect(
        planProfileChanges(ctx, { subjectId: visitor.subjectId, fields: ['phone'] }),
      ).rejects.toThrow(Denied)
    await expect(runSourceChanges(officer, signal)).rejects.toThrow(Denied)
  })
})
