import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import {
  addEndpoint,
  isSigned,
  message,
  openReceiver,
  staffActor,
  tell,
  wakeUps,
  work,
} from '#testing/webhooks.ts'
import { rotateSecret } from '../endpoints/create-endpoint.ts'
import { listEndpoints } from '../endpoints/list-endpoints.ts'
import { disableEndpoint, enableEndpoint } from '../endpoints/switch-endpoint.ts'
import { nobody } from '../rules/webhook-message.ts'
import { mostAttempts, pauseAfter } from '../rules/webhook-pauses.ts'
import { listDeliveries } from './list-deliveries.ts'
import { replayDelivery } from './replay-delivery.ts'
import { sendTestMessage } from './send-test-message.ts'
import { wakeWebhooks } from './wake-webhooks.ts'

let portal: TestPortal
let receiver: Awaited<ReturnType<typeof openReceiver>>
let endpointId: string
let secret: string
beforeAll(async () => {
  portal = await testPortal({ PORTAL_WEBHOOK_LOOPBACK: 'on' })
})
afterAll(() => portal.close())
afterEach(() => receiver?.close())

const administrator = () => portal.as(staffActor('administrator'))
const hour = 3_600_000

async function begin() {
  receiver = await openReceiver()
  ;({ endpointId, secret } = await addEndpoint(portal, receiver.url, ['choice.recorded']))
  const subjectId = newId()
  return { subjectId, pair: { subjectId, endpointId } }
}
const states = async () =>
  (await listDeliveries(administrator(), { endpointId })).items.map(({ state, outcome }) => [state, outcome])
const seqs = () => receiver.heard.map(({ body }) => JSON.parse(body).data.seq)

