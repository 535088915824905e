import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consentCatalogue, consentWording } from '#db/schema/consent.ts'
import { minor } from '#db/schema/people.ts'
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { readRetention } from '../retention/read-retention.ts'
import { openSources } from '../sources/open-sources.ts'
import { exportRegister, readRegister } from './read-register.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const contextOf = async (role: 'privacy-officer' | 'auditor' | 'support') =>
  (await staffContext(portal, [role])).ctx

test('lists every item of the map, with what the operator set', async () => {
  const register = await readRegister(await contextOf('auditor'))
  const { map } = openSources(portal.system)
  const listed = map.filter(({ id }) => !guardianItems.includes(id))
  expect(listed).toHaveLength(map.length - guardianItems.length)
  expect(register.processing.map(({ item }) => item)).toEqual(listed)
  const proof = register.processing.find(({ item }) => item.id === 'portal.consent-event')
  expect(proof).toMatchObject({
    keeping: operator.keeping['consent-proof'],
    countries: ['KZ'],
    supports: { collect: true, correct: false, restrict: false, erase: 'keep' },
  })
  expect(register.transfers.map(({ recipient, channel }) => [recipient.en, channel])).toEqual(
    operator.processing.communication.recipients.map(({ name, channel }) => [name.en, channel]),
  )
  expect(register.notStated).toEqual([])
})

const guardianItems = [
  'portal.minor',
  'portal.representative-invitation',
  'portal.representation',
  'portal.representative-of',
]

test('lists representatives of people under 18 where they are turned on, and where a row is left from before', async () => {
  const auditor = await contextOf('auditor')
  const { services } = auditor
  const idsOf = async (ctx: typeof auditor) =>
    (await readRegister(ctx)).processing.map(({ item }) => item.id).filter((id) => guardianItems.includes(id))
  const termsOf = async (ctx: typeof auditor) =>
    (await readRetention(ctx)).lines.map(({ item }) => item.id).filter((id) => guardianItems.includes(id))
  expect([await idsOf(auditor), await termsOf(auditor)]).toEqual([[], []])
  expect((await readRegister(auditor)).withoutGuardians).toBe(true)
  const on = { ...auditor, services: { ...services, env: { ...services.env, guardians: true } } }
  expect(await idsOf(on)).toEqual(guardianItems)
  const { subjectId } = await portal.addPerson()
  await portal.database.owner.transaction(
    (tx) => tx.insert(minor).values({ subjectId, adultOn: '2030-01-01', asked: [], declaredAt: new Date() }),
    { settings: { 'app.reach': 'all' } },
  )
  expect([await idsOf(auditor), await termsOf(auditor)]).toEqual([guardianItems, guardianItems])
  expect((await readRegister(auditor)).withoutGuardians).toBe(false)
})

test('invents nothing where the operator said nothing, and knows a transfer abroad', async () => {
  const { processing, keeping: _keeping, ...rest } = operator
  const { service: _service, ...others } = processing
  const [first] = others.communication.recipients
  const file = join(portal.services.env.keysDir, 'operator.json')
  const communication = { ...others.communication, recipients: [{ ...first, country: 'DE' }] }
  writeFileSync(file, JSON.stringify({ ...rest, processing: { ...others, communication } }))
  const auditor = await contextOf('auditor')
  const services = { ...portal.services, env: { ...portal.services.env, OPERATOR_FILE: file } }
  const register = await readRegister({ ...auditor, services })
  expect(register.notStated).toEqual(['service'])
  expect(register.transfers).toMatchObject([{ country: 'DE', abroad: true, purpose: 'communication' }])
  expect(register.processing.find(({ item }) => item.id === 'portal.consent-event')).toMatchObject({
    period: null,
    keeping: null,
    recipients: null,
    countries: null,
  })
})

test('names the recipients of a purpose that the operator has added, until it is retired', async () => {
  const { db } = portal.database.owner
  const fund = { kk: 'Қор', ru: 'Фонд', en: 'Fund' }
  const facts = {
    recipients: [{ name: fund, country: 'DE' }],
    storage: ['KZ'],
    published: false as const,
    retention: fund,
    categories: ['registration' as const],
    dpvType: 'Purpose' as const,
  }
  const texts = { kk: { title: 'Клуб kk' }, ru: { title: 'Клуб' }, en: { title: 'Club' } }
  const about = { purpose: 'alumni-club', topic: '' }
  await db.insert(consentCatalogue).values({ ...about, position: 9, addedIn: 2 })
  await db.insert(consentWording).values({ ...about, version: 2, texts, facts })
  const register = await readRegister(await contextOf('auditor'))
  const found = register.transfers.find(({ purpose }) => purpose === 'alumni-club')
  expect(found).toMatchObject({ recipient: fund, country: 'DE', abroad: true, bases: ['consent'] })
  // This portal has no other system: its own records are none that such a purpose needs.
  expect(found?.items).toEqual([])
  expect(register.ownPurposes).toMatchObject([{ purpose: 'alumni-club', titles: { en: 'Club' } }])
  await db.update(consentCatalogue).set({ retiredIn: 3 }).where(eq(consentCatalogue.purpose, 'alumni-club'))
  expect((await readRegister(await contextOf('auditor'))).ownPurposes).toEqual([])
})

test('is exported by officers and auditors with a fresh code, on record', async () => {
  const what = { register: 'transfers', format: 'csv' } as const
  const officer = await staffContext(portal, ['privacy-officer'])
  await expect(exportRegister(officer.stale, what)).rejects.toThrow(SudoNeeded)
  await exportRegister(officer.ctx, what)
  expect((await portal.audit()).at(-1)).toMatchObject({
    action: 'data-map.export',
    reason: 'transfers',
    fields: ['csv'],
  })
  for (const ctx of [await contextOf('support'), portal.visitor])
    for (const use of [readRegister(ctx), exportRegister(ctx, what)])
      await expect(use).rejects.toThrow(Denied)
})
