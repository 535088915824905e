import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createTransport } from 'nodemailer'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { newsletter, sendNewsletter } from './example/newsletter.ts'
import { createReceiver } from './example/receiver.ts'
import { type Subscriber, Subscribers } from './example/subscribers.ts'
import { type Choices, createPortalClient, type Decision, type PortalClient } from './index.ts'

let db: TestDatabase
let snapshots: Snapshots
let portal: PortalServer
let url: string
let key: string
let client: PortalClient
const system = { kind: 'system', task: 'test' } as const

beforeAll(async () => {
  db = await testDatabase()
  const services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4996' })
  snapshots = openSnapshots(db.app, 'build', services.log, services.clock)
  const next = async () => {}
  portal = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  url = await listen(portal.listener)
  const owner = contextFor({ ...services, database: db.owner }, { actor: system, locale: 'ru' })
  const clause = { id: 'data.learning', title: 'О', body: 'Т' }
  const text = { title: 'Т', introduction: 'В', parts: [{ id: 'data', title: 'Д', clauses: [clause] }] }
  await recordOperator(owner, readOperator(services.env))
  await publishVersion(owner, {
    version: 1,
    lastUpdatedOn: '2025-01-15',
    effectiveOn: null,
    material: false,
    summary: { kk: 's', ru: 's', en: 's' },
    texts: { kk: text, ru: text, en: text },
  })
  await publishConsentTexts(owner, 'ru', [
    { purpose: 'analytics', topic: '', words: { title: 'Измерение' } },
    { purpose: 'communication', topic: 'new-materials', words: { title: 'Новое' } },
  ])
  const ctx = contextFor(services, { actor: system, locale: 'ru' })
  key = (await createApiKey(ctx, { name: 'LMS', scopes: [...apiScopes], callsPerMinute: 10_000 })).key
  client = createPortalClient({ url, key })
})
afterAll(async () => {
  await portal?.drain()
  await snapshots?.close()
  await db?.close()
})

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const choose = (decision: Decision, more: Partial<Choices> = {}): Choices => ({
  policyVersion: 1,
  locale: 'ru',
  origin: 'settings',
  choices: [{ ...newsletter, decision }],
  ...more,
})
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}

