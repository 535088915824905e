import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { endObjections, planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { readChanges } from '#domain/fulfilment/changes/read-changes.ts'
import { settleChange } from '#domain/fulfilment/changes/settle-change.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { publishConsentEvents } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { addFullLearner } from '#testing/data-sources.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'

const hour = 60 * 60_000
const { signal } = new AbortController()
let portal: ConsentPortal
let platform: TestDatabase
let crm: Awaited<ReturnType<typeof openCrm>>
let officer: Context
let support: Context

beforeAll(async () => {
  platform = await testDatabase()
  await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z'))
  crm = await openCrm()
  const unable = crmSettings(crm.url, crm.key, { name: 'tutor', object: false })
  portal = await consentPortal(undefined, {
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
    HTTP_SOURCES_FILE: httpSourcesFile(
      crmSettings(crm.url, crm.key),
      crmSettings(crm.url, crm.key, { name: 'accounts', object: false }),
      { ...unable, items: unable.items.map((item) => ({ ...item, purpose: 'personalisation' })) },
    ),
  })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  support = (await staffContext(portal, ['support'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close(), crm.close()])
})

const personalisation = { purpose: 'personalisation', topic: '', channel: '', gpc: false } as const

/** A learner of the platform and the CRM who agreed to personalisation and objects to it. */
async function objecting() {
  const person = await addFullLearner(portal, platform)
  const { subjectId, externalId, userId } = person
  crm.addPerson(externalId)
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')
  const agree = () => decide(own, subjectId, { purpose: 'personalisation', decision: 'granted' })
  await agree()
  const filed = await fileRequest(own, formOf('objection'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  await takeRequestStep(officer, stepSchema.parse({ reference, step: 'take' }))
  const done = new Set<unknown>()
  /** What the worker does with what waits: the outbox, the jobs of this person, the changes. */
  const work = async () => {
    await publishConsentEvents(portal.system, { platform: true })
    const mine = async (task: string) =>
      (await jobsOf(portal, task)).filter(({ payload, run_at: at }) => {
        const isMine =
          payload.subjectId === subjectId || JSON.stringify(payload.subjectIds)?.includes(subjectId)
        const isNew = isMine && !done.has(`${task}${at}`)
        if (isNew) done.add(`${task}${at}`)
        return isNew
      })
    for (const { payload } of await mine('end-objections'))
      await endObjections(portal.system, payload as never)
    for (const { payload } of await mine('plan-source-changes'))
      await planSourceChanges(portal.system, payload as never)
    await runSourceChanges(portal.system, signal)
  }
  const fulfil = () =>
    takeRequestStep(officer, stepSchema.parse({ reference, step: 'fulfil', message: 'Done.' }))
  const states = async (kind: string) =>
    Object.fromEntries(
      (await readChanges(own, reference))
        .filter((one) => one.kind === kind)
        .map(({ source, state, code }) => [source, code === null ? state : `${state}: ${code}`]),
    )
  const row = async () => {
    const [found] = await platform.owner.db.execute<{ row: Record<string, unknown> }>(
      sql`SELECT to_jsonb(u) AS row FROM users u WHERE id = ${userId}`,
    )
    return found?.row
  }
  const isMarked = async () => ({
    platform: (await row())?.not_profiled_at !== null,
    crm: crm.people.get(externalId)?.objected,
  })
  const isAllowed = async () => (await checkConsent(portal.system, externalId, personalisation)).allowed
  const asked = () =>
    [...crm.asked.values()].filter((one) => one.person === externalId && one.type === 'objection').length
  const letters = async () =>
    (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === subjectId && payload.letter === 'objected',
    ).length
  const settle = async (ctx: Context, source: string, how: 'skip' | 'by-hand' | 'retry') => {
    const all = await readChanges(officer, reference)
    const change = all.find((one) => one.source === source && one.state === 'failed')?.changeId ?? ''
    return settleChange(ctx, { reference, change, how, note: how === 'retry' ? '' : 'Switched off there.' })
  }
  return {
    subjectId,
    own,
    agree,
    reference,
    work,
    fulfil,
    states,
    row,
    isMarked,
    isAllowed,
    asked,
    letters,
    settle,
  }
}

test('an objection is written into every system that profiles, read back, told to the person, and undone exactly', async () => {
  const person = await objecting()
  const before = await person.row()
  await person.work()
  expect(await person.isMarked()).toEqual({ platform: false, crm: false })
  expect(await person.isAllowed()).toBe(true)

  await person.fulfil()
  expect(await person.isAllowed()).toBe(false)
  await person.work()
  expect(await person.isMarked()).toEqual({ platform: true, crm: true })
  // A system without items of that purpose is not concerned. One that has them and cannot be marked fails, for staff to settle.
  expect(await person.states('object')).toEqual({
    portal: 'done',
    platform: 'done',
    crm: 'done',
    accounts: 'not-concerned',
    tutor: 'failed: not-supported',
  })
  const changes = await readChanges(officer, person.reference)
  expect(changes.find(({ source }) => source === 'platform')).toMatchObject({
    matched: 1,
    changed: 1,
    left: 0,
  })
  expect(await person.letters()).toBe(0)
  await expect(person.settle(support, 'tutor', 'by-hand')).rejects.toThrow(Denied)
  expect(await person.settle(officer, 'tutor', 'by-hand')).toEqual({ status: 'done' })
  expect(await person.letters()).toBe(1)

  await person.agree()
  expect(await person.isAllowed()).toBe(true)
  await person.work()
  expect(await person.isMarked()).toEqual({ platform: false, crm: false })
  expect(await person.row()).toEqual(before)
  expect(await person.states('end-objection')).toEqual({
    portal: 'done',
    platform: 'done',
    crm: 'done',
    accounts: 'not-concerned',
    tutor: 'failed: not-supported',
  })
  expect(await person.letters()).toBe(1)
  const actions = (await portal.audit({ subjectId: person.subjectId })).map(({ action }) => action)
  expect(actions.filter((action) => action.startsWith('objection.'))).toEqual([
    'objection.begin',
    'objection.end',
  ])
})

test('a system that is away is told when it is back, and is asked once', async () => {
  const person = await objecting()
  crm.down()
  await person.fulfil()
  await person.work()
  expect(await person.states('object')).toMatchObject({ platform: 'done', crm: 'failed: unavailable' })
  for (let n = 0; n < 4; n++) {
    portal.passTime(6 * hour)
    await person.work()
  }
  expect(await person.letters()).toBe(0)
  crm.up()
  expect(await person.settle(officer, 'crm', 'retry')).toEqual({ status: 'done' })
  await person.work()
  portal.passTime(6 * hour)
  await person.work()
  expect(await person.states('object')).toMatchObject({ platform: 'done', crm: 'done' })
  expect(person.asked()).toBe(1)
  expect(await person.settle(officer, 'tutor', 'skip')).toEqual({ status: 'done' })
  expect(await person.letters()).toBe(1)
})

test('a person who agrees again while a system is away leaves no mark there', async () => {
  const person = await objecting()
  crm.down()
  await person.fulfil()
  await person.work()
  await person.agree()
  await person.work()
  expect(await person.isMarked()).toEqual({ platform: false, crm: false })
  crm.up()
  portal.passTime(6 * hour)
  await person.work()
  expect(await person.states('object')).toMatchObject({ platform: 'done', crm: 'overtaken: unavailable' })
  expect(await person.states('end-objection')).toMatchObject({ platform: 'done', crm: 'done' })
  expect(await person.isMarked()).toEqual({ platform: false, crm: false })
})

test('other choices end no objection', async () => {
  const person = await objecting()
  await person.fulfil()
  await person.work()
  await decide(person.own, person.subjectId, { purpose: 'analytics', decision: 'granted' })
  await decide(person.own, person.subjectId, { purpose: 'personalisation', decision: 'withdrawn' })
  await person.work()
  expect(await person.states('end-objection')).toEqual({})
  expect(await person.isMarked()).toEqual({ platform: true, crm: true })
})

test('a refused objection reaches no system', async () => {
  const person = await objecting()
  const refusal = { refusalCode: 'NotAutomated', reason: 'Өңделмейді.', reasonLocale: 'kk' }
  const refused = await takeRequestStep(
    officer,
    stepSchema.parse({ reference: person.reference, step: 'refuse', ...refusal }),
  )
  expect(refused.status).toBe('done')
  await person.work()
  expect(await readChanges(person.own, person.reference)).toEqual([])
  expect(await person.isMarked()).toEqual({ platform: false, crm: false })
  await expect(endObjections(officer, { subjectIds: [person.subjectId] })).rejects.toThrow(Denied)
})
