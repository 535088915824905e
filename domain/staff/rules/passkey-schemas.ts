import { type ZodType, z } from 'zod'
import { parseUntrusted } from '#platform/untrusted-json.ts'
import { returnToSchema } from './staff-schemas.ts'

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]*$/)

const credential = {
  id: base64url(1500).min(1),
  rawId: base64url(1500).min(1),
  type: z.literal('public-key'),
  // No extension is asked for: what a browser says about them is not read.
  clientExtensionResults: z.unknown().transform(() => ({})),
}

/** What a browser answers to a request to make a passkey (`RegistrationResponseJSON`). */
export const registrationSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4000),
    attestationObject: base64url(16_000),
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']).catch('hybrid'))
      .max(10)
      .optional(),
  }),
})
export type Registration = z.infer<typeof registrationSchema>

/** What a browser answers to a request to sign with a passkey (`AuthenticationResponseJSON`). */
export const assertionSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(4000),
    authenticatorData: base64url(4000),
    signature: base64url(4000),
    userHandle: base64url(100).optional(),
  }),
})
export type Assertion = z.infer<typeof assertionSchema>

/** The page's script sends it as text, in a field of its form. */
const asJson = <Value>(schema: ZodType<Value>) =>
  z
    .string()
    .max(30_000, 'wrong')
    .transform((text, given): unknown => {
      try {
        return parseUntrusted(text)
      } catch {
        given.addIssue({ code: 'custom', message: 'wrong' })
        return z.NEVER
      }
    })
    .pipe(schema)

/** How a member calls a passkey, to tell it from the others. */
export const passkeyNameSchema = z.strictObject({
  name: z.string().trim().normalize('NFC').min(1, 'empty').max(60, 'too-long-60'),
})
export const addPasskeySchema = passkeyNameSchema.extend({ response: asJson(registrationSchema) })
export const passkeyAnswerSchema = z.strictObject({
  response: asJson(assertionSchema),
  returnTo: returnToSchema,
})
export const passkeyIdSchema = z.strictObject({ passkeyId: z.uuid() })
export const passkeysRequiredSchema = z.strictObject({ passkeys: z.enum(['required', 'advised'], 'wrong') })
