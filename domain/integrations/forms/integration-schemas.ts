import { z } from 'zod'
import { newEndpointSchema } from '../endpoints/create-endpoint.ts'
import { newApiKeySchema } from '../keys/create-api-key.ts'

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
