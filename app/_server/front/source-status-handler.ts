import { hearStatus } from '#domain/fulfilment/http-source/hear-status.ts'
import type { HandledRequest } from './handled-request.ts'
import { handleSignedMessage, type MessageServices } from './signed-message.ts'

const address = /^\/sources\/([a-z][a-z0-9-]{0,39})\/status$/

/** The source whose messages arrive at an address; null for any other address. */
export const statusSource = (path: string): string | null => address.exec(path)?.[1] ?? null

/** Takes the messages of other systems about requests of the portal. */
export const handleSourceStatus = (
  handled: HandledRequest,
  source: string,
  services: MessageServices,
): Promise<void> =>
  handleSignedMessage(handled, services, {
    budget: 'source-status',
    mediaType: 'application/json',
    answers: {
      unsigned: [401, 'bad-signature'],
      malformed: [400, 'malformed'],
      repeat: [409, 'repeated'],
      unknown: [404, 'not-found'],
    },
    take: (ctx, body) => {
      const { headers, url: path = '' } = handled.req
      return hearStatus(ctx, { source, path, headers, body })
    },
  })
