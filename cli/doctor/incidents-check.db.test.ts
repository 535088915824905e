import { afterAll, beforeAll, expect, test } from 'vitest'
import { openIncident } from '#domain/incidents/register/open-incident.ts'
import { takeIncidentStep } from '#domain/incidents/register/work-on-incident.ts'
import { runIncidentTerms } from '#domain/incidents/term/run-terms.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { factsOf, openedIncident } from '#testing/incidents.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'
import { checkIncidents } from './incidents-check.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const look = () => checkIncidents(portal.services.env)

test('the doctor names an incident whose term has passed, until the authority is told', async () => {
  expect(await look()).toMatchObject({ state: 'ok', says: 'no notice to the authority is open' })
  const { ctx } = await staffContext(portal, ['security-officer'])
  const reference = await openedIncident(ctx, portal)
  expect((await look()).state).not.toBe('fail')
  const noticed = new Date(portal.services.clock.now().getTime() - 20 * 86_400_000)
  const old = await openIncident(ctx, { ...factsOf, noticedOn: almatyDate(noticed), noticedTime: '10:00' })
  const late = old.status === 'done' ? old.reference : ''
  await runIncidentTerms(portal.system)
  expect(await look()).toMatchObject({ state: 'fail', says: expect.stringContaining(late) })
  for (const one of [reference, late])
    await takeIncidentStep(ctx, { reference: one, step: 'notify-authority', note: '№ 17' })
  expect(await look()).toMatchObject({ state: 'ok' })
})
