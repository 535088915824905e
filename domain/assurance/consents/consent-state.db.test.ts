import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitor } from '#domain/access/actor.ts'
import { Denied } from '#domain/access/permissions.ts'
import { countConsentStates, readStateCounts } from '#domain/consent/overview/count-states.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { staffContext } from '#testing/requests.ts'
import { staffActor } from '#testing/staff.ts'
import { exportConsentState, readConsentState } from './read-consent-state.ts'

let portal: ConsentPortal
let ids: string[]
beforeAll(async () => {
  portal = await consentPortal(2)
  const people = await Promise.all(Array.from({ length: 24 }, () => portal.addPerson()))
  ids = people.map(({ subjectId }) => subjectId)
})
afterAll(() => portal.close())

const own = (subjectId: string) => portal.as({ kind: 'subject', subjectId }, 'ru')
const count = async () => {
  const { counts } = await countConsentStates(portal.system)
  return (state: string, purpose = 'analytics') =>
    counts
      .filter((one) => one.state === state && one.purpose === purpose)
      .reduce((n, one) => n + one.people, 0)
}

test('counts what stands, what was withdrawn, and who is asked again after a version or a term', async () => {
  for (const id of ids.slice(0, 14)) await decide(own(id), id, { decision: 'granted' })
  for (const id of ids.slice(0, 3)) await decide(own(id), id, { decision: 'withdrawn' })
  const first = await count()
  expect([first('on'), first('off'), first('policy'), first('term')]).toEqual([11, 3, 0, 0])
  const stored = await portal.system.transaction(readStateCounts)
  expect(stored?.people).toBe(24)
  expect(stored?.counts.filter(({ state }) => state === 'on')).toMatchObject([
    { purpose: 'analytics', policyVersion: 1, textVersion: 1, locale: 'ru', people: 11 },
  ])

  // The term of two months is over, also where nothing has recorded it yet.
  portal.passTime(70 * 86_400_000)
  const later = await count()
  expect([later('on'), later('off'), later('term')]).toEqual([0, 3, 11])
})

test('an officer and an auditor read it without a person; small groups are withheld; the file is on record', async () => {
  const officer = await staffContext(portal, ['privacy-officer'])
  const auditor = await staffContext(portal, ['auditor'])
  const view = await readConsentState(auditor.ctx)
  const row = view.counted?.choices.find(({ name }) => name === 'analytics')
  // Three who withdrew are not shown, and not the ten who never decided either: 24 less the others would tell.
  expect(row?.people).toEqual({ on: 0, off: null, policy: 0, term: 11, never: null })
  expect(view.recent).toMatchObject(Array(3).fill({ purpose: 'analytics', origin: 'choices', locale: 'ru' }))
  for (const id of ids) expect(JSON.stringify(view)).not.toContain(id)
  expect(view.current.find(({ purpose }) => purpose === 'analytics')).toMatchObject({ version: 1 })

  await expect(exportConsentState(officer.stale)).rejects.toThrow(SudoNeeded)
  expect(await exportConsentState(officer.ctx)).toEqual(view.counted?.choices)
  const log = (await portal.audit()).filter(({ actorId }) => actorId === officer.staffId)
  expect(log.at(-1)).toMatchObject({ action: 'consent-state.export', subjectId: null })
})

test.each([
  ['visitor', visitor],
  ['person', { kind: 'subject' as const, subjectId: newId() }],
  ['support', staffActor('support')],
  ['security officer', staffActor('security-officer')],
  ['administrator', staffActor('administrator')],
])('refuses the page, the file and the count to: %s', async (_, actor) => {
  const ctx = portal.as(actor)
  await expect(readConsentState(ctx)).rejects.toThrow(Denied)
  await expect(exportConsentState(ctx)).rejects.toThrow(Denied)
  await expect(countConsentStates(ctx)).rejects.toThrow(Denied)
})
