import { type Course, courses } from './courses.ts'
import { historyDays } from './learners.ts'
import { randomFor } from './random.ts'
import { timeDaysAgo } from './sample-time.ts'
import type { PlatformTables, Row } from './tables.ts'

export type Lesson = Row<'lessons'> & { assignmentId: number | undefined }
export type Studied = {
  id: number
  slug: string
  language: Course['language']
  popularity: number
  lessons: Lesson[]
}

/** The course tables, and the same as the study model wants it. Every course is older than the oldest account. */
export function buildCatalogue(now: Date) {
  const random = randomFor('catalogue')
  const rows: Pick<PlatformTables, 'courses' | 'lessons' | 'assignments'> = {
    courses: [],
    lessons: [],
    assignments: [],
  }
  const studied: Studied[] = courses.map((course, index) => {
    const { slug, title, language, popularity } = course
    const id = index + 1
    const publishedAt = timeDaysAgo(
      now,
      historyDays + random.between(5, 150),
      random.between(9 * 60, 17 * 60),
    )
    rows.courses.push({
      id,
      slug,
      title_kk: title.kk,
      title_ru: title.ru,
      title_en: title.en,
      language,
      published_at: publishedAt,
    })
    const lessons = course.lessons.map((lessonTitle, at) => {
      const lesson = {
        id: rows.lessons.length + 1,
        course_id: id,
        position: at + 1,
        title: lessonTitle,
        minutes: random.between(9, 28),
        has_test: (at + 1) % 3 === 0 || at + 1 === course.lessons.length,
      }
      rows.lessons.push(lesson)
      const assignment = at === 5 ? course.assignments[0] : course.assignments[1]
      if (at !== 5 && at !== course.lessons.length - 1) return { ...lesson, assignmentId: undefined }
      const assignmentId = rows.assignments.length + 1
      rows.assignments.push({ id: assignmentId, lesson_id: lesson.id, title: assignment, max_score: 100 })
      return { ...lesson, assignmentId }
    })
    return { id, slug, language, popularity, lessons }
  })
  return { rows, studied }
}
