import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { addWholePerson, collected, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { bytesOf, filesIn, unpack } from '#testing/packages.ts'
import type { TestPortal } from '#testing/people.ts'
import { decideByTwo, formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { planSourceChanges } from '../change-run/plan-source-changes.ts'
import { runSourceChanges } from '../change-run/run-source-changes.ts'
import { readChanges } from '../changes/read-changes.ts'
import { readCertificate } from '../erase/read-certificate.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import { beginErasure } from '../erasure-run/begin-erasure.ts'
import { runErasures } from '../erasure-run/run-erasures.ts'
import { readOwnData } from '../own-data/read-own-data.ts'
import { openPackageDownload } from '../package/download-package.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { releasePackage } from '../package/release-package.ts'
import { beginPackage } from '../package-run/begin-package.ts'
import { runPackages } from '../package-run/run-packages.ts'
import { keyItem } from '../rules/erasure-plan.ts'
import { closeSources, openSources } from './open-sources.ts'

// Fifty people with a row in every table of the map, in three systems. Whatever is shown, copied, restricted or erased is
// compared with the map, and each with what the others have.

const people = 50
const { signal } = new AbortController()
const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
/** Draws the people whose copies are made; printed, so that a failure can be repeated. */
const seed = Number(process.env.PORTAL_TEST_SEED ?? Math.floor(Math.random() * people))
let portal: TestPortal
let platform: TestDatabase
let crm: Awaited<ReturnType<typeof openCrm>>
let officers: [Context, Context]
const persons: Awaited<ReturnType<typeof addWholePerson>>[] = []
/** By person: every value of every record that the sources have. */
const held: string[][] = []

beforeAll(async () => {
  crm = await openCrm()
  const file = httpSourcesFile(crmSettings(crm.url, crm.key))
  ;({ portal, platform } = await portalWithPlatform({ PACKAGES_DIR: packagesDir, HTTP_SOURCES_FILE: file }))
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]
  for (let n = 0; n < people; n++) {
    const person = await addWholePerson(portal, platform, crm)
    persons.push(person)
    const records = await everything(person)
    expect(idsIn(records)).toEqual(items())
    held.push([person.subjectId, person.externalId, ...leaves(records)])
  }
})
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close(), crm.close()])
  await rm(packagesDir, { recursive: true, force: true })
})

type Person = (typeof persons)[number]
const drawn = () => persons[seed % people] as Person
const own = ({ subjectId }: Person) => portal.as({ kind: 'subject', subjectId }, 'kk')

async function everything(person: Person) {
  const records = []
  for (const source of openSources(portal.system).all) records.push(...(await collected(source, person)))
  return records.map(({ item, key, values }) => ({ item: item.id, key, values }))
}

/** Every text and number inside. */
function leaves(value: unknown): string[] {
  if (value instanceof Date) return [value.toISOString()]
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : []
}

const shortest = 8

/** A day, which is in a copy for other reasons too. */
const isDay = (value: string) => /^\d{4}-\d\d-\d\d$/.test(value)

type Mark = { text: string; of: number }

/** What one person has and nobody else, long enough not to be anywhere by chance; by how it begins. */
function marksByBeginning(): ReadonlyMap<string, Mark[]> {
  const owners = new Map<string, Set<number>>()
  for (const [of, values] of held.entries())
    for (const value of values) owners.set(value, (owners.get(value) ?? new Set()).add(of))
  const marks: Mark[] = []
  for (const [value, [of = 0, ...others]] of owners)
    if (value.length >= shortest && others.length === 0 && !isDay(value))
      marks.push({ text: Buffer.from(value).toString('latin1'), of })
  return Map.groupBy(marks, ({ text }) => text.slice(0, shortest))
}

/** Every mark that is somewhere in the bytes. */
function marksIn(bytes: Buffer, marks: ReadonlyMap<string, Mark[]>): Mark[] {
  const all = bytes.toString('latin1')
  const found = new Set<Mark>()
  for (let at = 0; at + shortest <= all.length; at++)
    for (const mark of marks.get(all.slice(at, at + shortest)) ?? [])
      if (all.startsWith(mark.text, at)) found.add(mark)
  return [...found]
}

async function ownPages(person: Person) {
  const { groups, failed, next } = await readOwnData(own(person), person.subjectId, { size: 100_000 })
  expect({ failed, next }).toEqual({ failed: [], next: null })
  return groups.flatMap(({ records }) =>
    records.map(({ item, key, values }) => ({ item: item.id, key, values })),
  )
}

async function copyOf(person: Person) {
  const decided = { subjectId: person.subjectId, kind: 'access', task: 'begin-package' } as const
  const { reference, key } = await decideByTwo(portal, officers, decided)
  await beginPackage(portal.system, key)
  await runPackages(portal.system, packageTexts, signal)
  const sha256 = (await readPackagePreview(officers[0], reference))?.sha256 ?? ''
  expect(await releasePackage(officers[0], { reference, sha256 })).toEqual({ status: 'done' })
  expect(await runPackages(portal.system, packageTexts, signal)).toEqual({ given: 1 })
  const opened = await openPackageDownload(own(person), { reference, provedAt: portal.system.clock.now() })
  if ('status' in opened) throw new Error(opened.code)
  const { file, folder } = await unpack(await bytesOf(opened.read()))
  const files = await filesIn(folder)
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
  return { files, manifest: JSON.parse(files.get('manifest.json')?.toString() ?? '') }
}

