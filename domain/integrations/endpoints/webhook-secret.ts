import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { decryptField, encryptField } from '#platform/crypto/field-cipher.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

export const secretMark = 'whsec_'
/** How long the secret before a change still signs beside the new one. */
export const oldSecretLastsMs = 24 * 60 * 60_000

const secretsSchema = z.object({
  current: z.string(),
  /** The one before, and until when it signs too. */
  previous: z.object({ secret: z.string(), until: z.number() }).optional(),
})
type Secrets = z.infer<typeof secretsSchema>

/** As Standard Webhooks writes it: the mark and 32 random bytes in base64. */
export const newSecret = (): string => secretMark + randomBytes(32).toString('base64')

const keyId = 'webhook-secret'
const place = (endpointId: string) => ({
  table: 'webhook_endpoint',
  column: 'secret_sealed',
  row: endpointId,
  owner: '',
})

/** Sealed under a key that is not in the database, and bound to the endpoint. */
export const encryptSecrets = (keys: MasterKeys, endpointId: string, secrets: Secrets): Buffer =>
  encryptField(keys.derive(keyId), keyId, place(endpointId), Buffer.from(JSON.stringify(secrets)))

export const decryptSecrets = (keys: MasterKeys, endpointId: string, sealed: Uint8Array): Secrets =>
  secretsSchema.parse(
    JSON.parse(decryptField(keys.derive(keyId), keyId, place(endpointId), sealed).toString('utf8')),
  )

/** The secrets in force: the current one, and for a day the one before it. */
export const secretsInForce = ({ current, previous }: Secrets, now: Date): string[] =>
  previous && previous.until > now.getTime() ? [current, previous.secret] : [current]

/** The three headers of Standard Webhooks: every secret in force signs `id.timestamp.body`. */
export function signatureHeaders(
  secrets: readonly string[],
  message: { id: string; at: Date; body: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000))
  const signed = `${message.id}.${timestamp}.${message.body}`
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretMark.length), 'base64')
    return `v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`
  })
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
