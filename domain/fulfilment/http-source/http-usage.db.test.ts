import { afterAll, beforeAll, expect, test } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import type { KeptUse } from '#testing/reference-source.ts'
import { staffActor } from '#testing/webhooks.ts'
import { openSources } from '../sources/open-sources.ts'
import { countUsage } from '../usage/count-usage.ts'
import { readUsage } from '../usage/read-usage.ts'

const DAY = 86_400_000
let portal: ConsentPortal
let lms: Awaited<ReturnType<typeof openCrm>>
const people: { subjectId: string; externalId: string }[] = []
const month = almatyDate(new Date()).slice(0, 7)
const title = { kk: 'Алгебра', ru: 'Алгебра', en: 'Algebra' }

const use = (course: string, more: Partial<KeptUse> = {}): KeptUse => ({
  course,
  month,
  measure: 'active',
  times: 1,
  ...more,
})

/** What the system knows of somebody: all of them study algebra, the first eleven also geometry. */
const learned = (at: number): KeptUse[] => [
  use('a', { times: 5 }),
  use('a', { measure: 'enrolled' }),
  use('a', { measure: 'tested', times: 2, sum: 150 }),
  ...(at % 2 === 0 ? [use('a', { measure: 'passed' })] : []),
  ...(at < 11 ? [use('g')] : []),
]

beforeAll(async () => {
  lms = await openCrm()
  lms.courses.push({ key: 'a', title }, { key: 'g', title: { ...title, en: 'Geometry' } })
  portal = await consentPortal(undefined, {
    HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(lms.url, lms.key, { name: 'lms', usage: true })),
  })
  lms.clock.now = () => portal.services.clock.unmoved().getTime()
  for (let at = 0; at < 30; at += 1) {
    const person = await portal.addPerson()
    people.push(person)
    lms.addPerson(person.externalId)
    Object.assign(lms.people.get(person.externalId) ?? {}, { use: learned(at) })
  }
  for (const { subjectId } of people.slice(0, 26))
    await decide(portal.subject(subjectId), subjectId, { decision: 'granted' })
}, 120_000)
afterAll(async () => {
  await Promise.all([lms.close(), portal.close()])
})

const count = () => {
  portal.passTime(DAY)
  return countUsage(portal.system, new AbortController().signal)
}
async function cells() {
  const view = await readUsage(portal.as(staffActor('privacy-officer')), 'courses')
  if (!view) throw new Error('not counted')
  return view
}
const idsOf = (from: number, to: number) => people.slice(from, to).map(({ externalId }) => externalId)

test('asks about people who agree and about nobody else, and counts what the system answers', async () => {
  expect(await count()).toEqual([{ statistic: 'courses', people: 26, without: 0, different: 0 }])
  expect(lms.usageAsked.flatMap((asked) => asked.people).sort()).toEqual(idsOf(0, 26).sort())
  const { groups, cell } = await cells()
  expect(groups).toEqual([
    { key: 'lms:a', title },
    { key: 'lms:g', title: { ...title, en: 'Geometry' } },
  ])
  expect(cell('enrolled', 'lms:a', month).people).toBe(26)
  expect(cell('tested', 'lms:a', month)).toMatchObject({ people: 26, average: 75 })
  expect(cell('passed', '', '').people).toBe(13)
  expect(cell('active', 'lms:g', '').people).toBe(11)
})

test('people who withdrew are not named to the system again, and a group that falls below ten is withheld', async () => {
  const before = lms.usageAsked.length
  for (const { subjectId } of people.slice(0, 2))
    await decide(portal.subject(subjectId), subjectId, { decision: 'withdrawn' })
  expect(await count()).toMatchObject([{ people: 24 }])
  const named = lms.usageAsked.slice(before).flatMap((asked) => asked.people)
  expect(named.sort()).toEqual(idsOf(2, 26).sort())
  expect((await cells()).cell('active', 'lms:g', '').people).toBeNull()
})

test('people that the system has marked as restricted or objecting are not counted', async () => {
  Object.assign(lms.people.get(idsOf(12, 13)[0] ?? '') ?? {}, { restricted: true })
  Object.assign(lms.people.get(idsOf(13, 14)[0] ?? '') ?? {}, { objected: true })
  expect(await count()).toMatchObject([{ people: 22 }])
})

test('an answer about somebody who was not asked about, and no answer, leave the earlier figures', async () => {
  const { countedAt } = await cells()
  const asked = lms.people.get(idsOf(20, 21)[0] ?? '')
  const sound = asked?.use
  Object.assign(asked ?? {}, { use: [{ ...use('a'), person: idsOf(29, 30)[0] }] })
  await expect(count()).rejects.toThrow('answered wrongly about the use of its courses: person')
  Object.assign(asked ?? {}, { use: sound })
  lms.down()
  await expect(count()).rejects.toThrow('unavailable')
  expect((await cells()).countedAt).toBe(countedAt)
  lms.up()
  expect(await count()).toMatchObject([{ people: 22 }])
  expect((await cells()).countedAt).not.toBe(countedAt)
})

test('a system that cannot say how its courses are used does not fit its settings', async () => {
  const source = openSources(portal.system).named('lms')
  expect(await source.check(new AbortController().signal)).toBeNull()
  lms.courses.length = 0
  expect(await source.check(new AbortController().signal)).toEqual({ code: 'not-supported', detail: 'usage' })
})
