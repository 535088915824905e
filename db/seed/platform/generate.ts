import { buildCatalogue } from './catalogue.ts'
import { sampleLearners } from './learners.ts'
import { drawPlans } from './plans.ts'
import { randomFor } from './random.ts'
import { recordStudy } from './results.ts'
import { drawHabit, studyDays } from './study.ts'
import type { PlatformTables } from './tables.ts'
import { recordTickets } from './tickets.ts'
import { recordVisits } from './visits.ts'

const topics = ['new-materials', 'schedule-changes', 'important-updates']
const channels = ['email', 'sms', 'push']

/** Every row of the sample platform. The same `now` gives the same rows; nothing in them is later than `now`. */
export function generatePlatform(now: Date): PlatformTables {
  const { rows, studied } = buildCatalogue(now)
  const tables: PlatformTables = {
    ...rows,
    users: [],
    enrolments: [],
    lesson_progress: [],
    test_results: [],
    submissions: [],
    time_spent: [],
    web_sessions: [],
    interactions: [],
    certificates: [],
    notification_preferences: [],
    support_tickets: [],
  }
  sampleLearners(now).forEach((learner, index) => {
    const id = index + 1
    const random = randomFor(`study ${id}`)
    const habit =
      id <= 2 ? { daily: 0.3, minute: 20 * 60 + 40, persistence: 1, ability: 0.8 } : drawHabit(random)
    const plans = drawPlans(learner, studied, habit, now, random)
    const sittings = studyDays(plans, habit, now, random)
    recordStudy(tables, { id, learner, habit }, plans, sittings, now, random)
    recordVisits(tables, id, learner.createdAt, sittings, now)
    recordTickets(tables, id, learner, now)
    for (const topic of topics) {
      for (const channel of channels) {
        tables.notification_preferences.push({
          user_id: id,
          topic,
          channel,
          allowed: false,
          source_seq: 0,
          updated_at: learner.createdAt,
        })
      }
    }
    tables.users.push({
      id,
      external_id: learner.externalId,
      full_name: learner.fullName,
      email: learner.email,
      phone: learner.phone,
      locale: learner.locale,
      created_at: learner.createdAt,
      last_seen_at: sittings.at(-1)?.end ?? learner.createdAt,
    })
  })
  return tables
}
