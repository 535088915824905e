import { expect, test } from 'vitest'
import { generatePlatform } from '#db/seed/platform/generate.ts'
import { sampleLearners } from '#db/seed/platform/learners.ts'
import { openTally, usageMonths } from '#domain/fulfilment/rules/usage.ts'
import { shownCells } from '#domain/fulfilment/rules/usage-groups.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { sampleConsentHistory } from './consent-history.ts'

/** Who of the sample agrees to analytics at last. */
function consenting(now: Date): Set<string> {
  const granted = new Set<string>()
  for (const { externalId, choices } of sampleConsentHistory(sampleLearners(now), now))
    for (const { key, decision } of choices)
      if (key.purpose === 'analytics') granted[decision === 'granted' ? 'add' : 'delete'](externalId)
  return granted
}

test.each(['2026-11-30', '2027-02-14', '2027-07-01'])(
  'on %s the sample has courses and months with ten people who agreed, and others that are withheld',
  (day) => {
    const now = new Date(`${day}T09:00:00Z`)
    const { users, lessons, lesson_progress: progress, enrolments, courses } = generatePlatform(now)
    const granted = consenting(now)
    const people = new Set(users.flatMap(({ id, external_id }) => (granted.has(external_id) ? [id] : [])))
    const courseOf = new Map(lessons.map(({ id, course_id }) => [id, course_id]))
    const months = usageMonths(now)
    const did = [
      ...enrolments.map((row) => ({ person: row.user_id, course: row.course_id, at: row.enrolled_at })),
      ...progress.flatMap(({ user_id: person, lesson_id, completed_at: at }) =>
        at ? [{ person, course: courseOf.get(lesson_id), at }] : [],
      ),
    ]
    const facts = did.flatMap(({ person, course, at }) => {
      const month = almatyDate(new Date(at)).slice(0, 7)
      if (!people.has(person) || !months.includes(month)) return []
      return {
        person: `${person}`,
        group: `${course}`,
        month,
        measure: 'active' as const,
        times: 1,
        sum: null,
      }
    })
    const { tally, add } = openTally()
    for (const own of Map.groupBy(facts, ({ person }) => person).values()) add(own)
    const groups = courses.map(({ id }) => `${id}`)
    const cells = shownCells('courses', tally, { groups, months }).filter(
      ({ measure }) => measure === 'active',
    )
    const shown = cells.filter(({ people: count }) => count)
    expect(shown.filter(({ group, month }) => group && !month).length).toBeGreaterThanOrEqual(5)
    expect(shown.filter(({ group, month }) => !group && month).length).toBeGreaterThanOrEqual(9)
    expect(cells.filter(({ people: count }) => count === null).length).toBeGreaterThan(20)
  },
)
