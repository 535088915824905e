import type { EndpointEntry } from '#domain/integrations/endpoints/list-endpoints.ts'
import type { ApiKeyEntry } from '#domain/integrations/keys/list-api-keys.ts'
import type { Undelivered } from '#domain/integrations/mail/list-undelivered.ts'
import type { TeamMember } from '#domain/staff/team/read-team.ts'

/** A matter that somebody has to look after, how much of it is not in order, and where. */
export type Watched = {
  matter: 'sources' | 'email' | 'webhooks' | 'keys' | 'clearances'
  count: number
  path: string
}

const SOON_MS = 30 * 86_400_000

/** Sources that cannot be read or changed. */
export const watchedSources = (failing: number): Watched => ({
  matter: 'sources',
  count: failing,
  path: '/staff/data-map',
})

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

/** Active members whose agreement or training is missing or over, or whose training is over within thirty days. */
export const watchedClearances = (
  members: readonly Pick<TeamMember, 'status' | 'ndaSignedOn' | 'training'>[],
): Watched => ({
  matter: 'clearances',
  count: members.filter(
    ({ status, ndaSignedOn, training }) =>
      status === 'active' && (ndaSignedOn === null || training !== 'valid'),
  ).length,
  path: '/staff/team',
})