it('a message arrives signed, in the order in which things happened, under an id of its own', async () => {
  const { subjectId, pair } = await begin()
  await tell(
    portal,
    endpointId,
    [1, 2, 3].map((n) => message(subjectId, n)),
  )
  await work(portal, pair)
  expect(seqs()).toEqual([1, 2, 3])
  expect(new Set(receiver.heard.map(({ id }) => id)).size).toBe(3)
  for (const heard of receiver.heard) {
    expect(isSigned(heard, secret)).toBe(true)
    expect(isSigned({ ...heard, body: `${heard.body} ` }, secret)).toBe(false)
    expect(Math.abs(Number(heard.headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(60_000)
    expect(heard.headers['content-type']).toBe('application/json')
    expect(Object.keys(JSON.parse(heard.body))).toEqual(['type', 'timestamp', 'data'])
  }
  expect(await states()).toEqual(Array(3).fill(['delivered', '204']))
})

it('the time of a signature is that of the receiver, however far the portal’s clock is moved', async () => {
  const { subjectId, pair } = await begin()
  portal.moveClock(8 * 24 * hour)
  await tell(portal, endpointId, [message(subjectId)])
  await work(portal, pair)
  portal.moveClock(-8 * 24 * hour)
  const [heard] = receiver.heard
  if (!heard) throw new Error('nothing was sent')
  expect(isSigned(heard, secret)).toBe(true)
  const { clock } = portal.services
  const signedAt = Number(heard.headers['webhook-timestamp']) * 1000
  expect(Math.abs(signedAt - clock.unmoved().getTime())).toBeLessThan(hour)
})

it('what is told twice is sent once', async () => {
  const { subjectId, pair } = await begin()
  const same = message(subjectId)
  await tell(portal, endpointId, [same])
  await tell(portal, endpointId, [same])
  await work(portal, pair)
  await work(portal, pair)
  expect(receiver.heard.length).toBe(1)
})

it('one that is not taken holds up those behind it, of the same person only, and is tried again under its id', async () => {
  const { subjectId, pair } = await begin()
  const other = newId()
  receiver.answers.status = 500
  await tell(portal, endpointId, [message(subjectId, 1), message(subjectId, 2)])
  await work(portal, pair)
  await work(portal, pair)
  expect(seqs()).toEqual([1])
  const [wakeUp] = (await wakeUps(portal)).filter(({ key }) => key.endsWith(subjectId))
  // From the attempt: less than the pause by what has passed since.
  expect(wakeUp?.inSeconds).toBeLessThan(6)
  receiver.answers.status = 200
  await tell(portal, endpointId, [message(other, 7)])
  await work(portal, { subjectId: other, endpointId })
  expect(seqs()).toEqual([1, 7])
  portal.passTime(6000)
  await work(portal, pair)
  expect(seqs()).toEqual([1, 7, 1, 2])
  expect(receiver.heard[2]?.id).toBe(receiver.heard[0]?.id)
})

it.each([301, 302, 307, 400, 404, 429, 503])(
  '%i is no success, and no redirect is followed',
  async (status) => {
    const { subjectId, pair } = await begin()
    receiver.answers.status = status
    receiver.answers.headers = { location: receiver.url }
    await tell(portal, endpointId, [message(subjectId)])
    await work(portal, pair)
    expect(receiver.heard.length).toBe(1)
    expect(await states()).toEqual([['waiting', String(status)]])
  },
)

it('a day after the first attempt it is given up, on record, and the next one goes; staff send it again', async () => {
  const { subjectId, pair } = await begin()
  receiver.answers.status = 503
  await tell(portal, endpointId, [message(subjectId, 1), message(subjectId, 2)])
  const first = portal.services.clock.now().getTime()
  let last = 0
  for (let n = 1; n <= mostAttempts; n++) {
    await work(portal, pair)
    expect(seqs().filter((seq) => seq === 1).length).toBe(n)
    last = portal.services.clock.now().getTime()
    if (n === mostAttempts) break
    expect(seqs()).not.toContain(2)
    portal.passTime((pauseAfter(receiver.heard[0]?.id ?? '', n) ?? 0) + 1000)
  }
  expect(last - first).toBeGreaterThanOrEqual(24 * hour)
  expect(last - first).toBeLessThan(24.1 * hour)
  expect(seqs()).toContain(2)
  const [dead] = (await listDeliveries(administrator(), { endpointId, only: 'dead' })).items
  expect(dead).toMatchObject({ state: 'dead', attempts: mostAttempts, outcome: '503' })
  expect((await listEndpoints(administrator())).find((one) => one.endpointId === endpointId)).toMatchObject({
    waiting: 1,
    dead: 1,
    last: { outcome: '503' },
  })
  expect(await portal.audit()).toContainEqual(
    expect.objectContaining({ action: 'webhook.give-up', reason: '503', actorKind: 'system' }),
  )
  receiver.answers.status = 200
  const again = { endpointId, deliveryId: dead?.deliveryId }
  expect(await replayDelivery(administrator(), again)).toEqual({ status: 'done', count: 1 })
  expect(await replayDelivery(administrator(), again)).toEqual({ status: 'refused', code: 'gone' })
  portal.passTime(10_000)
  receiver.heard.length = 0
  await work(portal, pair)
  expect(seqs()).toEqual([1, 2])
  expect(receiver.heard[0]?.id).toBe(dead?.deliveryId)
})

it('two workers at once send each message once', async () => {
  const { subjectId, pair } = await begin()
  let open = () => {}
  receiver.gate.wait = new Promise((done) => {
    open = done
  })
  await tell(
    portal,
    endpointId,
    [1, 2, 3].map((n) => message(subjectId, n)),
  )
  const both = Promise.all([work(portal, pair), work(portal, pair)])
  await expect.poll(() => receiver.heard.length).toBe(1)
  open()
  await both
  expect(seqs()).toEqual([1, 2, 3])
})

it('an attempt whose worker died is made again by another, after a minute', async () => {
  const { subjectId, pair } = await begin()
  await tell(portal, endpointId, [message(subjectId, 1)])
  await portal.database.owner.db.execute(sql`UPDATE webhook_delivery SET attempts = 1, last_outcome = 'sending',
    last_attempt_at = ${portal.services.clock.now().toISOString()}::timestamptz WHERE subject_id = ${subjectId}`)
  await work(portal, pair)
  expect(receiver.heard).toEqual([])
  portal.passTime(61_000)
  await work(portal, pair)
  expect(seqs()).toEqual([1])
})

it('410 turns the endpoint off, on record; on again it is not sent what it missed', async () => {
  const { subjectId, pair } = await begin()
  receiver.answers.status = 410
  await tell(portal, endpointId, [message(subjectId, 1), message(subjectId, 2)])
  await work(portal, pair)
  expect(seqs()).toEqual([1])
  expect((await states()).sort()).toEqual([
    ['dead', '410'],
    ['dead', 'endpoint-off'],
  ])
  expect(await portal.audit()).toContainEqual(
    expect.objectContaining({ action: 'webhook.disable', reason: 'gone', actorKind: 'system' }),
  )
  expect(await replayDelivery(administrator(), { endpointId })).toEqual({
    status: 'refused',
    code: 'endpoint-off',
  })
  expect(await enableEndpoint(administrator(), endpointId)).toBe(true)
  await work(portal, pair)
  expect(receiver.heard.length).toBe(1)
  receiver.answers.status = 200
  expect(await replayDelivery(administrator(), { endpointId })).toEqual({ status: 'done', count: 2 })
  await work(portal, pair)
  expect(seqs()).toEqual([1, 1, 2])
})

it('after a change of the secret both sign for a day, then the new one alone', async () => {
  const { subjectId, pair } = await begin()
  const changed = await rotateSecret(administrator(), endpointId)
  const next = changed.status === 'done' ? changed.secret : ''
  await tell(portal, endpointId, [message(subjectId)])
  await work(portal, pair)
  expect([secret, next].map((one) => receiver.heard[0] && isSigned(receiver.heard[0], one))).toEqual([
    true,
    true,
  ])
  portal.passTime(24 * hour + 1000)
  await tell(portal, endpointId, [message(subjectId)])
  await work(portal, pair)
  expect([secret, next].map((one) => receiver.heard[1] && isSigned(receiver.heard[1], one))).toEqual([
    false,
    true,
  ])
})

it('what waits without a job is woken; what is a month old is deleted', async () => {
  const { subjectId } = await begin()
  await tell(portal, endpointId, [message(subjectId)])
  expect((await wakeUps(portal)).map(({ key }) => key)).toContain(`webhook:${endpointId}:${subjectId}`)
  await portal.database.owner.db.execute(
    sql`SELECT graphile_worker.complete_jobs(ARRAY(SELECT id FROM graphile_worker.jobs))`,
  )
  expect(await wakeWebhooks(portal.system)).toBeGreaterThan(0)
  expect((await wakeUps(portal)).map(({ key }) => key)).toContain(`webhook:${endpointId}:${subjectId}`)
  expect(await wakeWebhooks(portal.system)).toBe(0)
  await work(portal, { subjectId, endpointId })
  await runRetention(portal.system, new AbortController().signal)
  expect(await states()).toEqual([['delivered', '204']])
  portal.passTime(31 * 24 * hour)
  expect(await runRetention(portal.system, new AbortController().signal)).toBeGreaterThan(0)
  expect(await states()).toEqual([])
})

it('a receiver that asks to be left alone is, also when something new comes, for a day at most', async () => {
  const { subjectId, pair } = await begin()
  receiver.answers.status = 503
  receiver.answers.headers = { 'retry-after': '7200' }
  await tell(portal, endpointId, [message(subjectId, 1)])
  await work(portal, pair)
  await tell(portal, endpointId, [message(subjectId, 2)])
  portal.passTime(hour)
  await work(portal, pair)
  expect(seqs()).toEqual([1])
  receiver.answers.status = 204
  portal.passTime(hour + 1000)
  await work(portal, pair)
  expect(seqs()).toEqual([1, 1, 2])

  receiver.answers.status = 429
  receiver.answers.headers = { 'retry-after': '999999999' }
  await tell(portal, endpointId, [message(subjectId, 3)])
  await work(portal, pair)
  receiver.answers.status = 204
  portal.passTime(24 * hour + 1000)
  await work(portal, pair)
  expect(seqs()).toEqual([1, 1, 2, 3, 3])
})

it('a test message is sent to an endpoint by its administrator alone, signed, and is on record', async () => {
  await begin()
  const made = await sendTestMessage(administrator(), endpointId)
  expect(made).toEqual({ status: 'done' })
  await work(portal, { subjectId: nobody, endpointId })
  const [heard] = receiver.heard
  if (!heard) throw new Error('nothing was sent')
  expect(JSON.parse(heard.body)).toMatchObject({ type: 'webhook.test', data: { endpointId } })
  expect(isSigned(heard, secret)).toBe(true)
  expect(await portal.audit({})).toContainEqual(
    expect.objectContaining({ action: 'webhook.test', actorKind: 'staff' }),
  )
  for (const who of [
    portal.as(staffActor('auditor')),
    portal.as(staffActor('administrator', false)),
    portal.visitor,
  ])
    await expect(sendTestMessage(who, endpointId)).rejects.toThrow()
  await disableEndpoint(administrator(), endpointId)
  expect(await sendTestMessage(administrator(), endpointId)).toEqual({
    status: 'refused',
    code: 'endpoint-off',
  })
  expect(await sendTestMessage(administrator(), newId())).toEqual({ status: 'refused', code: 'gone' })
})
