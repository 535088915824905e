import { setTimeout as sleep } from 'node:timers/promises'
import { publishConsentEvents } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { systemContext, type Tools } from './task.ts'

const pauseMs = 300

/** Polls for new events of the ledger until stopped; they are published within a second. */
export function runConsentPublisher({ services, platform }: Tools): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const ctx = systemContext(services, 'publish-consent-events', { id: 'telling' })
  const keepTelling = async () => {
    while (!stopping.signal.aborted) {
      const told = await publishConsentEvents(ctx, { platform: platform !== null }).catch(
        (error: unknown) => {
          services.log.warn({ err: error }, 'what the ledger has for others could not be read')
          return 0
        },
      )
      if (told === 0) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const telling = keepTelling()
  return {
    stop: async () => {
      stopping.abort()
      await telling
    },
  }
}
