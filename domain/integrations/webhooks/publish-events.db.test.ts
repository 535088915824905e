import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openapi } from '#app/v1/openapi.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { recordChoices, recordForMany } from '#domain/consent/ledger/record-choices.ts'
import { recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { stopToken } from '#domain/requests/record/request-secrets.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { stopRequest } from '#domain/requests/visitor/stop-request.ts'
import { newId } from '#platform/ids.ts'
import { publishTestPolicy } from '#testing/consent-texts.ts'
import type { TestPortal } from '#testing/people.ts'
import { publishedApi } from '#testing/published-api.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { addEndpoint, openReceiver, work } from '#testing/webhooks.ts'
import { nobody } from '../rules/webhook-message.ts'
import { publishConsentEvents, publishHeldChoices } from './publish-consent-events.ts'
import { publishPersonErased } from './publish-person-erased.ts'
import { publishPolicyEvent } from './publish-policy-event.ts'
import { publishRequestEvent } from './publish-request-event.ts'

let portal: TestPortal
let receiver: Awaited<ReturnType<typeof openReceiver>>
let endpointId: string
const events = [
  'choice.recorded',
  'request.opened',
  'request.closed',
  'person.erased',
  'policy.published',
] as const

beforeAll(async () => {
  portal = await requestPortal()
  // The setting that lets this machine in, as with PORTAL_WEBHOOK_LOOPBACK.
  portal.services.env.webhookLoopback = true
  receiver = await openReceiver()
  ;({ endpointId } = await addEndpoint(portal, receiver.url, [...events]))
  const { services } = portal
  const owner = contextFor(
    { ...services, database: portal.database.owner },
    { actor: portal.system.actor, locale: 'en' },
  )
  await publishTestPolicy(owner)
  await publishConsentTexts(owner, 'en', [
    { purpose: 'communication', topic: 'new-materials', words: { title: 'N' } },
    { purpose: 'analytics', topic: '', words: { title: 'A' } },
  ])
})
afterAll(async () => {
  await receiver.close()
  await portal.close()
})

const published = publishedApi(openapi('https://privacy.example.kz'))

/** What was sent, each valid by the published description. */
function bodies() {
  const sent = receiver.heard.splice(0).map(({ body }) => JSON.parse(body))
  for (const message of sent)
    expect(published.faultsOf(published.webhookSchema(message.type), message)).toEqual([])
  return sent
}
const idsOf = async (task: string) => (await jobsOf(portal, task)).at(-1)?.payload as Record<string, string>

it('a consent of a restricted person is told after the restriction, a withdrawal at once', async () => {
  const { person, own, reference } = await addRequest(portal, 'restriction/disputed')
  const { subjectId } = person
  const choose = (purpose: 'analytics' | 'communication', decision: 'granted' | 'withdrawn') =>
    recordChoices(
      portal.as({ kind: 'subject', subjectId }, 'en'),
      subjectId,
      recordChoicesSchema.parse({
        idempotencyKey: newId(),
        policyVersion: 1,
        locale: 'en',
        origin: 'choices',
        choices: [
          {
            purpose,
            decision,
            ...(purpose === 'communication' && { topic: 'new-materials', channel: 'email' }),
          },
        ],
      }),
    )
  const told = async () => {
    await publishConsentEvents(portal.system, { platform: false })
    await work(portal, { subjectId, endpointId })
    return bodies()
      .filter(({ type }) => type === 'choice.recorded')
      .map(({ data }) => [data.purpose, data.decision])
  }
  const officer = (await staffContext(portal, ['privacy-officer'])).ctx
  await takeRequestStep(officer, stepSchema.parse({ reference, step: 'take' }))
  await takeRequestStep(officer, stepSchema.parse({ reference, step: 'fulfil', message: 'Done.' }))
  await choose('analytics', 'granted')
  await choose('communication', 'withdrawn')
  expect(await told()).toEqual([['communication', 'withdrawn']])
  expect(await endRestriction(officer, reference)).toEqual({ status: 'done' })
  await publishHeldChoices(portal.system, { subjectId, since: null })
  await publishHeldChoices(portal.system, { subjectId, since: null })
  expect(await told()).toEqual([['analytics', 'granted']])
  await expect(publishHeldChoices(own, { subjectId, since: null })).rejects.toThrow(Denied)
})

it('a choice is told with its place in the ledger, to the platform’s own id, within the outbox’s turn', async () => {
  const person = await portal.addPerson()
  const { subjectId } = person
  const choose = (decision: 'granted' | 'withdrawn') =>
    recordChoices(
      portal.as({ kind: 'subject', subjectId }, 'en'),
      subjectId,
      recordChoicesSchema.parse({
        idempotencyKey: newId(),
        policyVersion: 1,
        locale: 'en',
        origin: 'choices',
        choices: [{ purpose: 'communication', topic: 'new-materials', channel: 'email', decision }],
      }),
    )
  const first = await choose('withdrawn')
  await choose('withdrawn')
  expect(await publishConsentEvents(portal.system, { platform: false })).toBe(2)
  await work(portal, { subjectId, endpointId })
  const told = bodies()
  expect(told.map(({ data }) => data.seq)).toEqual([1, 2])
  expect(told[0]).toEqual({
    type: 'choice.recorded',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      subject: person.externalId,
      purpose: 'communication',
      topic: 'new-materials',
      channel: 'email',
      decision: 'withdrawn',
      seq: 1,
      policyVersion: 1,
      locale: 'en',
      origin: 'choices',
      givenAt: null,
      expiresAt: null,
      receiptId: 'choices' in first ? first.choices[0]?.eventId : '',
    },
  })
})

