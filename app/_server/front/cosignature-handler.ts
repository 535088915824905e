import { takeCosignature } from '#domain/audit/witness/take-cosignature.ts'
import type { HandledRequest } from './handled-request.ts'
import { handleSignedMessage, type MessageServices } from './signed-message.ts'

export const cosignaturesPath = '/audit/cosignatures'

/** Takes the cosignatures of witnesses. */
export const handleCosignature = (handled: HandledRequest, services: MessageServices): Promise<void> =>
  handleSignedMessage(handled, services, {
    budget: 'audit-cosignature',
    mediaType: 'text/plain',
    answers: { unsigned: [401, 'bad-signature'], unknown: [404, 'not-found'] },
    take: (ctx, body) => takeCosignature(ctx, body.toString('utf8')),
  })
