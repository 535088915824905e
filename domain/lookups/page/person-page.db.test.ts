import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { type Actor, visitor } from '#domain/access/actor.ts'
import { Denied } from '#domain/access/permissions.ts'
import { countReadings } from '#domain/audit/search/count-readings.ts'
import { restrictProcessing } from '#domain/consent/restrictions/restrict-processing.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { consentPortal, decide } from '#testing/consent.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, decideByTwo, staffContext } from '#testing/requests.ts'
import { staffActor } from '#testing/staff.ts'
import { findPerson } from '../find/find-person.ts'
import { openPerson } from '../find/open-person.ts'
import { readPersonPage } from './read-person-page.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await consentPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
})
afterAll(() => portal.close())

const lookup = async (...given: Parameters<typeof findPerson>) => {
  const lookupId = await findPerson(...given)
  if (!lookupId) throw new Error('nobody was found')
  return lookupId
}

test('finds by reference, platform id and exact address only; what was typed is on no record', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  const { ctx, staffId } = await staffContext(portal, ['support'])
  const typed = [reference, person.externalId, person.email]
  for (const text of typed) expect(await findPerson(ctx, text)).not.toBeNull()
  const nobody = [`nobody-${newId()}@example.kz`, 'Әлия', person.email.slice(1), 'CX-0000-00', '@', '']
  for (const text of nobody) expect(await findPerson(ctx, text), text).toBeNull()
  const records = (await portal.audit()).filter(
    (one) => one.actorId === staffId && one.action.startsWith('person.'),
  )
  expect(records.map(({ action, reason, subjectId }) => ({ action, reason, subjectId })).slice(0, 4)).toEqual(
    [
      { action: 'person.search', reason: 'reference', subjectId: person.subjectId },
      { action: 'person.search', reason: 'platform-id', subjectId: person.subjectId },
      { action: 'person.search', reason: 'address', subjectId: person.subjectId },
      { action: 'person.search', reason: 'address', subjectId: null },
    ],
  )
  expect(records).toHaveLength(typed.length + nobody.length)
  for (const text of [...typed, 'Әлия']) expect(JSON.stringify(records)).not.toContain(text)
})

test('shows a masked contact and nothing else until the member says why with a fresh code', async () => {
  const { own, person } = await addRequest(portal, 'access')
  const member = await staffContext(portal, ['support'])
  const lookupId = await lookup(member.ctx, person.email)
  const masked = await readPersonPage(member.ctx, { lookupId })
  expect(masked).toMatchObject({
    contact: { masked: true, fullName: 'Ә… С…' },
    platformId: null,
    record: null,
  })
  expect(JSON.stringify(masked)).not.toContain(person.email)
  expect(JSON.stringify(masked)).not.toContain(person.externalId)
  expect(await readDisclosures(own, person.subjectId)).toEqual([])

  const input = { lookupId, reason: 'call-back' } as const
  await expect(openPerson(member.stale, input)).rejects.toThrow(SudoNeeded)
  expect((await readPersonPage(member.ctx, { lookupId }))?.record).toBeNull()
  expect(await openPerson(member.ctx, input)).toEqual({ status: 'done' })
  expect(await readPersonPage(member.ctx, { lookupId })).toMatchObject({
    contact: { masked: false, email: person.email },
    platformId: person.externalId,
  })
  const told = await readDisclosures(own, person.subjectId)
  expect(told.map(({ what, reason, roles }) => ({ what, reason, roles }))).toEqual([
    { what: 'record-opened', reason: 'call-back', roles: ['support'] },
    { what: 'contacts-revealed', reason: 'call-back', roles: ['support'] },
  ])
  const today = almatyDate(new Date())
  const opened = await member.ctx.transaction((tx) => countReadings(tx, [today]))
  expect(opened.find(({ staffId }) => staffId === member.staffId)?.opened).toBe(1)

  portal.passTime(15 * 60_000)
  expect(await readPersonPage(member.ctx, { lookupId })).toMatchObject({
    contact: { masked: true },
    record: null,
  })
})

