import { almatyDate } from '#platform/time/almaty-time.ts'
import { dayOfWeek } from '#platform/time/local-date.ts'
import type { Lesson, Studied } from './catalogue.ts'
import type { Random } from './random.ts'
import { after, ageInDays, timeDaysAgo } from './sample-time.ts'

/** One evening (mostly) of one person with one course. */
export type Sitting = {
  course: Studied
  start: Date
  end: Date
  lessons: { lesson: Lesson; start: Date; end: Date; finished: boolean }[]
}

export type Plan = {
  course: Studied
  enrolledAt: Date
  /** After how many lessons the person loses interest; the number of lessons if never. */
  stopAfter: number
}

export type Habit = {
  /** The chance of sitting down on an ordinary day. */
  daily: number
  /** The usual minute of the day in Almaty. */
  minute: number
  /** 0 to 1: how far people get, and how well they do. */
  persistence: number
  ability: number
}

export function drawHabit(random: Random): Habit {
  const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
  return {
    daily: within(random.normal(0.24, 0.1), 0.06, 0.6),
    minute: random.weighted([
      [20 * 60 + 40, 7],
      [13 * 60, 1.5],
      [8 * 60, 1.5],
    ]),
    persistence: within(random.normal(0.6, 0.22), 0.1, 0.98),
    ability: within(random.normal(0.6, 0.2), 0.1, 1),
  }
}

/** Most who leave, leave early: the risk falls with each lesson done. */
export function drawStop(course: Studied, habit: Habit, random: Random): number {
  if (random.chance(0.1)) return 0
  for (let done = 1; done < course.lessons.length; done++) {
    if (random.chance((0.38 * (1.05 - habit.persistence)) / Math.sqrt(done))) return done
  }
  return course.lessons.length
}

/** Goes through a person's days from the first enrolment to `now`; one sitting a day at most, so none overlap. */
export function studyDays(plans: Plan[], habit: Habit, now: Date, random: Random): Sitting[] {
  const done = new Map<Plan, number>()
  const sittings: Sitting[] = []
  let streak = 0
  let restUntil = Number.POSITIVE_INFINITY
  const firstDay = Math.max(0, ...plans.map((plan) => ageInDays(plan.enrolledAt, now)))
  for (let daysAgo = firstDay; daysAgo >= 0; daysAgo--) {
    // A week or two away from everything, now and then.
    if (daysAgo > restUntil) continue
    if (random.chance(0.008)) restUntil = daysAgo - random.between(6, 16)
    const start = drawStart(habit, now, daysAgo, random)
    const weekend = [0, 6].includes(dayOfWeek(almatyDate(start)))
    const chance = habit.daily * (weekend ? 1.25 : 1) + Math.min(streak, 4) * 0.07
    const open = plans.filter((plan) => plan.enrolledAt < start && (done.get(plan) ?? 0) < plan.stopAfter)
    const plan = open.at(random.chance(0.75) ? -1 : 0)
    const sitting = plan && random.chance(chance) ? sit(plan, done.get(plan) ?? 0, start, random) : undefined
    if (!plan || !sitting || sitting.end >= now) {
      streak = 0
      continue
    }
    streak++
    sittings.push(sitting)
    done.set(plan, (done.get(plan) ?? 0) + sitting.lessons.filter((part) => part.finished).length)
  }
  return sittings
}

function drawStart(habit: Habit, now: Date, daysAgo: number, random: Random): Date {
  const drawn = random.chance(0.85) ? random.normal(habit.minute, 55) : random.normal(16 * 60, 150)
  const minutes = Math.round(Math.min(22 * 60 + 50, Math.max(6 * 60 + 20, drawn)))
  return timeDaysAgo(now, daysAgo, minutes, random.between(0, 59))
}

/** One to three lessons in a row; sometimes the last is left half watched and finished another day. */
function sit(plan: Plan, done: number, start: Date, random: Random): Sitting {
  const wanted = random.weighted([
    [1, 6],
    [2, 3],
    [3, 1],
  ])
  const lessons: Sitting['lessons'] = []
  let at = after(start, random.between(20, 150))
  for (const lesson of plan.course.lessons.slice(done, Math.min(done + wanted, plan.stopAfter))) {
    const finished = !random.chance(0.1)
    const share = finished ? 0.9 + random.next() * 0.6 : 0.15 + random.next() * 0.5
    const end = after(at, Math.round(lesson.minutes * 60 * share))
    lessons.push({ lesson, start: at, end, finished })
    // Tests and the assignment come between the lessons.
    at = after(end, lesson.has_test ? random.between(1250, 1500) : random.between(15, 200))
    if (!finished) break
  }
  return { course: plan.course, start, end: at, lessons }
}
