import { z } from 'zod'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { offeredEvents } from './webhook-message.ts'

export type ApiScope = (typeof apiScopes)[number]

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1, 'required').max(100, 'too-long-100'),
  scopes: z.array(z.enum(apiScopes, 'wrong')).min(1, 'required').max(apiScopes.length),
  /** On all instances of the portal together. */
  callsPerMinute: z.coerce
    .number('wrong')
    .int('wrong')
    .min(1, 'wrong')
    .max(10_000_000, 'wrong')
    .default(60_000),
  expiresAt: z.date().nullable().default(null),
})
export type NewApiKey = z.input<typeof newApiKeySchema>

export const newEndpointSchema = z.strictObject({
  url: z.string('required').trim().min(1, 'required').max(500, 'too-long-500'),
  events: z.array(z.enum(offeredEvents, 'wrong')).min(1, 'required').max(20, 'wrong'),
})
export type NewEndpoint = z.output<typeof newEndpointSchema>

/** How long a key made by hand can work, in days. */
export const keyDays = ['30', '90', '365', 'never'] as const

/** A name given once comes as a text, given more often as a list. */
const listed = (given: unknown) => (typeof given === 'string' ? [given] : (given ?? []))

export const keyFormSchema = z.strictObject({
  name: newApiKeySchema.shape.name,
  scopes: z.preprocess(listed, newApiKeySchema.shape.scopes),
  days: z.enum(keyDays, 'required'),
  callsPerMinute: newApiKeySchema.shape.callsPerMinute,
})

export const keyIdSchema = z.strictObject({ keyId: z.uuid() })

export const endpointFormSchema = newEndpointSchema.extend({
  events: z.preprocess(listed, newEndpointSchema.shape.events),
})

export const endpointIdSchema = z.strictObject({ endpointId: z.uuid() })

/** Without `deliveryId`: everything that was given up. */
export const replaySchema = endpointIdSchema.extend({ deliveryId: z.uuid().optional() })

/** Without `mailId`: everything that was given up. */
export const retryMailSchema = z.strictObject({ mailId: z.uuid().optional() })
