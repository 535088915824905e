import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { courses } from './courses.ts'
import { generatePlatform } from './generate.ts'
import { sampleLearners } from './learners.ts'
import { feminineSurname, transliterate } from './names.ts'
import { type PlatformTables, tableOrder } from './tables.ts'

const now = new Date('2026-11-23T12:00:00Z')
const tables = generatePlatform(now)
const rowsOf = (of: PlatformTables) => tableOrder.flatMap((table) => of[table].map((row) => ({ table, row })))
const hash = (of: unknown) => createHash('sha256').update(JSON.stringify(of)).digest('hex')
const values = (of: PlatformTables) => rowsOf(of).flatMap(({ row }) => Object.values(row))

describe('the sample platform', () => {
  test('is the same every time for the same moment', () => {
    expect(hash(generatePlatform(new Date(now)))).toBe(hash(tables))
  })

  test('fills every table with 15 to 25 thousand rows in all', () => {
    for (const table of tableOrder) expect(tables[table].length, table).toBeGreaterThan(0)
    expect(rowsOf(tables).length).toBeGreaterThan(15_000)
    expect(rowsOf(tables).length).toBeLessThan(25_000)
    expect(tables.enrolments.length).toBeGreaterThan(420)
    expect(tables.enrolments.length).toBeLessThan(580)
  })

  test.each(['2026-11-23T00:30:00Z', '2026-11-22T18:59:59Z', '2025-03-01T03:00:00Z', '2028-02-29T19:00:00Z'])(
    'has no date after %s',
    (text) => {
      const moment = new Date(text)
      for (const value of values(generatePlatform(moment))) {
        if (value instanceof Date) expect(value.getTime()).toBeLessThanOrEqual(moment.getTime())
      }
      for (const row of generatePlatform(moment).time_spent) expect(row.day <= almatyDate(moment)).toBe(true)
    },
  )

  test('refers only to rows that exist', () => {
    const references = {
      user_id: 'users',
      course_id: 'courses',
      lesson_id: 'lessons',
      assignment_id: 'assignments',
      session_id: 'web_sessions',
    } as const
    for (const [column, target] of Object.entries(references)) {
      const ids = new Set<unknown>(
        tables[target as (typeof references)[keyof typeof references]].map(({ id }) => id),
      )
      for (const { table, row } of rowsOf(tables)) {
        for (const [name, value] of Object.entries(row)) {
          if (name === column && !ids.has(value)) expect.fail(`${table}.${column} ${value}`)
        }
      }
    }
  })

  test('has nothing of a person before the account, and no lesson without an enrolment', () => {
    const created = new Map(tables.users.map((user) => [user.id, user.created_at]))
    for (const { table, row } of rowsOf(tables)) {
      if (!('user_id' in row)) continue
      const since = created.get(row.user_id) ?? now
      for (const value of Object.values(row)) {
        if (value instanceof Date && value < since) expect.fail(`${table} of user ${row.user_id}`)
      }
    }
    const courseOf = new Map(tables.lessons.map((lesson) => [lesson.id, lesson.course_id]))
    const enrolled = new Set(tables.enrolments.map((row) => `${row.user_id} ${row.course_id}`))
    for (const row of tables.lesson_progress) {
      expect(enrolled.has(`${row.user_id} ${courseOf.get(row.lesson_id)}`)).toBe(true)
    }
  })

  test('looks like life: people leave, fail and study in the evening', () => {
    const share = <T>(rows: T[], which: (row: T) => boolean) => rows.filter(which).length / rows.length
    expect(share(tables.enrolments, (row) => row.status === 'completed')).toBeGreaterThan(0.2)
    expect(share(tables.enrolments, (row) => row.status === 'completed')).toBeLessThan(0.5)
    expect(share(tables.test_results, (row) => row.passed)).toBeGreaterThan(0.7)
    expect(share(tables.test_results, (row) => row.passed)).toBeLessThan(0.95)
    const hour = (at: Date) => (at.getUTCHours() + 5) % 24
    expect(share(tables.web_sessions, (row) => hour(row.started_at) >= 18)).toBeGreaterThan(0.45)
  })

  test('uses only addresses that belong to nobody', () => {
    for (const { ip } of tables.web_sessions)
      expect(ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/)
  })

  test('allows no notification before a choice arrives', () => {
    expect(tables.notification_preferences).toHaveLength(200 * 9)
    expect(tables.notification_preferences.some((row) => row.allowed || row.source_seq !== 0)).toBe(false)
  })

  test('titles every course in three languages', () => {
    expect(courses.length).toBeGreaterThanOrEqual(12)
    for (const { title, lessons } of courses) {
      expect(Object.values(title).every((text) => text.length > 3)).toBe(true)
      expect(lessons.length).toBeGreaterThanOrEqual(9)
      expect(new Set(lessons).size).toBe(lessons.length)
    }
  })
})

describe('the learners', () => {
  const learners = sampleLearners(now)

  test('are 200, each with an address, a number and an id of their own', () => {
    expect(learners).toHaveLength(200)
    for (const key of ['email', 'phone', 'externalId', 'fullName'] as const) {
      expect(new Set(learners.map((learner) => learner[key])).size).toBe(200)
    }
    for (const { email, phone, externalId } of learners) {
      expect(email).toMatch(/^[a-z0-9._]+@sample\.test$/)
      expect(phone).toMatch(/^\+77\d\d000\d{4}$/)
      expect(externalId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  test('begin with the two sample accounts', () => {
    expect(learners[0]).toMatchObject({
      fullName: 'Айгерим Сапарова',
      email: 'learner@sample.test',
      locale: 'ru',
    })
    expect(learners[1]).toMatchObject({
      fullName: 'Нұрлан Әбдіров',
      email: 'learner2@sample.test',
      locale: 'kk',
    })
  })

  test.each(['2026-11-23T12:00:00Z', '2026-12-31T20:00:00Z', '2027-07-05T04:00:00Z'])(
    'give the two something finished and something going on at %s',
    (moment) => {
      const then = generatePlatform(new Date(moment))
      for (const id of [1, 2]) {
        const states = then.enrolments.filter((row) => row.user_id === id).map((row) => row.status)
        expect(states[0]).toBe('completed')
        expect(states[2]).toBe('active')
        expect(then.certificates.some((row) => row.user_id === id)).toBe(true)
        for (const table of ['test_results', 'submissions', 'interactions', 'web_sessions'] as const) {
          expect(then[table].some((row) => row.user_id === id)).toBe(true)
        }
      }
    },
  )

  test('are the same people at any other moment; only the dates move', () => {
    const who = (at: string) => sampleLearners(new Date(at)).map(({ createdAt: _, ...person }) => person)
    expect(who('2027-05-01T00:00:00Z')).toEqual(who('2026-11-23T12:00:00Z'))
  })
})

test('surnames take the ending of a woman where they have one', () => {
  expect(['Омаров', 'Жүнісов', 'Сафин', 'Черкасский', 'Кравченко', 'Серікбай'].map(feminineSurname)).toEqual([
    'Омарова',
    'Жүнісова',
    'Сафина',
    'Черкасская',
    'Кравченко',
    'Серікбай',
  ])
  expect(transliterate('Құсайынов Шыңғыс')).toBe('kusaiynov shyngys')
})
