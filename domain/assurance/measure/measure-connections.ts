import type { Context } from '#domain/access/context.ts'
import { probeTls } from '#platform/outgoing/probe-tls.ts'
import type { Figures } from '../rules/figures.ts'

const dayMs = 86_400_000

/**
 * How the portal's own public address encrypts, asked from outside as a browser would; no other address is ever asked. Null where
 * the settings name no address with TLS: nothing can be said then. Throws `NotReached`.
 */
// no permission: `measureEvidence` has authorized
export async function measureConnections({
  services,
  clock,
}: Pick<Context, 'services' | 'clock'>): Promise<Figures['connections'] | null> {
  const url = new URL(services.env.APP_URL)
  if (url.protocol !== 'https:') return null
  const { newest, older, distrust, validUntil, hsts } = await probeTls(url)
  const leftMs = (validUntil?.getTime() ?? 0) - clock.unmoved().getTime()
  return {
    newest: newest ? 1 : 0,
    older: older.length,
    distrusted: distrust === null ? 0 : 1,
    daysLeft: Math.max(0, Math.floor(leftMs / dayMs)),
    hsts: hsts ? 1 : 0,
  }
}