it('an imported choice is told apart; what has no topic says null, as the API does', async () => {
  const { subjectId } = await portal.addPerson()
  await recordForMany(portal.system, [
    {
      person: { subjectId },
      givenAt: new Date('2023-05-01T06:00:00Z'),
      origin: 'import',
      policyVersion: 1,
      locale: 'en',
      idempotencyKey: newId(),
      choices: [{ purpose: 'analytics', topic: '', channel: '', decision: 'withdrawn' }],
    },
  ])
  await publishConsentEvents(portal.system, { platform: false })
  await work(portal, { subjectId, endpointId })
  const [{ data } = { data: {} }] = bodies()
  expect(data).toMatchObject({
    purpose: 'analytics',
    topic: null,
    channel: null,
    origin: 'import',
    givenAt: '2023-05-01T06:00:00.000Z',
  })
})

it('a request is told when it is opened and when it is closed, never a word of it', async () => {
  const { person, reference } = await addRequest(portal, 'erasure/unlawful', { circumstances: 'Құпия сөз' })
  const key = (await idsOf('publish-request-event')) as { subjectId: string; requestId: string }
  await publishRequestEvent(portal.system, key)
  await publishRequestEvent(portal.system, key)
  await work(portal, { subjectId: person.subjectId, endpointId })
  const [opened, ...more] = bodies()
  expect(more).toEqual([])
  expect(opened).toMatchObject({
    type: 'request.opened',
    data: {
      subject: person.externalId,
      reference,
      right: 'erasure',
      variant: 'unlawful',
      status: 'received',
    },
  })
  expect(JSON.stringify(opened)).not.toMatch(/Құпия|Әлия/)
  const stopped = await stopRequest(portal.visitor, stopToken(portal.services.keys, key.requestId))
  expect(stopped.status).toBe('stopped')
  await publishRequestEvent(portal.system, (await idsOf('publish-request-event')) as typeof key)
  await work(portal, { subjectId: person.subjectId, endpointId })
  expect(bodies()).toMatchObject([{ type: 'request.closed', data: { reference, status: 'cancelled' } }])
})

it('an erasure is told once, by the id that only the platform still knows, and nothing else waits for the person', async () => {
  const { person, reference } = await addRequest(portal, 'erasure/unlawful')
  const key = (await idsOf('publish-request-event')) as { subjectId: string; requestId: string }
  await publishRequestEvent(portal.system, key)
  const officers = [
    await staffContext(portal, ['privacy-officer']),
    await staffContext(portal, ['privacy-officer']),
  ]
  const steps = [{ step: 'take' }, { step: 'propose', decision: 'fulfil' }, { step: 'approve' }]
  for (const [n, step] of steps.entries()) {
    const officer = officers[n === 2 ? 1 : 0]
    if (officer) await takeRequestStep(officer.ctx, stepSchema.parse({ reference, ...step }))
  }
  await beginErasure(portal.system, key)
  expect(await runErasures(portal.system, new AbortController().signal)).toEqual({ ended: 1 })
  expect(await idsOf('publish-person-erased')).toEqual(key)
  await publishPersonErased(portal.system, key)
  await publishPersonErased(portal.system, key)
  await publishRequestEvent(portal.system, key)
  await work(portal, { subjectId: person.subjectId, endpointId })
  const sent = bodies()
  expect(sent).toMatchObject([
    { type: 'person.erased', data: { subject: person.externalId, result: 'complete' } },
  ])
  const kept = await portal.database.owner.db.execute(
    sql`SELECT event FROM webhook_delivery WHERE subject_id = ${person.subjectId}`,
  )
  expect(kept).toHaveLength(0)
})

it('skips subjects without a platform id, and sends a new endpoint no earlier events', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  const key = (await idsOf('publish-request-event')) as { subjectId: string; requestId: string }
  portal.passTime(1000)
  const late = await addEndpoint(portal, `${receiver.url}?late`, ['request.opened'])
  await publishRequestEvent(portal.system, key)
  await work(portal, { subjectId: person.subjectId, endpointId: late.endpointId })
  expect(bodies()).toEqual([])
  await work(portal, { subjectId: person.subjectId, endpointId })
  expect(bodies()).toMatchObject([{ data: { reference } }])
})

it('a version of the policy is told to all, about nobody', async () => {
  const { version } = await idsOf('publish-policy-event')
  await publishPolicyEvent(portal.system, Number(version))
  await work(portal, { subjectId: nobody, endpointId })
  expect(bodies()).toMatchObject([{ type: 'policy.published', data: { version: 1, material: false } }])
})

it('only the portal itself tells', async () => {
  const key = { subjectId: nobody, requestId: nobody }
  await expect(publishRequestEvent(portal.visitor, key)).rejects.toThrow(Denied)
  await expect(publishPolicyEvent(portal.visitor, 1)).rejects.toThrow(Denied)
})
