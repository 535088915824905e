import { clearedRoles } from '#domain/access/permissions.ts'
import { countReviews } from '#domain/staff/access-review/count-reviews.ts'
import { openAlerts } from '#domain/staff/reading-alerts/answer-alert.ts'
import { arePasskeysRequired } from '#domain/staff/record/passkeys-required.ts'
import { canHavePasskeys } from '#domain/staff/rules/passkey-rules.ts'
import { countClearedMembers } from '#domain/staff/team/count-cleared-members.ts'
import type { Clock } from '#platform/clock.ts'
import { openClock } from '#platform/clock.ts'
import type { Environment } from '#platform/env.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

const everybody = { settings: { 'app.reach': 'all' } }
const clockFor = (env: Environment) => openClock(env.PORTAL_CLOCK_OFFSET)

/** Whether everybody whose role reaches personal data has an agreement and a training that last. */
export function checkTraining(env: Environment, clock: Clock = clockFor(env)) {
  return look('training and agreements', async () => {
    const today = almatyDate(clock.now())
    const { members, lacking, soon } = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction((tx) => countClearedMembers(tx, { roles: clearedRoles, today }), everybody),
    )
    if (lacking + soon === 0) return ok(`${members} members may open personal data, all in order`)
    return warn(
      `of ${members} members ${lacking} lack an agreement or a training, of ${soon} one of them ends within 30 days; see /staff/registers/training`,
    )
  })
}

/** Whether the roles of staff are reviewed each quarter. */
export function checkAccessReview(env: Environment, clock: Clock = clockFor(env)) {
  return look('access review', async () => {
    const { reviews, daysSince, pending, daysLeft, overdue } = await onDatabase(
      env.DATABASE_URL,
      ({ transaction }) => transaction((tx) => countReviews(tx, clock.now()), everybody),
    )
    const last = daysSince === null ? 'no review yet' : `${reviews} reviews, the last ${daysSince} days ago`
    if (overdue > 0)
      return warn(`the last quarter was not reviewed: decide about ${pending} roles at /staff/security`)
    if (pending > 0 && daysLeft <= 30)
      return warn(`${pending} roles are left and ${daysLeft} days: decide about them at /staff/security`)
    return ok(`${last}, ${pending} roles to review in ${daysLeft} days`)
  })
}

/** Whether those who can change roles, keys and requests need more than a password and a code. */
export function checkStaffPasskeys(env: Environment) {
  return look('staff passkeys', async () => {
    const required = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction(arePasskeysRequired, everybody),
    )
    if (required && !canHavePasskeys(env.APP_URL))
      return fail(
        'required, but no browser has passkeys at APP_URL: give it https and a host name, or run `staff allow-codes`',
      )
    if (required) return ok('privacy officers and administrators must have two')
    return warn('privacy officers and administrators sign in without one: require two at /staff/settings')
  })
}

/** Whether alerts about unusual reading wait for an answer. */
export function checkReadingAlerts(env: Environment) {
  return look('unusual reading', async () => {
    const open = await onDatabase(env.DATABASE_URL, ({ transaction }) => transaction(openAlerts, everybody))
    if (open === 0) return ok('no alert waits for an answer')
    return warn(`${open} alerts wait for an answer at /staff/security`)
  })
}
