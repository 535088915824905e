import { almatyDate } from '#platform/time/almaty-time.ts'
import { type Random, randomFor } from './random.ts'
import { after, ageInDays, timeDaysAgo } from './sample-time.ts'
import type { Sitting } from './study.ts'
import type { PlatformTables } from './tables.ts'

type Visits = Pick<PlatformTables, 'time_spent' | 'web_sessions' | 'interactions'>

/** The platform clears visits after a year and single clicks after half a year. */
const keepsSessionsDays = 365
const keepsClicksDays = 180

const devices: [device: [browser: string, os: string], weight: number][] = [
  [['Chrome Mobile', 'Android 14'], 28],
  [['Samsung Internet', 'Android 15'], 7],
  [['Mobile Safari', 'iOS 18'], 17],
  [['Chrome', 'Windows 11'], 16],
  [['Chrome', 'Windows 10'], 13],
  [['Yandex Browser', 'Windows 10'], 7],
  [['Edge', 'Windows 11'], 4],
  [['Safari', 'macOS 15'], 4],
  [['Firefox', 'Ubuntu 24.04'], 2],
  [['Opera', 'Windows 10'], 2],
]

/** The three blocks kept for documentation (RFC 5737): no such address belongs to anybody. */
const networks = ['192.0.2', '198.51.100', '203.0.113']

/** Time per day, visits and clicks of one person. */
export function recordVisits(
  to: Visits,
  userId: number,
  createdAt: Date,
  sittings: Sitting[],
  now: Date,
): void {
  const random = randomFor(`visits ${userId}`)
  recordTime(to, userId, sittings)
  const [usual, other] = [random.weighted(devices), random.weighted(devices)]
  const address = () => `${random.pick(networks)}.${random.between(1, 254)}`
  const home = address()
  const visit = (start: Date, end: Date): number | undefined => {
    if (ageInDays(start, now) >= keepsSessionsDays) return undefined
    const [browser, os] = random.chance(0.8) ? usual : other
    const id = to.web_sessions.length + 1
    const ip = random.chance(0.7) ? home : address()
    to.web_sessions.push({ id, user_id: userId, ip, browser, os, started_at: start, ended_at: end })
    return ageInDays(start, now) < keepsClicksDays ? id : undefined
  }
  const click = (sessionId: number, page: string, action: string, at: Date) =>
    to.interactions.push({
      id: to.interactions.length + 1,
      user_id: userId,
      session_id: sessionId,
      page,
      action,
      at,
    })

  for (const sitting of sittings) {
    const id = visit(sitting.start, sitting.end)
    if (id === undefined) continue
    const course = `/courses/${sitting.course.slug}`
    click(id, course, 'view', after(sitting.start, random.between(1, 15)))
    for (const { lesson, start, end, finished } of sitting.lessons) {
      const page = `${course}/lessons/${lesson.position}`
      click(id, page, 'play', start)
      if (random.chance(0.5)) click(id, page, 'pause', new Date((start.getTime() + end.getTime()) / 2))
      if (finished) click(id, page, 'finish', end)
      if (finished && lesson.has_test)
        click(id, `${page}/test`, 'answer', after(end, random.between(60, 290)))
    }
  }
  recordLooking(createdAt, now, random, visit, click)
}

/** Looking round without studying: everybody on the day of registration, some again later. */
function recordLooking(
  createdAt: Date,
  now: Date,
  random: Random,
  visit: (start: Date, end: Date) => number | undefined,
  click: (sessionId: number, page: string, action: string, at: Date) => void,
): void {
  const age = ageInDays(createdAt, now)
  const later = Array.from({ length: random.between(0, 5) }, () =>
    random.between(1, Math.min(age, keepsSessionsDays)),
  )
    .filter((daysAgo) => daysAgo < age)
    .sort((a, b) => b - a)
    .map((daysAgo) => timeDaysAgo(now, daysAgo, random.between(9 * 60, 22 * 60), random.between(0, 59)))
  for (const start of [createdAt, ...later]) {
    const id = visit(start, after(start, random.between(60, 500)))
    if (id === undefined) continue
    click(id, '/', 'view', after(start, 1))
    click(
      id,
      random.pick(['/courses', '/profile', '/certificates', '/help']),
      'view',
      after(start, random.between(5, 30)),
    )
    if (random.chance(0.4)) click(id, '/courses', 'search', after(start, random.between(31, 58)))
  }
}

function recordTime(to: Visits, userId: number, sittings: Sitting[]): void {
  // One sitting a day at most, so a day has one row.
  for (const { course, start, end } of sittings) {
    const seconds = Math.round((end.getTime() - start.getTime()) / 1000)
    to.time_spent.push({ user_id: userId, day: almatyDate(start), course_id: course.id, seconds })
  }
}
