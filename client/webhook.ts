import type { WebhookMessage } from './types.ts'

/** The message is not from the portal, was changed, or is too old. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused'
}

const TOLERANCE_SECONDS = 300

/**
 * The message, after its signature is verified (Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`). `body` is
 * the text exactly as received; `secret` is as the portal showed it, with `whsec_`. Throws `WebhookRefused`. A
 * message may arrive more than once: recognise a repeat by its `id`.
 */
export async function readWebhook(
  body: string,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string,
  now = Date.now(),
): Promise<WebhookMessage> {
  const header = (name: string) => {
    const value = headers instanceof Headers ? headers.get(name) : headers[name]
    return typeof value === 'string' ? value : ''
  }
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')]
  const age = Math.abs(now / 1000 - Number(timestamp))
  if (id === '' || !/^\d+$/.test(timestamp) || age > TOLERANCE_SECONDS) throw new WebhookRefused('too old')
  const key = await crypto.subtle.importKey(
    'raw',
    bytesOf(secret.replace(/^whsec_/, '')),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  // While a secret is being rotated there are two signatures. `verify` compares in constant time.
  for (const one of header('webhook-signature').split(' ')) {
    const [version, signature = ''] = one.split(',')
    if (version !== 'v1' || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) continue
    if (await crypto.subtle.verify('HMAC', key, bytesOf(signature), signed))
      return { ...JSON.parse(body), id } as WebhookMessage
  }
  throw new WebhookRefused('no signature fits')
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