describe('against the real portal', () => {
  test('what is open needs no key', async () => {
    const visitor = createPortalClient({ url })
    expect(await visitor.policy({ locale: 'ru' })).toMatchObject({ version: 1, locale: 'ru' })
    await expect(visitor.policy({ on: '1999-01-01' })).rejects.toMatchObject({ code: 'no-such-version' })
    expect((await all(visitor.policyVersions({ locale: 'en' }))).map(({ version }) => version)).toEqual([1])
    const purposes = await all(visitor.purposes({ locale: 'ru' }))
    expect(purposes.find(({ purpose }) => purpose === 'analytics')?.words[0]?.text).toEqual({
      title: 'Измерение',
    })
    const { sample, items } = await visitor.trust()
    // Twenty clauses, and one of the next version that evidence speaks of already.
    expect([sample, items.length]).toEqual([true, 21])
    expect(items.find(({ clause }) => clause === 'rights.access')).toMatchObject({
      actions: ['access'],
      evidence: [{ id: 'access-in-time', state: 'unknown', measuredAt: null }],
    })
    expect(await visitor.openapi()).toMatchObject({ openapi: '3.1.0' })
    await expect(visitor.decide({ subject: 'a', ...newsletter })).rejects.toMatchObject({ status: 401 })
  })

  test('records, asks, repeats, and reads the history by pages', async () => {
    const granted = await client.putChoices('c-1', choose('granted'), { idempotencyKey: 'once' })
    expect(granted).toMatchObject({ status: 'recorded', choices: [{ decision: 'granted', seq: 1 }] })
    const again = await client.putChoices('c-1', choose('granted'), { idempotencyKey: 'once' })
    expect(again).toMatchObject({
      status: 'repeated',
      choices: [{ receiptId: granted.choices[0]?.receiptId }],
    })
    expect(await client.decide({ subject: 'c-1', ...newsletter })).toMatchObject({ allowed: true, seq: 1 })
    for (let n = 0; n < 4; n++) await client.putChoices('c-1', choose(n % 2 ? 'granted' : 'withdrawn'))
    const history = await all(client.history('c-1', { limit: 2 }))
    expect(history.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1])
    const standing = await all(client.choices('c-1'))
    expect(
      standing.find(({ channel, topic }) => channel === 'email' && topic === newsletter.topic),
    ).toMatchObject({
      decision: 'granted',
      seq: 5,
    })
  })

  test('what is refused is a problem that says why', async () => {
    const stale = choose('granted', { policyVersion: 2 })
    await expect(client.putChoices('c-2', stale)).rejects.toMatchObject({
      status: 409,
      code: 'stale',
      details: { choices: [{ status: 'stale', decision: 'withdrawn' }] },
    })
    const wrong = choose('granted', { choices: [{ purpose: 'communication', decision: 'granted' }] })
    await expect(client.putChoices('c-2', wrong)).rejects.toMatchObject({ status: 400, code: 'invalid-body' })
    await expect(all(client.history('nobody'))).rejects.toMatchObject({
      status: 404,
      code: 'unknown-subject',
    })
  })

  test('a batch: each has its own answer', async () => {
    const results = await client.recordBatch([
      { subject: 'b-1', ...choose('granted') },
      { subject: 'b-2', ...choose('granted', { policyVersion: 2 }) },
      { subject: 'b-3', ...choose('withdrawn'), idempotencyKey: 'mine' },
    ])
    expect(results.map(({ status }) => status)).toEqual(['recorded', 'refused', 'recorded'])
    expect(results[2]).toMatchObject({ subject: 'b-3', idempotencyKey: 'mine' })
  })

  test('a receipt is held, proved, and no longer stands after a withdrawal', async () => {
    const { choices } = await client.putChoices('c-3', choose('granted'))
    const held = await client.receipt(choices[0]?.receiptId ?? '')
    expect(held).toMatchObject({ subject: 'c-3', decision: 'granted', standing: 'stands', since: null })
    // A receipt can be verified without a key.
    const holder = createPortalClient({ url })
    for (const given of [held, held.receipt])
      expect(await holder.verifyReceipt(given)).toMatchObject({
        genuine: true,
        decision: 'granted',
        stands: true,
      })
    const changed = { ...held.receipt, receipt_id: held.receipt.receipt_id, schema_version: 'other' }
    expect(await holder.verifyReceipt(changed)).toMatchObject({ genuine: false, reason: 'changed' })
    await client.putChoices('c-3', choose('withdrawn'))
    expect(await holder.verifyReceipt(held.receipt)).toMatchObject({ genuine: true, stands: false })
  })

  test('what is not sealed yet has no proof', async () => {
    const { choices } = await client.putChoices('c-4', choose('granted'))
    const noProof = { status: 404, code: 'no-proof' }
    await expect(client.receiptProof(choices[0]?.receiptId ?? '')).rejects.toMatchObject(noProof)
    await expect(createPortalClient({ url }).policyVersionProof(1)).rejects.toMatchObject(noProof)
    await expect(client.requestProof('CX-0000-00')).rejects.toMatchObject({ code: 'unknown-request' })
  })

  test('a right is used and followed', async () => {
    const filed = await client.fileRequest(
      { subject: 'c-1', right: 'access', locale: 'ru' },
      { idempotencyKey: 'r-1' },
    )
    expect(filed).toMatchObject({ right: 'access', subject: 'c-1', dueAt: expect.stringMatching(/Z$/) })
    const again = await client.fileRequest(
      { subject: 'c-1', right: 'access', locale: 'ru' },
      { idempotencyKey: 'r-1' },
    )
    expect(again.reference).toBe(filed.reference)
    expect(await client.request(filed.reference)).toMatchObject({
      reference: filed.reference,
      status: filed.status,
    })
  })
})

