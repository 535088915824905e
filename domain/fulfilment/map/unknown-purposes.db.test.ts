import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consentCatalogue, consentWording } from '#db/schema/consent.ts'
import platformMap from '#db/seed/platform/map.json' with { type: 'json' }
import { crmSettings, httpSourcesFile } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { readRegister } from '../register/read-register.ts'
import { readStatedFacts } from './stated-processing.ts'
import { findUnknownPurposes } from './unknown-purposes.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const fund = { kk: 'Қор', ru: 'Фонд', en: 'Fund' }
const about = { purpose: 'alumni-club', topic: '' }

/** A system whose first kind of records is for this purpose. */
const crmFor = (purpose: string) => {
  const crm = crmSettings('http://127.0.0.1:4990', Buffer.alloc(32, 'k'))
  const items = crm.items.map((item, at) => (at === 0 ? { ...item, purpose } : item))
  return httpSourcesFile({ ...crm, items })
}
const platformFor = (purpose: string) => {
  const [first, ...rest] = platformMap.items
  const file = join(portal.services.env.keysDir, `map-${purpose.replaceAll('/', '-')}.json`)
  writeFileSync(file, JSON.stringify({ ...platformMap, items: [{ ...first, purpose }, ...rest] }))
  return file
}
type Env = { HTTP_SOURCES_FILE?: string; PLATFORM_MAP_FILE?: string; PLATFORM_DATABASE_URL?: string }
const system = (env: Env) => ({
  ...portal.system,
  services: { ...portal.services, env: { ...portal.services.env, ...env } },
})
const url = 'postgresql://127.0.0.1:9/platform'

async function addAlumniClub() {
  const { db } = portal.database.owner
  const facts = {
    recipients: [{ name: fund, country: 'DE' }],
    storage: ['KZ'],
    published: false as const,
    retention: { kk: 'Бір жыл', ru: 'Год', en: 'A year' },
    categories: ['technical' as const],
    dpvType: 'Purpose' as const,
  }
  const texts = { kk: { title: 'Клуб kk' }, ru: { title: 'Клуб' }, en: { title: 'Club' } }
  await db.insert(consentCatalogue).values({ ...about, position: 9, addedIn: 2 })
  await db.insert(consentWording).values({ ...about, version: 2, texts, facts })
}

test('refuses a purpose that never was, with the file, the place and what to do', async () => {
  expect(await findUnknownPurposes(system({ HTTP_SOURCES_FILE: crmFor('support') }))).toEqual([])
  expect(await findUnknownPurposes(system({ HTTP_SOURCES_FILE: crmFor('alumni-club') }))).toEqual([
    'HTTP_SOURCES_FILE: crm.contacts.purpose: there is no purpose "alumni-club"; publish it with a version of the policy first',
  ])
  const file = platformFor('alumni-club')
  expect(
    await findUnknownPurposes(system({ PLATFORM_MAP_FILE: file, PLATFORM_DATABASE_URL: url })),
  ).toMatchObject([expect.stringMatching(/^PLATFORM_MAP_FILE: items\..+\.purpose: .*"alumni-club"/)])
  // Without a database of the platform its map is not read.
  expect(await findUnknownPurposes(system({ PLATFORM_MAP_FILE: file }))).toEqual([])
})

test('refuses what is not the code of a purpose, a topic among them', async () => {
  for (const purpose of ['communication/new-materials', 'Alumni', '', 'a'.repeat(41)])
    await expect(findUnknownPurposes(system({ HTTP_SOURCES_FILE: crmFor(purpose) }))).rejects.toThrow(
      'HTTP_SOURCES_FILE: sources.0.items.0.purpose: ',
    )
  const file = platformFor('communication/new-materials')
  await expect(
    findUnknownPurposes(system({ PLATFORM_MAP_FILE: file, PLATFORM_DATABASE_URL: url })),
  ).rejects.toThrow('PLATFORM_MAP_FILE: items.0.purpose: is not the code of a purpose')
})

test('accepts a purpose that the operator has published, and says of its records what the text says', async () => {
  await addAlumniClub()
  const env = { HTTP_SOURCES_FILE: crmFor('alumni-club') }
  expect(await findUnknownPurposes(system(env))).toEqual([])
  const platform = { PLATFORM_MAP_FILE: platformFor('alumni-club'), PLATFORM_DATABASE_URL: url }
  expect(await findUnknownPurposes(system(platform))).toEqual([])
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  const register = await readRegister({ ...auditor, services: system(env).services })
  const contacts = register.processing.find(({ item }) => item.id === 'crm.contacts')
  expect(contacts).toMatchObject({ item: { purpose: 'alumni-club' }, period: { en: 'A year' } })
  expect(register.notStated).toEqual([])
  expect(register.ownPurposes).toMatchObject([{ purpose: 'alumni-club', titles: { en: 'Club' } }])
  // The system's own recipients of what it keeps, and the recipients of the purpose.
  const transfers = register.transfers.filter(({ purpose }) => purpose === 'alumni-club')
  expect(transfers.map(({ recipient, items }) => [recipient.en, items.map(({ id }) => id)])).toEqual([
    ['Hosting', ['crm.contacts']],
    ['Fund', ['crm.contacts', 'crm.calls']],
  ])
})

test('knows a purpose that is offered no more, with its title and its facts', async () => {
  const { db } = portal.database.owner
  await db.update(consentCatalogue).set({ retiredIn: 3 }).where(eq(consentCatalogue.purpose, 'alumni-club'))
  const env = { HTTP_SOURCES_FILE: crmFor('alumni-club') }
  expect(await findUnknownPurposes(system(env))).toEqual([])
  expect((await readStatedFacts(portal.visitor)).processing['alumni-club']).toMatchObject({ storage: ['KZ'] })
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  const register = await readRegister({ ...auditor, services: system(env).services })
  expect(register.ownPurposes).toMatchObject([{ titles: { ru: 'Клуб' }, isOffered: false }])
  expect(register.notStated).toEqual([])
})
