import type { PortalHealth } from '#domain/assurance/health/read-portal-health.ts'
import type { BackupState } from '#domain/backups/state/read-backup-state.ts'
import type { EndpointEntry } from '#domain/integrations/endpoints/list-endpoints.ts'
import type { ApiKeyEntry } from '#domain/integrations/keys/list-api-keys.ts'
import type { Undelivered } from '#domain/integrations/mail/list-undelivered.ts'
import type { CalendarGap } from '#domain/requests/deadlines/calendar-gaps.ts'
import { hasRoomFor } from '#platform/disk.ts'

/** A matter that somebody has to look after, how much of it is not in order, and where it is mended. */
export type Watched = {
  matter:
    | 'worker'
    | 'jobs'
    | 'disk'
    | 'keyFiles'
    | 'keyEpochs'
    | 'seals'
    | 'erasures'
    | 'sources'
    | 'backups'
    | 'calendar'
    | 'email'
    | 'webhooks'
    | 'keys'
    | 'clearances'
    | 'accessReview'
    | 'readingAlerts'
    | 'audits'
    | 'subprocessors'
  count: number
  path: string
}

/** Sources that cannot be read or changed. */
export const watchedSources = (failing: number): Watched => ({
  matter: 'sources',
  count: failing,
  path: '/staff/data-map',
})

/** A worker notes itself every ten seconds. */
export const WORKER_PATIENCE_S = 60
/** A job that has waited longer means that no worker runs, or not enough of them. */
export const LAG_PATIENCE_S = 120
/** A record is sealed within two seconds of its commit. */
export const SEAL_PATIENCE_S = 60

/** The machine of the portal: each part is in order or not; jobs and erasures are counted. */
export function watchedHealth(health: PortalHealth): Watched[] {
  const { workerSeenSeconds, queue, disks, keyFault, keyEpochs, sealDelaySeconds, stuckErasures } = health
  const isSeen = workerSeenSeconds !== null && workerSeenSeconds <= WORKER_PATIENCE_S
  const isSealed = sealDelaySeconds !== null && sealDelaySeconds <= SEAL_PATIENCE_S
  const counts = {
    worker: isSeen && queue.lagSeconds <= LAG_PATIENCE_S ? 0 : 1,
    jobs: queue.givenUp.reduce((sum, { count }) => sum + count, 0) + queue.failedRuns.length,
    disk: disks.filter((disk) => !hasRoomFor(disk, 0)).length,
    keyFiles: keyFault === null ? 0 : 1,
    keyEpochs: keyEpochs.faults.length === 0 ? 0 : 1,
    seals: isSealed ? 0 : 1,
    erasures: stuckErasures,
  }
  return (Object.keys(counts) as (keyof typeof counts)[]).map((matter) => ({
    matter,
    count: counts[matter],
    path: `/staff/health#${matter}`,
  }))
}

/** Years whose table is missing or not official. */
export const watchedCalendar = (gaps: readonly CalendarGap[]): Watched => ({
  matter: 'calendar',
  count: gaps.length,
  path: gaps[0] ? `/staff/calendar?year=${gaps[0].year}` : '/staff/calendar',
})

const SOON_MS = 30 * 86_400_000

/** Messages that were given up. */
export const watchedEmail = ({ count }: Pick<Undelivered, 'count'>): Watched => ({
  matter: 'email',
  count: count['given-up'],
  path: '/staff/mail',
})

/** Endpoints that are off or have messages that were abandoned. */
export const watchedWebhooks = (
  endpoints: readonly Pick<EndpointEntry, 'disabledAt' | 'dead'>[],
): Watched => ({
  matter: 'webhooks',
  count: endpoints.filter(({ disabledAt, dead }) => disabledAt !== null || dead > 0).length,
  path: '/staff/integrations',
})

/** Keys that work and end within thirty days. */
export const watchedKeys = (
  keys: readonly Pick<ApiKeyEntry, 'state' | 'expiresAt'>[],
  now: Date,
): Watched => ({
  matter: 'keys',
  count: keys.filter(
    ({ state, expiresAt }) =>
      state === 'works' && expiresAt !== null && Date.parse(expiresAt) - now.getTime() <= SOON_MS,
  ).length,
  path: '/staff/integrations',
})

/** Active members who need an agreement or a training that is missing, over, or over within thirty days. */
export const watchedClearances = (due: number): Watched => ({
  matter: 'clearances',
  count: due,
  path: '/staff/registers/training',
})

/** Alerts about unusual reading that nobody has answered. */
export const watchedAlerts = (open: number): Watched => ({
  matter: 'readingAlerts',
  count: open,
  path: '/staff/security#alerts',
})

/** The roles that a review has left, once the quarter is nearly over or the one before had no review. */
export const watchedReview = (review: { pending: number; overdue: boolean; daysLeft: number }): Watched => ({
  matter: 'accessReview',
  count: review.overdue || review.daysLeft <= 30 ? review.pending : 0,
  path: '/staff/security',
})

/** Audits that are near or late, or have found what was not closed in time. */
export const watchedAudits = (due: number): Watched => ({
  matter: 'audits',
  count: due,
  path: '/staff/registers/audits',
})

/** Subprocessors without an agreement, or with one that is over or ends within sixty days. */
export const watchedSubprocessors = (due: number): Watched => ({
  matter: 'subprocessors',
  count: due,
  path: '/staff/registers/subprocessors',
})

/** What is not in order with backups: none or an old one, a drill that failed or is missing, a country that is not allowed. */
export const watchedBackups = ({ faults }: Pick<BackupState, 'faults'>): Watched => ({
  matter: 'backups',
  count: faults.length,
  path: '/staff/backups',
})
