import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { readChoices, readHistory } from '#domain/consent/ledger/read-choices.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { readUnsubscribe } from '#domain/consent/unsubscribe/read-unsubscribe.ts'
import { unsubscribe } from '#domain/consent/unsubscribe/unsubscribe.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { openApiKeys } from '#domain/integrations/keys/find-api-key.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { openStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { followClock } from '#platform/jobs/queue-clock.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { addRequest, staffContext } from '#testing/requests.ts'
import { type CatchingServer, catchMail, until } from '#testing/worker.ts'
import { scheduledTasks } from './crontab.ts'
import { runQueue } from './run-queue.ts'
import { tasks } from './tasks.ts'

const hour = 3_600_000
const day = 24 * hour
const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
const analytics = { purpose: 'analytics', topic: '', channel: '', gpc: false } as const

let portal: ConsentPortal
let server: CatchingServer
let stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  server = await catchMail()
})
beforeEach(async () => {
  portal = await consentPortal(12)
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  server.mails.length = 0
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await portal.close()
})
afterAll(() => server.close())

/** The worker starts again with the portal's clock ahead by `ms` more, and does what is due. */
async function restart(ms: number) {
  portal.moveClock(ms)
  await followClock(portal.database.app, portal.services.clock, scheduledTasks)
  await workUntilIdle()
}

async function workUntilIdle() {
  const mailer = openMailer(`smtp://127.0.0.1:${server.port}`, 'p@x.example')
  const queue = runQueue({ services: portal.services, mailer, platform: null }, tasks)
  stops = [queue.stop]
  await until(async () => {
    const [left] = await portal.database.owner.db.execute<{ due: number }>(sql`
      SELECT count(*)::int AS due FROM graphile_worker.jobs WHERE attempts < max_attempts AND run_at <= now()
        AND task_identifier <> ALL ('{render-snapshots,sync-preferences,publish-request-event,publish-policy-event}'::text[])`)
    return left?.due === 0
  })
  for (const stop of stops.splice(0)) await stop()
}

/** How far a moment to come is from the portal's time, or one that has passed, in whole hours. */
const hoursFromNow = (at: string | Date | null | undefined) =>
  Math.round(Math.abs(new Date(at ?? 0).getTime() - portal.services.clock.now().getTime()) / hour)

test('at +8 days what is saved stays: a switch, its term, the undo of an unsubscribe, a key made for a day', async () => {
  await restart(8 * day)
  const person = await portal.addPerson({ locale: 'ru' })
  const { subjectId, externalId } = person
  const ctx = portal.subject(subjectId)
  await decide(ctx, subjectId, { decision: 'granted' })
  await decide(ctx, subjectId, { decision: 'granted', ...news })
  const [choice] = (await readChoices(ctx, subjectId)).filter(({ name }) => name === 'analytics')
  expect(choice?.decision).toBe('granted')
  expect(Math.floor(hoursFromNow(choice?.expiresAt) / 24)).toBeGreaterThan(360)
  expect(hoursFromNow((await readHistory(ctx, subjectId)).items[0]?.recordedAt)).toBe(0)
  expect(await checkConsent(portal.system, externalId, analytics)).toMatchObject({ allowed: true })

  const made = await makeUnsubscribeLink(portal.system, person, news)
  const token = made?.link.split('/u/')[1] ?? ''
  expect(await unsubscribe(portal.visitor, token)).toMatchObject({ on: false, canUndo: true })
  expect(await readUnsubscribe(portal.visitor, token)).toMatchObject({ canUndo: true })

  const expiresAt = new Date(portal.services.clock.now().getTime() + day)
  const { key } = await createApiKey(portal.system, { name: 'LMS', scopes: ['choices:read'], expiresAt })
  expect(await openApiKeys(portal.services)(key)).not.toBeNull()
  portal.moveClock(25 * hour)
  expect(await openApiKeys(portal.services)(key)).toBeNull()
})

test('at +8 days officer, administrator and the person are told that a request is late, each once', async () => {
  const officer = await staffContext(portal, ['privacy-officer'])
  const admin = await staffContext(portal, ['administrator'])
  const { reference, person } = await addRequest(portal, 'access')
  const told = (email: string) =>
    server.mails
      .filter(({ to, subject }) => to?.[0]?.address === email && subject?.includes(reference))
      .map(({ subject }) => subject)
  await restart(0)
  expect(told(officer.email)).toEqual([])
  expect(told(person.email)).toHaveLength(1)
  for (const _start of ['first', 'second']) {
    await restart(8 * day)
    expect(told(officer.email)).toEqual([expect.stringMatching(/^Срок прошёл/)])
    expect(told(admin.email)).toEqual(told(officer.email))
    expect(told(person.email)).toEqual([expect.anything(), `${reference} сұрау салуы: жауабымыз кешікті`])
  }
})

