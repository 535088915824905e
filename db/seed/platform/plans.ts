import type { Studied } from './catalogue.ts'
import type { SampleLearner } from './learners.ts'
import type { Random } from './random.ts'
import { ageInDays, timeDaysAgo } from './sample-time.ts'
import { drawStop, type Habit, type Plan } from './study.ts'

/** What the two accounts that a visitor tries first have behind them: something finished, something going on, something left. */
const fixed: Record<string, [slug: string, daysAgo: number, stopAfter: number][]> = {
  'learner@sample.test': [
    ['1c-buhgalteriya', 520, 99],
    ['excel-dlya-raboty', 300, 4],
    ['english-b1', 16, 9],
  ],
  'learner2@sample.test': [
    ['python-negizderi', 500, 99],
    ['ielts', 260, 3],
    ['qarzhylyq-sauattylyq', 12, 6],
  ],
}

/** Which courses a person took up and when, in order of time. Two or three a person; some register and never enrol. */
export function drawPlans(
  learner: SampleLearner,
  courses: Studied[],
  habit: Habit,
  now: Date,
  random: Random,
): Plan[] {
  const preset = fixed[learner.email]
  if (preset) {
    return preset.flatMap(([slug, daysAgo, stopAfter]) => {
      const course = courses.find((each) => each.slug === slug)
      if (!course) throw new Error(`no course ${slug}`)
      const stop = Math.min(stopAfter, course.lessons.length)
      return { course, enrolledAt: timeDaysAgo(now, daysAgo, 18 * 60 + 12), stopAfter: stop }
    })
  }
  const wanted = random.weighted([
    [0, 5],
    [1, 15],
    [2, 25],
    [3, 27],
    [4, 18],
    [5, 10],
  ])
  const age = ageInDays(learner.createdAt, now)
  const plans: Plan[] = []
  let daysAgo =
    age -
    random.weighted([
      [0, 6],
      [1, 2],
      [4, 1],
    ])
  while (plans.length < wanted && daysAgo > 0) {
    const open = courses.filter((course) => plans.every((plan) => plan.course !== course))
    // Squared: a few courses are taken by many, so that their counts are not all withheld.
    const course = random.weighted(
      open.map((each) => [each, each.popularity ** 2 * liking(each, learner)] as const),
    )
    const enrolledAt =
      daysAgo === age
        ? new Date(learner.createdAt.getTime() + random.between(3, 40) * 60_000)
        : timeDaysAgo(now, daysAgo, random.between(9 * 60, 22 * 60), random.between(0, 59))
    plans.push({ course, enrolledAt, stopAfter: drawStop(course, habit, random) })
    daysAgo -= random.between(5, Math.max(20, Math.floor(age / 4)))
  }
  return plans
}

/** Languages learnt are for everybody; else most take courses in their own. */
function liking(course: Studied, learner: SampleLearner): number {
  if (course.slug === 'kazakh-a1') return learner.locale === 'kk' ? 0.02 : 1.2
  if (course.language === learner.locale || course.language === 'en') return 1
  // Kazakh speakers take courses in Russian far more often than the other way round.
  return learner.locale === 'kk' ? 0.35 : 0.06
}