describe('the example: a learning platform that asks before it writes', () => {
  const people = ['Айгүл', 'Болат', 'Сәуле'].map(
    (name, n): Subscriber => ({ subject: `n-${n}`, email: `n-${n}@example.kz`, name }),
  )
  const letter = {
    from: 'news@example.kz',
    subject: 'Жаңа сабақтар',
    text: ({ name }: Subscriber) => `Сәлем, ${name}!`,
  }

  /** A mail server that stores messages; `onLetter` finishes before the sender gets its answer. */
  async function mailServer(onLetter: (letter: Email) => Promise<unknown> = async () => {}) {
    const letters: Email[] = []
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _session, done) => {
        buffer(stream)
          .then((raw) => PostalMime.parse(raw))
          .then((letter) => {
            letters.push(letter)
            return onLetter(letter)
          })
          .then(() => done(), done)
      },
    })
    server.on('error', () => {})
    const listening = server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const smtp = `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`
    return { letters, smtp, close: () => new Promise<void>((done) => server.close(done)) }
  }

  const receiverFor = async (subscribers: Subscribers) => {
    const secret = randomBytes(32)
    const server = createReceiver(`whsec_${secret.toString('base64')}`, subscribers)
    const address = await listen(server)
    const tell = async (id: string, data: object, by = secret) => {
      const body = JSON.stringify({ type: 'choice.recorded', timestamp: new Date().toISOString(), data })
      const timestamp = String(Math.floor(Date.now() / 1000))
      const signature = createHmac('sha256', by).update(`${id}.${timestamp}.${body}`).digest('base64')
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      }
      return (await fetch(address, { method: 'POST', body, headers })).status
    }
    return { tell, close: () => server.close() }
  }

  test('writes only to people who consent, with an unsubscribe link in each message; a withdrawal between two messages is obeyed', async () => {
    for (const { subject } of people) await client.putChoices(subject, choose('granted'))
    await client.putChoices('n-2', choose('withdrawn'))
    const mail = await mailServer(() => client.putChoices('n-1', choose('withdrawn')))
    const transport = createTransport(mail.smtp)
    const subscribers = new Subscribers(people)
    const done = await sendNewsletter({ portal: client, mail: transport, subscribers }, letter)
    expect(done).toEqual({
      sent: ['n-0'],
      notSent: [
        { subject: 'n-1', reason: 'withdrawn' },
        { subject: 'n-2', reason: 'withdrawn' },
      ],
    })
    expect(mail.letters.map(({ to }) => to?.[0]?.address)).toEqual(['n-0@example.kz'])
    const header = (name: string) => mail.letters[0]?.headers.find((one) => one.key === name)?.value
    expect(header('list-unsubscribe')).toMatch(/^<http:\/\/localhost:4996\/u\/[\w-]+>$/)
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(subscribers.all().map(({ subject }) => subject)).toEqual(['n-0'])
    transport.close()
    await mail.close()
  })

  test('writes to nobody when it cannot ask', async () => {
    const mail = await mailServer()
    const transport = createTransport(mail.smtp)
    const gone = createPortalClient({ url: 'http://127.0.0.1:9', key, timeLimitMs: 100 })
    const given = { portal: gone, mail: transport, subscribers: new Subscribers(people) }
    await expect(sendNewsletter(given, letter)).rejects.toMatchObject({ name: 'PortalUnreachable' })
    expect(mail.letters).toEqual([])
    transport.close()
    await mail.close()
  })

  test('a signed webhook takes a person out of the cache; a forged one does not', async () => {
    const subscribers = new Subscribers(people)
    const receiver = await receiverFor(subscribers)
    const withdrawal = { subject: 'n-0', ...newsletter, decision: 'withdrawn', seq: 2 }
    expect(await receiver.tell('m-1', withdrawal, randomBytes(32))).toBe(401)
    expect(subscribers.has('n-0')).toBe(true)
    expect(await receiver.tell('m-2', { ...withdrawal, channel: 'sms' })).toBe(204)
    expect(subscribers.has('n-0')).toBe(true)
    expect([await receiver.tell('m-1', withdrawal), await receiver.tell('m-1', withdrawal)]).toEqual([
      204, 204,
    ])
    expect(subscribers.has('n-0')).toBe(false)
    receiver.close()
  })
})