test('at +25 hours the undo of an unsubscribe is over, and a lone officer’s proposal has taken effect', async () => {
  const person = await portal.addPerson({ locale: 'ru' })
  await decide(portal.subject(person.subjectId), person.subjectId, { decision: 'granted', ...news })
  const made = await makeUnsubscribeLink(portal.system, person, news)
  const token = made?.link.split('/u/')[1] ?? ''
  await unsubscribe(portal.visitor, token)
  const officer = await staffContext(portal, ['privacy-officer'])
  const { reference } = await addRequest(portal, 'erasure/wish')
  for (const input of [{ step: 'take' }, { step: 'propose', decision: 'fulfil' }])
    await takeRequestStep(officer.ctx, stepSchema.parse({ reference, ...input }))
  const statusNow = async () => (await readStaffRequest(officer.ctx, reference))?.status
  await restart(0)
  expect(await statusNow()).toBe('awaiting-approval')

  await restart(25 * hour)
  expect(await readUnsubscribe(portal.visitor, token)).toMatchObject({ canUndo: false })
  expect(await statusNow()).not.toBe('awaiting-approval')
  const effective = server.mails.filter(
    ({ subject }) => subject === `${reference}: решение вступило в\u00A0силу`,
  )
  expect(effective.map(({ to }) => to?.[0]?.address)).toEqual([officer.email])
})

test('at +337 days a person is told that a consent ends, at +367 that it has ended', async () => {
  const { subjectId, externalId, email } = await portal.addPerson({ locale: 'ru' })
  const ctx = portal.subject(subjectId)
  await decide(ctx, subjectId, { decision: 'granted' })
  const told = () => server.mails.filter(({ to }) => to?.[0]?.address === email)
  await restart(300 * day)
  expect(told()).toEqual([])
  await restart(37 * day)
  expect(told()).toHaveLength(1)
  expect(told()[0]?.text).toContain('first: до ')
  expect(await checkConsent(portal.system, externalId, analytics)).toMatchObject({ allowed: true })

  await restart(30 * day)
  expect(told()).toHaveLength(2)
  expect(told()[1]?.subject).toBe('Срок вашего согласия истёк')
  expect(await checkConsent(portal.system, externalId, analytics)).toMatchObject({ allowed: false })
  const [last] = (await readHistory(ctx, subjectId)).items
  expect(last).toMatchObject({ name: 'analytics', decision: 'withdrawn', origin: 'term' })
  expect(hoursFromNow(last?.recordedAt)).toBe(0)
})

test('a job is planned by the portal’s clock, moves with it once, and moves back', async () => {
  const { clock } = portal.services
  const inHours = async () => {
    const rows = await portal.database.owner.db.execute<{ hours: string }>(sql`
      SELECT extract(epoch FROM run_at - now()) / 3600 AS hours FROM graphile_worker.jobs
      WHERE task_identifier = 'remind-request'`)
    return rows.map(({ hours }) => Math.round(Number(hours)))
  }
  const follow = () => followClock(portal.database.app, clock, [])
  portal.moveClock(100 * hour)
  await follow()
  const at = new Date(clock.now().getTime() + 240 * hour)
  await portal.system.transaction((tx) => enqueue(tx, 'remind-request', {}, { runAt: { at, clock } }))
  expect(await inHours()).toEqual([240])
  portal.moveClock(96 * hour)
  expect(await Promise.all([follow(), follow()])).toContain(96 * hour)
  expect(await inHours()).toEqual([144])
  portal.moveClock(-196 * hour)
  expect(await follow()).toBe(-196 * hour)
  expect(await inHours()).toEqual([340])
  expect(await follow()).toBe(0)
})

test('what others compare with their clocks is not moved', async () => {
  await restart(8 * day)
  const officer = await staffContext(portal, ['privacy-officer'])
  const before = portal.services.clock.unmoved()
  expect(Math.abs(before.getTime() - Date.now())).toBeLessThan(hour)
  const { token } = await portal.system.transaction((tx) =>
    openStaffSession(tx, officer.staffId, portal.services.clock.now()),
  )
  expect(await officer.sessionOf(token)).not.toBeNull()
})