/** Every item but the one row that nobody has who can still ask. */
const items = () =>
  openSources(portal.system)
    .map.map(({ id }) => id)
    .filter((id) => id !== 'portal.erased-subject')
    .sort()
const idsIn = (records: readonly { item: string }[]) => [...new Set(records.map(({ item }) => item))].sort()

test('no page of a person’s own data has a byte that only another of fifty people has', async () => {
  const marks = marksByBeginning()
  for (const [at, person] of persons.entries()) {
    const shown = marksIn(Buffer.from(JSON.stringify(await ownPages(person))), marks)
    // Their own are found, which shows that the search finds what is there.
    expect(shown.filter(({ of }) => of === at).length).toBeGreaterThan(50)
    expect(shown.filter(({ of }) => of !== at)).toEqual([])
  }
})

test('what is shown, what is copied, what a restriction reaches and what an erasure settles is the same: the map', async () => {
  console.info(`PORTAL_TEST_SEED=${seed % people}`)
  const person = drawn()
  const { map, all } = openSources(portal.system)
  const before = await everything(person)
  expect(idsIn(before)).toEqual(items())

  const shown = await ownPages(person)
  expect(idsIn(shown)).toEqual(items())
  const placeOf = ({ item, key }: { item: string; key: unknown }) => `${item} ${JSON.stringify(key)}`
  expect(shown.map(placeOf).sort()).toEqual(before.map(placeOf).sort())

  const { files, manifest } = await copyOf(person)
  const copied = manifest.items.filter(({ state }: { state: string }) => state === 'included')
  expect(idsIn(copied)).toEqual(items())
  const marks = marksIn(Buffer.concat([...files.values()]), marksByBeginning())
  expect(marks.length).toBeGreaterThan(50)
  expect(marks.filter(({ of }) => of !== seed % people)).toEqual([])

  const restriction = await restrict(person)
  const obeyed = new Set(restriction.filter(({ state }) => state === 'done').map(({ source }) => source))
  expect(idsIn(map.filter(({ source }) => obeyed.has(source)).map(({ id }) => ({ item: id })))).toEqual(
    [...items(), 'portal.erased-subject'].sort(),
  )

  const decided = { subjectId: person.subjectId, kind: 'erasure/unlawful', task: 'begin-erasure' } as const
  const { key } = await decideByTwo(portal, officers, decided)
  await beginErasure(portal.system, key)
  expect(await runErasures(portal.system, signal)).toEqual({ ended: 1 })
  const settled = await portal.database.owner.db.execute<{ item: string; state: string; left: number }>(
    sql`SELECT item, state, left_over AS left FROM erasure_item WHERE request_id = ${key.requestId}`,
  )
  const planned = (how: string) =>
    items().filter((id) => map.find((item) => item.id === id)?.erase.how === how)
  const withState = (state: string) => idsIn([...settled].filter((one) => one.state === state))
  expect(withState('kept')).toEqual(planned('keep'))
  const erased = [...planned('delete'), ...planned('anonymise')].filter((id) => id !== keyItem).sort()
  expect(withState('erased')).toEqual(erased)
  // The key is settled by the certificate: it stays while what a law keeps is encrypted under it.
  const certificate = await readCertificate(portal.visitor, certificateToken(portal.services.keys, key))
  expect(certificate?.certificate.key).toMatchObject({ state: 'kept', until: expect.any(String) })
  const others = [...settled].filter(({ state }) => state !== 'kept' && state !== 'erased')
  expect(others).toMatchObject([{ item: 'portal.erased-subject', state: 'nothing' }])
  expect([...settled].filter(({ state, left }) => state === 'erased' && left !== 0)).toEqual([])

  // Looked at once more, by nothing of the run: of what is deleted only the key is left.
  const after = []
  for (const source of all) after.push(...(await collected(source, person)))
  const left = after.filter(({ item }) => item.erase.how === 'delete')
  expect(left.map(({ item }) => item.id)).toEqual([keyItem])
})

async function restrict(person: Person) {
  const { subjectId, externalId } = person
  const filed = await fileRequest(own(person), formOf('restriction/disputed'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  for (const step of [{ step: 'take' }, { step: 'fulfil', message: 'Done.' }])
    await takeRequestStep(officers[0], stepSchema.parse({ reference, ...step }))
  for (const { payload } of await jobsOf(portal, 'plan-source-changes'))
    if (payload.subjectId === subjectId) await planSourceChanges(portal.system, payload as never)
  await runSourceChanges(portal.system, signal)
  const question = { purpose: 'analytics', topic: '', channel: '', gpc: false } as const
  expect(await checkConsent(portal.system, externalId, question)).toMatchObject({
    allowed: false,
    reason: 'restricted',
  })
  return readChanges(own(person), reference)
}
