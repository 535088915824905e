import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffRole } from '#domain/access/actor.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addEndpoint, message, staffActor, tell } from '#testing/webhooks.ts'
import { endpointFormSchema } from '../rules/integration-schemas.ts'
import { listDeliveries } from '../webhooks/list-deliveries.ts'
import { replayDelivery } from '../webhooks/replay-delivery.ts'
import { createEndpoint, mostEndpoints, rotateSecret } from './create-endpoint.ts'
import { listEndpoints, readEndpoint } from './list-endpoints.ts'
import { disableEndpoint, enableEndpoint } from './switch-endpoint.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const as = (role: StaffRole, sudo = true) => portal.as(staffActor(role, sudo))
const wish = { url: 'https://lms.example.kz/hooks', events: ['choice.recorded' as const] }
const nowhere = '0199a000-0000-7000-8000-00000000000f'

it('an endpoint is made with a secret that is shown once, kept sealed, and on record', async () => {
  const { endpointId, secret } = await addEndpoint(portal, `${wish.url}#part`, wish.events)
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(await readEndpoint(as('auditor'), endpointId)).toMatchObject({
    url: wish.url,
    events: wish.events,
    waiting: 0,
    dead: 0,
    last: null,
    disabledAt: null,
    oldSecretUntil: null,
  })
  const [row] = await portal.database.owner.db.execute<{ sealed: Buffer }>(
    sql`SELECT secret_sealed AS sealed FROM webhook_endpoint WHERE endpoint_id = ${endpointId}`,
  )
  expect(row?.sealed.toString('latin1')).not.toContain(secret.slice(6, 20))
  expect(await portal.audit()).toContainEqual(
    expect.objectContaining({ action: 'webhook.create', fields: ['choice.recorded'] }),
  )
  expect(JSON.stringify(await portal.audit())).not.toContain(secret)
  const changed = await rotateSecret(as('administrator'), endpointId)
  expect(changed).toMatchObject({ status: 'done' })
  expect(changed).not.toMatchObject({ secret })
  expect((await readEndpoint(as('auditor'), endpointId))?.oldSecretUntil).not.toBeNull()
})

it('turned off it is sent nothing any more, and can be turned on', async () => {
  const { endpointId } = await addEndpoint(portal, `${wish.url}/switched`, wish.events)
  await tell(portal, endpointId, [message(nowhere)])
  expect(await disableEndpoint(as('administrator'), endpointId)).toBe(true)
  expect(await disableEndpoint(as('administrator'), endpointId)).toBe(false)
  expect((await listDeliveries(as('auditor'), { endpointId })).items).toMatchObject([
    { state: 'dead', outcome: 'endpoint-off' },
  ])
  expect(await enableEndpoint(as('administrator'), endpointId)).toBe(true)
  expect(await enableEndpoint(as('administrator'), endpointId)).toBe(false)
})

it('one address is on once, however often and fast it is asked for', async () => {
  const url = `${wish.url}/once`
  const asked = Array.from({ length: 5 }, () => createEndpoint(as('administrator'), { ...wish, url }))
  const made = await Promise.all(asked)
  const [first] = made.flatMap((one) => (one.status === 'done' ? [one.endpointId] : []))
  expect(made.filter(({ status }) => status === 'done')).toHaveLength(1)
  expect(made).toContainEqual({ status: 'refused', code: 'url-known' })
  expect(await disableEndpoint(as('administrator'), first ?? '')).toBe(true)
  const second = await addEndpoint(portal, url, wish.events)
  expect(await enableEndpoint(as('administrator'), first ?? '')).toBe(false)
  await disableEndpoint(as('administrator'), second.endpointId)
  expect(await enableEndpoint(as('administrator'), first ?? '')).toBe(true)
})

it('messages are listed by pages, newest first, without the person', async () => {
  const { endpointId } = await addEndpoint(portal, `${wish.url}/listed`, wish.events)
  await tell(
    portal,
    endpointId,
    [1, 2, 3, 4, 5].map((n) => message(nowhere, n)),
  )
  const first = await listDeliveries(as('security-officer'), { endpointId, size: 3 })
  const second = await listDeliveries(as('security-officer'), {
    endpointId,
    size: 3,
    after: first.next ?? '',
  })
  expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null])
  const ids = [...first.items, ...second.items].map(({ deliveryId }) => deliveryId)
  expect(new Set(ids).size).toBe(5)
  expect(JSON.stringify(first)).not.toMatch(/p-1|000f/)
  expect((await listDeliveries(as('auditor'), { endpointId, after: 'wrong' })).items.length).toBe(5)
})

it('there are no more than twenty that are on', async () => {
  const held = (await listEndpoints(as('auditor'))).filter((one) => one.disabledAt === null).length
  for (let n = held; n < mostEndpoints; n++) await addEndpoint(portal, `${wish.url}/${n}`, wish.events)
  const more = { ...wish, url: `${wish.url}/more` }
  expect(await createEndpoint(as('administrator'), more)).toEqual({ status: 'refused', code: 'too-many' })
})

describe('who may', () => {
  const changes = {
    create: (role: StaffRole, sudo?: boolean) => createEndpoint(as(role, sudo), wish),
    rotate: (role: StaffRole, sudo?: boolean) => rotateSecret(as(role, sudo), nowhere),
    disable: (role: StaffRole, sudo?: boolean) => disableEndpoint(as(role, sudo), nowhere),
    enable: (role: StaffRole, sudo?: boolean) => enableEndpoint(as(role, sudo), nowhere),
    replay: (role: StaffRole, sudo?: boolean) => replayDelivery(as(role, sudo), { endpointId: nowhere }),
  }
  it.each(Object.entries(changes))('%s: an administrator with a code given lately', async (_name, change) => {
    for (const role of ['auditor', 'security-officer', 'support', 'privacy-officer'] as const)
      await expect(async () => change(role)).rejects.toThrow(Denied)
    await expect(async () => change('administrator', false)).rejects.toThrow(SudoNeeded)
  })

  it('read: not support, and no privacy officer', async () => {
    for (const role of ['support', 'privacy-officer'] as const) {
      await expect(listEndpoints(as(role))).rejects.toThrow(Denied)
      await expect(listDeliveries(as(role), { endpointId: nowhere })).rejects.toThrow(Denied)
    }
    expect(await readEndpoint(as('auditor'), nowhere)).toBeNull()
  })
})

it.each([
  [{ url: 'https://a.kz', events: 'choice.recorded' }, true],
  [{ url: 'https://a.kz', events: ['choice.recorded', 'policy.published'] }, true],
  [{ url: 'https://a.kz', events: [] }, false],
  [{ url: 'https://a.kz' }, false],
  [{ url: '', events: ['choice.recorded'] }, false],
  [{ url: 'https://a.kz', events: ['person.erased'] }, true],
  [{ url: 'https://a.kz', events: ['webhook.test'] }, false],
  [{ url: 'https://a.kz', events: ['choice.recorded'], secret: 'x' }, false],
])('a form %j is whole: %s', (given, whole) =>
  expect(endpointFormSchema.safeParse(given).success).toBe(whole),
)
