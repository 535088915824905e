import { statement as conforms } from '@learninglocker/xapi-validation/dist/factory.js'
import { expect, test } from 'vitest'
import samplePlatform from '#db/seed/platform/map.json' with { type: 'json' }
import { itemsOf } from '../map/read-data-map.ts'
import { databaseMapSchema } from '../rules/data-map.ts'
import { statementsOf } from './learning-statements.ts'

const learner = '9f1c2a55-0000-4000-8000-000000000001'
const items = itemsOf('platform', databaseMapSchema.parse(samplePlatform))

function of(id: string, record: Parameters<typeof statementsOf>[1]) {
  const item = items.find((one) => one.id === `platform.${id}`)
  if (!item) throw new Error(id)
  const statements = statementsOf(item, record, learner)
  // The validator of a learning record store, which is not ours.
  for (const statement of statements) expect(conforms(statement, ['statement'])).toEqual([])
  return statements
}

const at = '2026-11-20T09:00:00.000Z'
const later = '2026-11-21T09:00:00.000Z'

test('a statement says who did what, when and with which result', () => {
  const record = { lesson_id: 12, attempt: 2, score: 85, passed: true, seconds_taken: 600, taken_at: at }
  const [statement, ...more] = of('test-results', record)
  expect(more).toEqual([])
  expect(statement).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/),
    actor: {
      objectType: 'Agent',
      account: { homePage: 'https://learning.sample.test/activities', name: learner },
    },
    verb: { id: 'http://adlnet.gov/expapi/verbs/passed', display: { en: 'passed' } },
    object: {
      objectType: 'Activity',
      id: 'https://learning.sample.test/activities/assessment/12',
      definition: { type: 'http://adlnet.gov/expapi/activities/assessment' },
    },
    result: { score: { scaled: 0.85, raw: 85, min: 0, max: 100 }, success: true, duration: 'PT600S' },
    timestamp: at,
  })
  const spoilt = { ...statement, result: { duration: '600', score: { scaled: 85 } } }
  expect(conforms(spoilt, ['statement'])).toHaveLength(2)
})

test.each<[string, Parameters<typeof statementsOf>[1], string[]]>([
  ['enrolments', { course_id: 1, status: 'active', enrolled_at: at, completed_at: null }, ['registered']],
  [
    'enrolments',
    { course_id: 1, status: 'completed', enrolled_at: at, completed_at: later },
    ['registered', 'completed'],
  ],
  [
    'lesson-progress',
    { lesson_id: 1, status: 'completed', seconds_watched: '90', started_at: at, completed_at: later },
    ['initialized', 'completed'],
  ],
  [
    'lesson-progress',
    { lesson_id: 1, status: 'started', started_at: at, completed_at: null },
    ['initialized'],
  ],
  ['test-results', { lesson_id: 1, attempt: 1, score: 20, passed: false, taken_at: at }, ['failed']],
  [
    'submissions',
    { assignment_id: 1, submitted_at: at, score: 70, graded_at: later },
    ['attempted', 'scored'],
  ],
  ['submissions', { assignment_id: 1, submitted_at: at, score: null, graded_at: null }, ['attempted']],
  ['time-spent', { day: '2026-11-20', course_id: 1, seconds: 60 }, ['experienced']],
  ['certificates', { number: 'A', course_id: 1, issued_at: at }, []],
  ['support-tickets', { subject: 'A', opened_at: at }, []],
])('%s: %j says %j', (id, record, verbs) => {
  expect(of(id, record).map(({ verb }) => verb.display.en)).toEqual(verbs)
})

test('a day begins at midnight in Almaty', () => {
  const [statement] = of('time-spent', { day: '2026-11-20', course_id: 1, seconds: 60 })
  expect(statement?.timestamp).toBe('2026-11-19T19:00:00.000Z')
})

test('the same record has the same id, another attempt or person another one', () => {
  const record = { lesson_id: 1, attempt: 1, score: 20, passed: false, taken_at: at }
  const [one] = of('test-results', record)
  const [again] = of('test-results', { ...record })
  const [second] = of('test-results', { ...record, attempt: 2 })
  expect(again?.id).toBe(one?.id)
  expect(second?.id).not.toBe(one?.id)
})

test('a score outside of its range is left out, the rest stands', () => {
  const [statement] = of('test-results', { lesson_id: 1, attempt: 1, score: 120, passed: true, taken_at: at })
  expect(statement?.result).toEqual({ success: true })
})

test.each([
  ['a column that is no field', { at: 'nowhere' }, 'time-spent has no field nowhere'],
  ['a verb that is not in the vocabulary', { verb: 'liked' }, 'Invalid option'],
])('a map with %s is refused', (_, change, message) => {
  const map = structuredClone(samplePlatform) as { items: { item: string; learning?: object[] }[] }
  const item = map.items.find((one) => one.item === 'time-spent')
  Object.assign(item?.learning?.[0] ?? {}, change)
  expect(databaseMapSchema.safeParse(map).error?.message).toContain(message)
})

test('a map that says something about learning names the address of its activities', () => {
  const { activities: _, ...map } = samplePlatform
  expect(databaseMapSchema.safeParse(map).error?.message).toContain('enrolments needs')
})
