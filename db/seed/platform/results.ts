import type { Studied } from './catalogue.ts'
import type { SampleLearner } from './learners.ts'
import type { Random } from './random.ts'
import { after, ageInDays } from './sample-time.ts'
import type { Habit, Plan, Sitting } from './study.ts'
import type { PlatformTables } from './tables.ts'

type Results = Pick<
  PlatformTables,
  'enrolments' | 'lesson_progress' | 'test_results' | 'submissions' | 'certificates'
>

const passMark = 60

const answers = {
  kk: [
    'Тапсырма орындалды, файл қоса берілді.',
    'Жұмысым дайын. Соңғы бөлігінде күмәнім бар.',
    'Барлық тармақты орындадым.',
  ],
  ru: [
    'Задание выполнено, файл приложен.',
    'Готово. Последняя часть под вопросом, посмотрите, пожалуйста.',
    'Сделано по всем пунктам.',
  ],
  en: ['The work is attached.', 'Done. Please check the second paragraph.', 'All parts are finished.'],
}
const feedback = {
  kk: {
    good: 'Өте жақсы жұмыс.',
    fair: 'Жақсы, бірақ соңғы бөлігін толықтырыңыз.',
    weak: 'Тапсырманың шартын қайта оқып шығыңыз.',
  },
  ru: {
    good: 'Отличная работа.',
    fair: 'Хорошо, но последнюю часть стоит дополнить.',
    weak: 'Прочитайте условие ещё раз.',
  },
  en: {
    good: 'Very good work.',
    fair: 'Good, but the last part needs more detail.',
    weak: 'Please read the task again.',
  },
}

const clamp = (score: number) => Math.min(100, Math.max(0, Math.round(score)))

/** What a person's sittings leave behind: progress, tests, handed-in work, an enrolment's state, a certificate. */
export function recordStudy(
  to: Results,
  person: { id: number; learner: SampleLearner; habit: Habit },
  plans: Plan[],
  sittings: Sitting[],
  now: Date,
  random: Random,
): void {
  for (const plan of plans) {
    const mine = sittings.filter((sitting) => sitting.course === plan.course)
    const progress = recordProgress(to, person.id, mine)
    const scores: number[] = []
    for (const sitting of mine) {
      for (const { lesson, end, finished } of sitting.lessons) {
        if (!finished) continue
        if (lesson.has_test) scores.push(recordTests(to, person, lesson.id, end, random))
        if (lesson.assignmentId !== undefined && random.chance(0.8)) {
          recordSubmission(
            to,
            person,
            lesson.assignmentId,
            plan.course,
            after(end, random.between(900, 1200)),
            now,
            random,
          )
        }
      }
    }
    const complete = progress === plan.course.lessons.length
    const lastSeen = mine.at(-1)?.end
    const completedAt = complete && lastSeen ? lastSeen : null
    const left = !complete && progress >= plan.stopAfter && lastSeen && ageInDays(lastSeen, now) > 30
    to.enrolments.push({
      id: to.enrolments.length + 1,
      user_id: person.id,
      course_id: plan.course.id,
      // Most who stop just stop; few say so.
      status: complete ? 'completed' : left && random.chance(0.15) ? 'cancelled' : 'active',
      enrolled_at: plan.enrolledAt,
      completed_at: completedAt,
    })
    const average = Math.round(scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length))
    if (completedAt && average >= passMark) {
      const id = to.certificates.length + 1
      to.certificates.push({
        id,
        user_id: person.id,
        course_id: plan.course.id,
        number: `CL-${completedAt.getUTCFullYear()}-${String(10_000 + id * 7)}`,
        average_score: average,
        issued_at: completedAt,
      })
    }
  }
}

/** Returns how many lessons were finished. */
function recordProgress(to: Results, userId: number, sittings: Sitting[]): number {
  const byLesson = new Map<number, PlatformTables['lesson_progress'][number]>()
  for (const { lesson, start, end, finished } of sittings.flatMap((sitting) => sitting.lessons)) {
    const seconds = Math.round((end.getTime() - start.getTime()) / 1000)
    const before = byLesson.get(lesson.id)
    byLesson.set(lesson.id, {
      user_id: userId,
      lesson_id: lesson.id,
      status: finished ? 'completed' : 'started',
      seconds_watched: (before?.seconds_watched ?? 0) + seconds,
      started_at: before?.started_at ?? start,
      completed_at: finished ? end : null,
    })
  }
  const rows = [...byLesson.values()]
  to.lesson_progress.push(...rows)
  return rows.filter((row) => row.status === 'completed').length
}

/** Up to three attempts, a little better each time. Returns the best score. */
function recordTests(
  to: Results,
  person: { id: number; habit: Habit },
  lessonId: number,
  finishedAt: Date,
  random: Random,
): number {
  let best = 0
  let at = finishedAt
  for (let attempt = 1; attempt <= 3 && best < passMark; attempt++) {
    const seconds = random.between(90, 290)
    at = after(at, seconds)
    const drawn = random.normal(47 + person.habit.ability * 34 + attempt * 5, 13)
    const score = clamp(Math.round(drawn / 5) * 5)
    to.test_results.push({
      id: to.test_results.length + 1,
      user_id: person.id,
      lesson_id: lessonId,
      attempt,
      score,
      passed: score >= passMark,
      seconds_taken: seconds,
      taken_at: at,
    })
    best = Math.max(best, score)
    if (random.chance(0.2)) break
  }
  return best
}

/** Marked by a teacher one to four days later; recent work still waits. */
function recordSubmission(
  to: Results,
  person: { id: number; habit: Habit },
  assignmentId: number,
  course: Studied,
  submittedAt: Date,
  now: Date,
  random: Random,
): void {
  const id = to.submissions.length + 1
  const score = clamp(random.normal(58 + person.habit.ability * 36, 10))
  const markedAt = after(submittedAt, random.between(20, 96) * 3600)
  const marked = markedAt < now
  const remark = score >= 85 ? 'good' : score >= passMark ? 'fair' : 'weak'
  to.submissions.push({
    id,
    user_id: person.id,
    assignment_id: assignmentId,
    body: random.pick(answers[course.language]),
    file_name: random.chance(0.6)
      ? `${course.slug}-${assignmentId}.${random.pick(['docx', 'pdf', 'xlsx', 'zip'])}`
      : null,
    submitted_at: submittedAt,
    score: marked ? score : null,
    feedback: marked ? feedback[course.language][remark] : null,
    graded_at: marked ? markedAt : null,
  })
}