test('a look-up is of the member who made it, and ends after an hour', async () => {
  const { person } = await addRequest(portal, 'access')
  const member = await staffContext(portal, ['privacy-officer'])
  const other = await staffContext(portal, ['privacy-officer'])
  const lookupId = await lookup(member.ctx, person.externalId)
  expect(await readPersonPage(other.ctx, { lookupId })).toBeNull()
  expect(await openPerson(other.ctx, { lookupId, reason: 'answer' })).toMatchObject({ code: 'not-found' })
  for (const wrong of [newId(), 'x', person.subjectId])
    expect(await readPersonPage(member.ctx, { lookupId: wrong })).toBeNull()
  portal.passTime(50 * 60_000)
  await openPerson(member.ctx, { lookupId, reason: 'answer' })
  expect((await readPersonPage(member.ctx, { lookupId }))?.record).not.toBeNull()
  portal.passTime(10 * 60_000)
  expect(await readPersonPage(member.ctx, { lookupId })).toBeNull()
  expect(await openPerson(member.ctx, { lookupId, reason: 'answer' })).toMatchObject({ code: 'not-found' })
})

test('has everything of one person and nothing of another', async () => {
  const { own, person, reference } = await addRequest(portal, 'rectification')
  const other = await addRequest(portal, 'objection')
  await decide(own, person.subjectId, { decision: 'granted' })
  const officer = await staffContext(portal, ['privacy-officer'])
  const second = await staffContext(portal, ['privacy-officer'])
  const erasing = await decideByTwo(portal, [officer.ctx, second.ctx], {
    subjectId: person.subjectId,
    kind: 'erasure/wish',
    task: 'begin-erasure',
  })
  await beginErasure(portal.system, erasing.key)
  await portal.system.transaction((tx) =>
    restrictProcessing(tx, portal.system, { ...erasing.key, blocking: false }),
  )
  const lookupId = await lookup(officer.ctx, reference)
  await openPerson(officer.ctx, { lookupId, reason: 'verify-identity' })
  const page = await readPersonPage(officer.ctx, { lookupId })
  expect(page?.foundBy).toBe('reference')
  const { record } = page ?? {}
  expect(record?.requests.map((one) => one.reference)).toEqual([erasing.reference, reference])
  expect(record?.choices.filter(({ decision }) => decision === 'granted').length).toBeGreaterThan(0)
  expect(record?.history.items.length).toBeGreaterThan(0)
  expect(record?.erasures).toMatchObject([{ requestId: erasing.key.requestId, state: 'waiting' }])
  expect(record?.restrictions).toMatchObject([{ requestId: erasing.key.requestId, liftedAt: null }])
  expect(record?.incidents).toEqual([])
  // Who looked: this reading is told to the person, and stands on the page.
  expect(record?.disclosures).toEqual(await readDisclosures(own, person.subjectId))
  expect(record?.disclosures.map(({ what }) => what)).toContain('record-opened')
  expect(JSON.stringify(page)).not.toContain(other.reference)

  const support = await staffContext(portal, ['support'])
  const theirs = await lookup(support.ctx, person.email)
  await openPerson(support.ctx, { lookupId: theirs, reason: 'answer' })
  expect((await readPersonPage(support.ctx, { lookupId: theirs }))?.record).toMatchObject({ incidents: null })
})

const denied: Record<string, Actor> = {
  visitor,
  person: { kind: 'subject', subjectId: newId() },
  program: { kind: 'program', keyId: 'key', scopes: ['choices:read', 'requests:read'] },
  system: { kind: 'system', task: 'test' },
  auditor: staffActor('auditor'),
  'security officer': staffActor('security-officer'),
  administrator: staffActor('administrator'),
  'officer without training': staffActor('privacy-officer', { clearance: false }),
  'support without training': staffActor('support', { clearance: false }),
}

test.each(Object.entries(denied))('refuses the search, the reason and the page to: %s', async (_, actor) => {
  const ctx = portal.as(actor)
  const lookupId = newId()
  await expect(findPerson(ctx, 'x')).rejects.toThrow(Denied)
  await expect(openPerson(ctx, { lookupId, reason: 'answer' })).rejects.toThrow(Denied)
  await expect(readPersonPage(ctx, { lookupId })).rejects.toThrow(Denied)
})
