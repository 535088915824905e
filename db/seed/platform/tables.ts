/** The rows of each table, columns as in schema.sql. Ids are given out here, so that the same seed gives the same rows. */
export type PlatformTables = {
  users: {
    id: number
    external_id: string
    full_name: string
    email: string
    phone: string
    locale: string
    created_at: Date
    last_seen_at: Date | null
  }[]
  courses: {
    id: number
    slug: string
    title_kk: string
    title_ru: string
    title_en: string
    language: string
    published_at: Date
  }[]
  lessons: {
    id: number
    course_id: number
    position: number
    title: string
    minutes: number
    has_test: boolean
  }[]
  assignments: { id: number; lesson_id: number; title: string; max_score: number }[]
  enrolments: {
    id: number
    user_id: number
    course_id: number
    status: 'active' | 'completed' | 'cancelled'
    enrolled_at: Date
    completed_at: Date | null
  }[]
  lesson_progress: {
    user_id: number
    lesson_id: number
    status: 'started' | 'completed'
    seconds_watched: number
    started_at: Date
    completed_at: Date | null
  }[]
  test_results: {
    id: number
    user_id: number
    lesson_id: number
    attempt: number
    score: number
    passed: boolean
    seconds_taken: number
    taken_at: Date
  }[]
  submissions: {
    id: number
    user_id: number
    assignment_id: number
    body: string
    file_name: string | null
    submitted_at: Date
    score: number | null
    feedback: string | null
    graded_at: Date | null
  }[]
  time_spent: { user_id: number; day: string; course_id: number; seconds: number }[]
  web_sessions: {
    id: number
    user_id: number
    ip: string
    browser: string
    os: string
    started_at: Date
    ended_at: Date
  }[]
  interactions: {
    id: number
    user_id: number
    session_id: number
    page: string
    action: string
    at: Date
  }[]
  certificates: {
    id: number
    user_id: number
    course_id: number
    number: string
    average_score: number
    issued_at: Date
  }[]
  notification_preferences: {
    user_id: number
    topic: string
    channel: string
    allowed: boolean
    source_seq: number
    updated_at: Date
  }[]
  support_tickets: {
    id: number
    user_id: number
    subject: string
    body: string
    status: 'open' | 'closed'
    opened_at: Date
    closed_at: Date | null
  }[]
}

/** In the order in which rows can be put in: what is referred to comes first. */
export const tableOrder = [
  'users',
  'courses',
  'lessons',
  'assignments',
  'enrolments',
  'lesson_progress',
  'test_results',
  'submissions',
  'time_spent',
  'web_sessions',
  'interactions',
  'certificates',
  'notification_preferences',
  'support_tickets',
] as const satisfies (keyof PlatformTables)[]

export type Row<T extends keyof PlatformTables> = PlatformTables[T][number]
