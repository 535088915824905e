import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readWebhook, WebhookRefused } from './index.ts'

const key = randomBytes(32)
const secret = `whsec_${key.toString('base64')}`
const now = Date.parse('2026-11-26T12:00:00Z')
const body = JSON.stringify({
  type: 'choice.recorded',
  timestamp: '2026-11-26T12:00:00Z',
  data: { subject: 'ә-1' },
})
const sign = (text: string, by: Buffer = key) =>
  `v1,${createHmac('sha256', by).update(text).digest('base64')}`
const timestamp = String(now / 1000)
const signed = {
  'webhook-id': 'm-1',
  'webhook-timestamp': timestamp,
  'webhook-signature': sign(`m-1.${timestamp}.${body}`),
}

describe('a webhook', () => {
  test('that the portal signed', async () => {
    expect(await readWebhook(body, signed, secret, now)).toMatchObject({
      id: 'm-1',
      type: 'choice.recorded',
      data: { subject: 'ә-1' },
    })
    expect(await readWebhook(body, new Headers(signed), secret, now)).toMatchObject({ id: 'm-1' })
  })

  test('that two secrets signed, while one is being changed', async () => {
    const both = `${sign('x', randomBytes(32))} ${signed['webhook-signature']}`
    expect(await readWebhook(body, { ...signed, 'webhook-signature': both }, secret, now)).toMatchObject({
      id: 'm-1',
    })
  })

  test.each<[string, string, Record<string, string | undefined>, number]>([
    ['changed', body.replace('ә-1', 'ә-2'), signed, now],
    ['under another id', body, { ...signed, 'webhook-id': 'm-2' }, now],
    [
      'of another key',
      body,
      { ...signed, 'webhook-signature': sign(`m-1.${timestamp}.${body}`, randomBytes(32)) },
      now,
    ],
    ['without a signature', body, { ...signed, 'webhook-signature': undefined }, now],
    [
      'of another kind',
      body,
      { ...signed, 'webhook-signature': signed['webhook-signature'].replace('v1', 'v2') },
      now,
    ],
    ['that is no base64', body, { ...signed, 'webhook-signature': 'v1,***' }, now],
    ['sent again later', body, signed, now + 301_000],
    ['from the future', body, signed, now - 301_000],
    ['without a time', body, { ...signed, 'webhook-timestamp': '' }, now],
  ])('%s is refused', async (_what, text, headers, at) => {
    await expect(readWebhook(text, headers, secret, at)).rejects.toThrow(WebhookRefused)
  })
})
