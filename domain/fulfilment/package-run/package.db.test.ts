import { createHash, createPublicKey } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { statement as conforms } from '@learninglocker/xapi-validation/dist/factory.js'
import { Decrypter } from 'age-encryption'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'csv-parse/sync'
import { sql } from 'drizzle-orm'
import ICAL from 'ical.js'
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { spend } from '#domain/access/limits.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publicKeySet } from '#domain/consent/receipts/sign-receipt.ts'
import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { onBehalfSchema, stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import * as ageLocks from '#platform/crypto/age-lock.ts'
import { sshFingerprint } from '#platform/crypto/ssh-signature.ts'
import { newId } from '#platform/ids.ts'
import { addFullLearner, canary, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import { bytesOf, filesIn, toolIn, unpack } from '#testing/packages.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { portalItems } from '../map/portal-items.ts'
import { openPackageDownload } from '../package/download-package.ts'
import { lockWithPassphrase } from '../package/lock-with-passphrase.ts'
import { makePackageAgain } from '../package/make-again.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { releasePackage, settleItemsSchema, settlePackage } from '../package/release-package.ts'
import type { PackageTexts } from '../package-content/package-view.ts'
import { closeSources, openSources } from '../sources/open-sources.ts'
import { beginPackage } from './begin-package.ts'
import { runPackages } from './run-packages.ts'

const DAY = 86_400_000
const signal = new AbortController().signal
const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
let portal: TestPortal
let platform: TestDatabase
let first: Context
let second: Context
let support: Context

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform({ PACKAGES_DIR: packagesDir }))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  first = (await staffContext(portal, ['privacy-officer'])).ctx
  second = (await staffContext(portal, ['privacy-officer'])).ctx
  support = (await staffContext(portal, ['support'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
  await rm(packagesDir, { recursive: true, force: true })
})
afterEach(async () => {
  await platform.owner.db.execute(sql`ALTER TABLE IF EXISTS away RENAME TO support_tickets`)
})

const letterOf = (kind: KindName, person: string) =>
  onBehalfSchema(kind).parse({
    idempotencyKey: newId(),
    channel: 'letter',
    person,
    locale: 'kk',
    receivedOn: portal.system.clock.now().toISOString().slice(0, 10),
    proved: 'yes',
  })

/** A person of the platform whose request for a copy two officers decided to fulfil. */
async function decided(
  kind: KindName = 'access',
  filled = false,
  byLetter = false,
  form: Record<string, string> = {},
) {
  const person = await addFullLearner(portal, platform)
  if (filled) {
    await fillPortal(portal, person.subjectId)
    // The one row that nobody has who can still ask.
    await portal.database.owner.db.execute(
      sql`DELETE FROM erased_subject WHERE subject_id = ${person.subjectId}`,
    )
  }
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const filed = byLetter
    ? await fileOnBehalf(first, letterOf(kind, person.externalId))
    : await fileRequest(own, formOf(kind, form))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Беріледі.' })
  expect(await step(second, { step: 'approve' })).toMatchObject({ status: 'done', now: 'in-progress' })
  const { subjectId } = person
  const job = (await jobsOf(portal, 'begin-package')).find(({ payload }) => payload.subjectId === subjectId)
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  const status = async () => {
    const [row] = await portal.database.owner.db.execute<{ status: string }>(
      sql`SELECT status FROM request WHERE reference = ${reference}`,
    )
    return row?.status
  }
  const audited = async () =>
    (await portal.audit({ subjectId }))
      .map(({ action }) => action)
      .filter((one) => one.startsWith('package.'))
  const letters = async () =>
    (await jobsOf(portal, 'send-request-mail'))
      .filter(({ payload }) => payload.subjectId === subjectId)
      .map(({ payload }) => payload.letter)
  return { ...person, own, reference, key, step, status, audited, letters }
}

const run = (ctx = portal.system) => runPackages(ctx, packageTexts, signal)
const preview = (reference: string, ctx = first) => readPackagePreview(ctx, reference)
const stateOf = async (reference: string) => (await preview(reference))?.state
const release = async (reference: string, ctx = first) =>
  releasePackage(ctx, { reference, sha256: (await preview(reference))?.sha256 ?? '0'.repeat(64) })
const filesOf = async ({ key }: { key: { requestId: string } }) =>
  (await readdir(packagesDir)).filter((name) => name.startsWith(key.requestId))

async function given(kind: KindName = 'access', filled = false) {
  const person = await decided(kind, filled)
  await beginPackage(portal.system, person.key)
  await run()
  expect(await stateOf(person.reference)).toBe('ready')
  expect(await release(person.reference)).toEqual({ status: 'done' })
  expect(await run()).toEqual({ given: 1 })
  return person
}

async function download({ own, reference }: { own: Context; reference: string }) {
  const opened = await openPackageDownload(own, { reference, provedAt: own.clock.now() })
  if ('status' in opened) throw new Error(opened.code)
  return { opened, bytes: await bytesOf(opened.read()) }
}

test('is collected after the decision, looked at by staff, read back, given and closes the request', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  await beginPackage(portal.system, person.key)
  expect(await run()).toEqual({ given: 0 })
  const shown = await preview(person.reference)
  expect(shown).toMatchObject({ state: 'ready', expiresAt: null })
  expect(await person.status()).toBe('in-progress')
  // The collected records are gone: one encrypted archive is left, without a word of what is in it.
  expect(await filesOf(person)).toHaveLength(1)
  const [name = ''] = await filesOf(person)
  expect((await readFile(join(packagesDir, name))).includes('index.html')).toBe(false)

  expect(await release(person.reference)).toEqual({ status: 'done' })
  expect(await release(person.reference)).toEqual({ status: 'refused', code: 'moved-on' })
  expect(await person.status()).toBe('in-progress')
  expect(await run()).toEqual({ given: 1 })
  expect(await person.status()).toBe('fulfilled')
  expect(await person.letters()).toContain('package')
  // What the approver read as the text for the person is sent with it, as its writer's.
  const answered = await readOwnRequest(person.own, { reference: person.reference })
  expect(answered?.messages).toMatchObject([{ author: 'staff', body: 'Беріледі.' }])
  expect(await person.audited()).toEqual(['package.begin', 'package.make', 'package.release', 'package.give'])
  const { opened, bytes } = await download(person)
  expect(opened.size).toBe(bytes.length)
  expect(opened.etag).toBe(`"${(await preview(person.reference))?.sha256}"`)
  expect(await person.audited()).toContain('package.download')
})

describe('the archive', () => {
  let files: Map<string, Buffer>
  let folder: string
  let file: string
  let person: Awaited<ReturnType<typeof given>>
  let other: Awaited<ReturnType<typeof decided>>
  const manifest = () => JSON.parse(files.get('manifest.json')?.toString() ?? '')

  beforeAll(async () => {
    other = await decided('access', true)
    await platform.owner.db.execute(
      sql`UPDATE users SET full_name = 'canary of the other' WHERE id = ${other.userId}`,
    )
    person = await decided('access', true)
    await platform.owner.db.execute(
      sql`UPDATE users SET full_name = '=HYPERLINK("x")', phone = 'Қ Ө І ғ' WHERE id = ${person.userId}`,
    )
    await beginPackage(portal.system, person.key)
    await run()
    expect(await release(person.reference)).toEqual({ status: 'done' })
    await run()
    const { bytes } = await download(person)
    ;({ file, folder } = await unpack(bytes))
    files = await filesIn(folder)
  }, 60_000)
  afterAll(() => Promise.all([rm(folder, { recursive: true }), rm(file)]))

  test('passes unzip -t, and Python reads the same names', async () => {
    expect(await toolIn(folder, 'unzip', ['-t', file])).toContain('No errors detected')
    const python =
      'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip(), sorted(z.namelist())]))'
    const [broken, names] = JSON.parse(await toolIn(folder, 'python3', ['-c', python, file]))
    expect(broken).toBeNull()
    expect([...files.keys()].sort()).toEqual([...names].sort())
    expect(names.some((name: string) => /[ҚӨІқөіғү]/.test(name))).toBe(true)
  })

  test('passes sha256sum -c and ssh-keygen -Y verify, and a changed file does not', async () => {
    const checked = await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])
    const named = checked.split('\n').filter((line) => line.endsWith(': OK'))
    // All but the checksums, their signature and the key.
    expect(named).toHaveLength(files.size - 3)
    const sums = files.get('SHA256SUMS') ?? ''
    const verify = ['-Y', 'verify', '-f', 'allowed_signers', '-I', 'privacy-portal', '-n']
    const signature = ['privacy-portal-package', '-s', 'SHA256SUMS.sig']
    expect(await toolIn(folder, 'ssh-keygen', [...verify, ...signature], sums)).toContain('Good')
    await expect(toolIn(folder, 'ssh-keygen', [...verify, ...signature], `${sums} `)).rejects.toThrow()
    await expect(
      toolIn(folder, 'ssh-keygen', [...verify, 'other', '-s', 'SHA256SUMS.sig'], sums),
    ).rejects.toThrow()
    const pem = portal.services.keys.publicKeys().at(-1)?.pem ?? ''
    expect(manifest().signature.fingerprint).toBe(sshFingerprint(createPublicKey(pem)))
    await writeFile(join(folder, 'index.html'), 'changed')
    await expect(toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])).rejects.toThrow()
    await writeFile(join(folder, 'index.html'), files.get('index.html') ?? '')
  })

  test('has every record that SQL shows, valid by its schema, in JSON and as a table', async () => {
    const { map } = openSources(portal.system)
    const ajv = addFormats.default(new Ajv2020({ strict: false }))
    const items: { item: string; records: number; state: string; files: Record<string, string> | null }[] =
      manifest().items
    expect(items.map(({ item }) => item)).toEqual(map.map(({ id }) => id))
    expect(items.filter(({ state }) => state !== 'included')).toMatchObject([
      { item: 'portal.erased-subject', state: 'nothing', files: null },
    ])
    for (const { item, records, files: paths } of items.filter(({ state }) => state === 'included')) {
      const shown = JSON.parse(files.get(paths?.json ?? '')?.toString() ?? '')
      expect(shown.records, item).toHaveLength(records)
      expect(records, item).toBeGreaterThan(0)
      const validate = ajv.compile(JSON.parse(files.get(paths?.schema ?? '')?.toString() ?? ''))
      expect([validate(shown), validate.errors], item).toEqual([true, null])
      const csv = files.get(paths?.csv ?? '')?.toString() ?? ''
      expect(csv.charCodeAt(0)).toBe(0xfeff)
      expect(parse(csv, { bom: true, delimiter: ';' }), item).toHaveLength(records + 1)
    }
    const [tickets] = await platform.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM support_tickets WHERE user_id = ${person.userId}`,
    )
    expect(items.find(({ item }) => item === 'platform.support-tickets')?.records).toBe(tickets?.n)
  })

  test('defuses formulas in the table and not in JSON', () => {
    const paths = manifest().items.find(({ item }: { item: string }) => item === 'platform.users').files
    const [, row = []] = parse(files.get(paths.csv)?.toString() ?? '', { bom: true, delimiter: ';' })
    expect(row[0]).toBe(`'=HYPERLINK("x")`)
    expect(row[2]).toBe('Қ Ө І ғ')
    const { records } = JSON.parse(files.get(paths.json)?.toString() ?? '')
    expect(records[0].full_name).toBe('=HYPERLINK("x")')
  })

  test('has no byte of another person, and none of what is about others', () => {
    const all = Buffer.concat([...files.values()])
    for (const text of ['canary of the other', other.email, other.subjectId, other.subjectId.slice(-12)])
      expect(all.includes(text), text).toBe(false)
    const hidden = portalItems.flatMap((item) =>
      item.fields
        .filter(({ aboutOthers }) => aboutOthers)
        .map(({ column }) => canary(item, column, person.subjectId)),
    )
    expect(hidden.length).toBeGreaterThan(10)
    for (const text of hidden) expect(all.includes(text), text).toBe(false)
    const own = portalItems.find(({ id }) => id === 'portal.request-message')
    expect(own && all.includes(canary(own, 'body_sealed', person.subjectId))).toBe(true)
  })

  test('has the files that the person sent as files', async () => {
    const item = portalItems.find(({ id }) => id === 'portal.request-attachment')
    const paths = manifest().items.find((one: { item: string }) => one.item === item?.id).files
    const { records } = JSON.parse(files.get(paths.json)?.toString() ?? '')
    const path = records[0].content_sealed
    expect(path.startsWith('Файлдар/')).toBe(true)
    expect(files.get(path)?.toString()).toBe(item && canary(item, 'content_sealed', person.subjectId))
  })

  test('has a card with the details that the portal knows, as another library reads it', async () => {
    const [, properties] = ICAL.parse(files.get('contact.vcf')?.toString() ?? '') as [
      string,
      [string, object, string, unknown][],
    ]
    const item = portalItems.find(({ id }) => id === 'portal.subject')
    const paths = manifest().items.find((one: { item: string }) => one.item === item?.id).files
    const [subject] = JSON.parse(files.get(paths.json)?.toString() ?? '').records
    expect(properties.map(([name, , , value]) => [name, value])).toEqual(
      expect.arrayContaining([
        ['version', '4.0'],
        ['fn', subject.name_sealed],
        ['email', subject.email_sealed],
      ]),
    )
    expect(files.get('index.html')?.toString()).toContain('href="contact.vcf"')
  })

  test('has a statement for each lesson, test and course, as a learning record store takes them', async () => {
    const lines = files.get('learning.xapi.jsonl')?.toString().trimEnd().split('\n') ?? []
    const statements = lines.map((line) => JSON.parse(line))
    for (const one of statements) expect(conforms(one, ['statement'])).toEqual([])
    const [sum] = await platform.owner.db.execute<{ n: number }>(sql`
      SELECT ((SELECT count(*) FROM enrolments e WHERE e.user_id = u.id)
        + (SELECT count(*) FROM enrolments e WHERE e.user_id = u.id AND e.status = 'completed')
        + (SELECT count(*) + count(completed_at) FROM lesson_progress p WHERE p.user_id = u.id)
        + (SELECT count(*) FROM test_results r WHERE r.user_id = u.id)
        + (SELECT count(*) + count(graded_at) FROM submissions s WHERE s.user_id = u.id)
        + (SELECT count(*) FROM time_spent t WHERE t.user_id = u.id))::int AS n
      FROM users u WHERE u.id = ${person.userId}`)
    expect(statements.length).toBeGreaterThan(5)
    expect(statements).toHaveLength(sum?.n ?? 0)
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length)
    expect(new Set(statements.map(({ actor }) => actor.account.name))).toEqual(new Set([person.externalId]))
  })

  test('has each certificate as a badge, which a library that is not ours verifies with a key that the portal publishes', async () => {
    const badges = [...files.keys()].filter((path) => path.startsWith('open-badges/'))
    const [sum] = await platform.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM certificates WHERE user_id = ${person.userId}`,
    )
    expect(sum?.n).toBeGreaterThan(0)
    expect(badges).toHaveLength(sum?.n ?? 0)
    const published = publicKeySet(portal.services.keys).keys
    for (const path of badges) {
      const token = files.get(path)?.toString() ?? ''
      const { jwk } = decodeProtectedHeader(token)
      expect(published.map(({ x }) => x)).toContain(jwk?.x)
      const { payload } = await jwtVerify(token, await importJWK(jwk ?? {}, 'EdDSA'))
      expect(payload.iss).toBe(portal.services.env.APP_URL)
      expect(payload.type).toContain('OpenBadgeCredential')
    }
  })

  test('has a page in the person’s language without anything from outside, whose only script checks the files', () => {
    const page = files.get('index.html')?.toString() ?? ''
    expect(page).toContain('<html lang="kk">')
    expect(page).toContain('Деректеріңіздің көшірмесі')
    expect(page).toContain('=HYPERLINK(&quot;x&quot;)')
    expect(page).not.toMatch(/<script [^>]|<img|<link|src=|@import|url\(/i)
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text)
    const hashes = scripts.map((text) => createHash('sha256').update(text).digest('base64'))
    expect(hashes).toHaveLength(1)
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hashes[0]}'`)
    expect(scripts.join()).not.toMatch(/fetch|XMLHttp|import\W|WebSocket|beacon/i)
    for (const [, path = ''] of page.matchAll(/href="([^"#]+)"/g))
      expect(files.has(decodeURIComponent(path)), path).toBe(true)
  })
})

test('has only the categories that the person chose, and says what was left out', async () => {
  const person = await decided('access', true, false, { categories: 'learning' })
  await beginPackage(portal.system, person.key)
  await run()
  const shown = await preview(person.reference)
  const { map } = openSources(portal.system)
  const others = map.filter(({ category }) => category !== 'learning').map(({ id }) => id)
  expect(others.length).toBeGreaterThan(10)
  const left = shown?.items.filter(({ state }) => state === 'not-chosen').map(({ item }) => item.id)
  expect(left).toEqual(others)
  expect(shown?.items.map(({ item }) => item.id)).toEqual(map.map(({ id }) => id))
  await release(person.reference)
  expect(await run()).toEqual({ given: 1 })
  const { bytes } = await download(person)
  const { file, folder } = await unpack(bytes)
  const files = await filesIn(folder)
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  expect(manifest).toMatchObject({
    chosen: ['learning'],
    left_out: ['registration', 'technical', 'portal'],
  })
  expect(manifest.items).toHaveLength(map.length)
  for (const { item, category, state, files: paths } of manifest.items)
    expect([state, paths === null], item).toEqual(
      category === 'learning' ? ['included', false] : ['not-chosen', true],
    )
  const all = Buffer.concat([...files.values()])
  expect(all.includes('canary')).toBe(false)
  expect(files.get('index.html')?.toString()).toContain(
    'Таңдалмағандар: Тіркеу деректері; Техникалық деректер; Порталдың өз жазбалары',
  )
  expect(files.has('learning.xapi.jsonl')).toBe(true)
  expect(files.has('contact.vcf')).toBe(false)
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
})

test('any part of the file is the same as that part of the whole', async () => {
  const person = await given()
  const { opened, bytes } = await download(person)
  for (let n = 0; n < 50; n++) {
    const at = Math.floor(Math.random() * opened.size)
    const rest = await bytesOf(opened.read({ first: at, last: opened.size - 1 }))
    expect(rest.equals(bytes.subarray(at)), `from ${at}`).toBe(true)
    const last = Math.min(opened.size - 1, at + Math.floor(Math.random() * 100_000))
    const part = await bytesOf(opened.read({ first: at, last }))
    expect(part.equals(bytes.subarray(at, last + 1)), `${at}-${last}`).toBe(true)
  }
})

test('is there for seven days, then deleted, and made again when its person asks', async () => {
  const person = await given()
  expect(await makePackageAgain(person.own, person.reference)).toMatchObject({ code: 'moved-on' })
  portal.passTime(7 * DAY - 60_000)
  await run()
  await download(person)
  portal.passTime(60_000)
  const closed = { reference: person.reference, provedAt: person.own.clock.now() }
  expect(await openPackageDownload(person.own, closed)).toMatchObject({ code: 'not-found' })
  await run()
  expect(await stateOf(person.reference)).toBe('expired')
  expect(await filesOf(person)).toEqual([])
  expect(await person.audited()).toContain('package.expire')

  await platform.owner.db.execute(sql`
    INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
    VALUES (${person.userId}, 'later', 'B', 'open', '2026-11-02T00:00:00Z')`)
  expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
  expect(await run()).toEqual({ given: 1 })
  const { bytes } = await download(person)
  const { file, folder } = await unpack(bytes)
  expect(Buffer.concat([...(await filesIn(folder)).values()]).includes('later')).toBe(true)
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
  expect((await person.letters()).filter((letter) => letter === 'package')).toHaveLength(2)
})

describe('a copy that its person locks to a passphrase', () => {
  const lock = ({ own, reference }: Awaited<ReturnType<typeof given>>, provedAt = own.clock.now()) =>
    lockWithPassphrase(own, { reference, provedAt })

  test('is encrypted by the worker, opens with it alone, and neither the portal’s tables nor its log have it', async () => {
    const person = await given()
    const before = await download(person)
    const expires = (await preview(person.reference))?.expiresAt
    const locked = await lock(person)
    if (locked.status !== 'done') throw new Error(locked.code)
    const { passphrase } = locked
    const open = { reference: person.reference, provedAt: person.own.clock.now() }
    expect(await openPackageDownload(person.own, open)).toMatchObject({ code: 'not-found' })
    expect(await lock(person)).toMatchObject({ code: 'moved-on' })
    expect(await run()).toEqual({ given: 1 })
    const { opened, bytes } = await download(person)
    expect(opened).toMatchObject({ locked: true, size: bytes.length })
    expect(opened.etag).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`)
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    expect(Buffer.from(await decrypter.decrypt(bytes)).equals(before.bytes)).toBe(true)
    const other = new Decrypter()
    other.addPassphrase(passphrase.replace(/.$/, (end) => (end === 'a' ? 'b' : 'a')))
    await expect(other.decrypt(bytes)).rejects.toThrow()
    // One file is left, for as long as before, and the person is told once.
    expect(await filesOf(person)).toHaveLength(1)
    expect(await preview(person.reference)).toMatchObject({ state: 'released', expiresAt: expires })
    expect((await person.letters()).filter((letter) => letter === 'package')).toHaveLength(1)
    expect(await person.audited()).toEqual(expect.arrayContaining(['package.lock', 'package.locked']))
    const { db } = portal.database.owner
    const [row] = await db.execute<{ all: string; lock_sealed: unknown }>(sql`
      SELECT lock_sealed, (SELECT string_agg(p::text, '') FROM data_package p) ||
        (SELECT string_agg(a::text, '') FROM audit_event a) ||
        (SELECT string_agg(j.payload::text, '') FROM graphile_worker._private_jobs j) AS all
      FROM data_package WHERE request_id = ${person.key.requestId}`)
    expect(row?.all.includes(passphrase)).toBe(false)
    expect(row?.lock_sealed).toBeNull()
    const hex = Buffer.from(passphrase).toString('hex')
    expect(row?.all.includes(hex)).toBe(false)
  })

  test('is made again without a lock', async () => {
    const person = await given()
    await lock(person)
    await run()
    portal.passTime(7 * DAY)
    await run()
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
    await run()
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(false)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
  })

  test('is made again when the passphrase is lost, and the locked file is deleted', async () => {
    const person = await given()
    await lock(person)
    await run()
    const before = await filesOf(person)
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
    const open = { reference: person.reference, provedAt: person.own.clock.now() }
    expect(await openPackageDownload(person.own, open)).toMatchObject({ code: 'not-found' })
    expect(await run()).toEqual({ given: 1 })
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(false)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    const files = await filesOf(person)
    expect([files.length, files[0] === before[0]]).toEqual([1, false])
    expect(await person.audited()).toContain('package.make-again')
    // One that opens without a passphrase is there, and is not made again.
    expect(await makePackageAgain(person.own, person.reference)).toMatchObject({ code: 'moved-on' })
  })

  test('needs a sign-in of the last 30 minutes, and is nobody else’s to lock', async () => {
    const person = await given()
    const old = new Date(person.own.clock.now().getTime() - 31 * 60_000)
    expect(await lock(person, old)).toEqual({ status: 'refused', code: 'stale' })
    const stranger = await decided()
    expect(await lock({ ...person, own: stranger.own })).toMatchObject({ code: 'not-found' })
    for (const own of [first, support, portal.visitor])
      await expect(lock({ ...person, own })).rejects.toThrow(Denied)
    await download(person)
  })

  test('derives no key for a person who may not lock the copy, or after ten attempts in a day', async () => {
    const person = await given()
    const stranger = await decided()
    const derive = vi.spyOn(ageLocks, 'ageLock')
    try {
      expect(await lock({ ...person, own: stranger.own })).toMatchObject({ code: 'not-found' })
      expect(await lock(stranger)).toMatchObject({ code: 'moved-on' })
      expect(await lock(person, new Date(0))).toMatchObject({ code: 'stale' })
      await expect(lock({ ...person, own: portal.visitor })).rejects.toThrow(Denied)
      await spend(portal.services, 'package-lock', { account: person.key.subjectId }, 10)
      expect(await lock(person)).toMatchObject({ code: 'too-often' })
      expect(derive).not.toHaveBeenCalled()
      portal.passTime(DAY)
      expect(await lock(person)).toMatchObject({ status: 'done' })
      expect(derive).toHaveBeenCalledOnce()
    } finally {
      derive.mockRestore()
    }
    await run()
    expect((await download(person)).opened.locked).toBe(true)
  })

  test('is deleted after the seven days also where it could not be locked', async () => {
    const person = await given()
    await lock(person)
    const { db } = portal.database.owner
    await db.execute(
      sql`UPDATE data_package SET lock_sealed = '\\x00' WHERE request_id = ${person.key.requestId}`,
    )
    expect(await run()).toEqual({ given: 0 })
    expect(await preview(person.reference)).toMatchObject({ state: 'releasing', code: 'failed' })
    portal.passTime(7 * DAY)
    expect(await run()).toEqual({ given: 0 })
    expect(await stateOf(person.reference)).toBe('expired')
    expect(await filesOf(person)).toEqual([])
    expect(await person.audited()).toContain('package.expire')
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
  })

  test('is never given unlocked: one whose file is damaged is made again and opens with the same passphrase', async () => {
    const person = await given()
    portal.passTime(7 * DAY)
    await run()
    await makePackageAgain(person.own, person.reference)
    await run()
    const locked = await lock(person)
    const [name = ''] = await filesOf(person)
    await rm(join(packagesDir, name))
    await run()
    expect(await person.audited()).toContain('package.damaged')
    const { opened, bytes } = await download(person)
    expect(opened.locked).toBe(true)
    const decrypter = new Decrypter()
    decrypter.addPassphrase(locked.status === 'done' ? locked.passphrase : '')
    const inside = await decrypter.decrypt(bytes)
    expect(Buffer.from(inside.subarray(0, 2)).toString()).toBe('PK')
  })

  test('is locked once when the worker is killed anywhere', async () => {
    for (let killedAt = 1; ; killedAt++) {
      const person = await given()
      const locked = await lock(person)
      const died = await dies(killedAfter(portal, killedAt))
      portal.passTime(11 * 60_000)
      await run()
      const { opened, bytes } = await download(person)
      expect(opened.locked, `killed at ${killedAt}`).toBe(true)
      const decrypter = new Decrypter()
      decrypter.addPassphrase(locked.status === 'done' ? locked.passphrase : '')
      const inside = await decrypter.decrypt(bytes)
      expect(Buffer.from(inside.subarray(0, 2)).toString()).toBe('PK')
      expect((await person.audited()).filter((action) => action === 'package.locked')).toHaveLength(1)
      expect(await filesOf(person)).toHaveLength(1)
      if (died) continue
      expect(killedAt).toBeGreaterThan(4)
      return
    }
  }, 120_000)
})

test('reading the headers alone is no download', async () => {
  const person = await given()
  const opened = await openPackageDownload(person.own, {
    reference: person.reference,
    provedAt: person.own.clock.now(),
    headersOnly: true,
  })
  expect(opened).toMatchObject({ size: expect.any(Number), etag: expect.any(String) })
  expect(await person.audited()).not.toContain('package.download')
})

test('needs a sign-in of the last 30 minutes', async () => {
  const person = await given()
  const at = (minutes: number) => new Date(person.own.clock.now().getTime() - minutes * 60_000)
  const open = (provedAt: Date) => openPackageDownload(person.own, { reference: person.reference, provedAt })
  expect(await open(at(29))).toMatchObject({ size: expect.any(Number) })
  expect(await open(at(31))).toEqual({ status: 'refused', code: 'stale' })
})

test('a file that was changed or lost on the disk is never given: it is made again and looked at again', async () => {
  for (const harm of ['changed', 'cut', 'lost'] as const) {
    const person = await decided()
    await beginPackage(portal.system, person.key)
    await run()
    await release(person.reference)
    const path = join(packagesDir, (await filesOf(person))[0] ?? '')
    const bytes = await readFile(path)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    if (harm === 'lost') await rm(path)
    else await writeFile(path, harm === 'cut' ? bytes.subarray(0, -1) : bytes)
    expect(await run(), harm).toEqual({ given: 0 })
    expect(await person.status()).toBe('in-progress')
    expect(await person.audited()).toContain('package.damaged')
    expect(await stateOf(person.reference)).toBe('ready')
    await release(person.reference)
    expect(await run()).toEqual({ given: 1 })
    await download(person)
  }
})

test('a file that is lost after it was given is made again when its person asks', async () => {
  const person = await given()
  for (const name of await filesOf(person)) await rm(join(packagesDir, name))
  const open = { reference: person.reference, provedAt: person.own.clock.now() }
  expect(await openPackageDownload(person.own, open)).toEqual({ status: 'refused', code: 'lost' })
  expect(await stateOf(person.reference)).toBe('expired')
  expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
  expect(await run()).toEqual({ given: 1 })
  await download(person)
})

test('an error in one copy stops no other; it waits, and is made when the error is gone', async () => {
  const [bad, good] = [await decided(), await decided()]
  for (const { key } of [bad, good]) await beginPackage(portal.system, key)
  const texts: PackageTexts = {
    ...packageTexts,
    page: (view) => {
      if (view.reference === bad.reference) throw new RangeError('Invalid time value')
      return packageTexts.page(view)
    },
  }
  expect(await runPackages(portal.system, texts, signal)).toEqual({ given: 0 })
  expect(await preview(bad.reference)).toMatchObject({ state: 'stuck', code: 'failed' })
  expect(await stateOf(good.reference)).toBe('ready')
  // It is tried again after a pause, not at once.
  await run()
  expect(await stateOf(bad.reference)).toBe('stuck')
  portal.passTime(2 * 60_000)
  expect(await runPackages(portal.system, texts, signal)).toEqual({ given: 0 })
  expect(await preview(bad.reference)).toMatchObject({ state: 'stuck', code: 'failed' })
  const retry = settleItemsSchema.parse({ reference: bad.reference, how: 'retry' })
  await expect(settlePackage(support, retry)).rejects.toThrow(Denied)
  expect(await settlePackage(first, retry)).toEqual({ status: 'done' })
  await run()
  expect(await preview(bad.reference)).toMatchObject({ state: 'ready', code: null })
  expect(await settlePackage(first, retry)).toEqual({ status: 'refused', code: 'moved-on' })
  expect(await bad.audited()).toContain('package.retry')
})

test('a disk that cannot be read for a while ends no package', async () => {
  const person = await given()
  const path = join(packagesDir, (await filesOf(person))[0] ?? '')
  await rename(path, `${path}.away`)
  await symlink(path, path)
  const open = { reference: person.reference, provedAt: person.own.clock.now() }
  await expect(openPackageDownload(person.own, open)).rejects.toMatchObject({ code: 'ELOOP' })
  expect(await stateOf(person.reference)).toBe('released')
  await rename(`${path}.away`, path)
  await download(person)
  expect(await person.audited()).not.toContain('package.lost')
})

describe('a source that fails', () => {
  async function broken() {
    const person = await decided()
    await beginPackage(portal.system, person.key)
    await platform.owner.db.execute(sql`ALTER TABLE support_tickets RENAME TO away`)
    await run()
    const shown = await preview(person.reference)
    expect(shown?.state).toBe('stuck')
    const failed = shown?.items.filter(({ state }) => state === 'failed')
    expect(failed?.map(({ item }) => item.id)).toEqual(['platform.support-tickets'])
    return person
  }

  test('stops no other; the rest is not read again when it answers', async () => {
    const person = await broken()
    await platform.owner.db.execute(sql`ALTER TABLE away RENAME TO support_tickets`)
    portal.passTime(2 * 60_000)
    await run()
    expect(await stateOf(person.reference)).toBe('ready')
  })

  test('is left out by an officer with a reason, and the package says so', async () => {
    const person = await broken()
    const input = { reference: person.reference, source: 'platform', how: 'skip' as const, note: 'Away' }
    await expect(settlePackage(support, input)).rejects.toThrow(Denied)
    await expect(settlePackage(person.own, input)).rejects.toThrow(Denied)
    expect(await settlePackage(first, input)).toEqual({ status: 'done' })
    expect(await settlePackage(first, input)).toEqual({ status: 'refused', code: 'moved-on' })
    await run()
    await release(person.reference)
    expect(await run()).toEqual({ given: 1 })
    const { bytes } = await download(person)
    const { file, folder } = await unpack(bytes)
    const files = await filesIn(folder)
    const { items } = JSON.parse(files.get('manifest.json')?.toString() ?? '')
    expect(items.find((one: { item: string }) => one.item === 'platform.support-tickets')).toMatchObject({
      state: 'skipped',
      reason: 'Away',
      files: null,
    })
    expect(files.get('index.html')?.toString()).toContain('Away')
    await Promise.all([rm(folder, { recursive: true }), rm(file)])
    expect(await person.audited()).toContain('package.skip')
  })
})

describe('where the operator gives people their own data without a release', () => {
  const file = join(packagesDir, '..', `${newId()}.json`)
  const ctx = (): Context => {
    const { services } = portal
    return { ...portal.system, services: { ...services, env: { ...services.env, OPERATOR_FILE: file } } }
  }
  beforeAll(() => writeFile(file, JSON.stringify({ ...operator, copiesWithoutRelease: true })))
  afterAll(() => rm(file))

  test('a copy that a signed-in person asked for is given as soon as it is made and read back', async () => {
    const person = await decided()
    await beginPackage(ctx(), person.key)
    expect(await run(ctx())).toEqual({ given: 1 })
    expect(await person.status()).toBe('fulfilled')
    expect(await person.audited()).toEqual(['package.begin', 'package.make', 'package.give'])
    await download(person)
  })

  test('one that was asked for by letter waits for staff', async () => {
    const person = await decided('access', false, true)
    await beginPackage(ctx(), person.key)
    expect(await run(ctx())).toEqual({ given: 0 })
    expect(await stateOf(person.reference)).toBe('ready')
  })
})

test('is nobody else’s to read, release or download', async () => {
  const person = await given()
  const { reference } = person
  const stranger = await decided()
  const provedAt = portal.system.clock.now()
  expect(await openPackageDownload(stranger.own, { reference, provedAt })).toMatchObject({
    code: 'not-found',
  })
  expect(await readPackagePreview(stranger.own, reference)).toBeNull()
  expect(await makePackageAgain(stranger.own, reference)).toMatchObject({ code: 'not-found' })
  for (const ctx of [first, support, portal.visitor])
    await expect(openPackageDownload(ctx, { reference, provedAt })).rejects.toThrow(Denied)
  await expect(releasePackage(support, { reference, sha256: '0'.repeat(64) })).rejects.toThrow(Denied)
  await expect(releasePackage(person.own, { reference, sha256: '0'.repeat(64) })).rejects.toThrow(Denied)
  await expect(readPackagePreview(portal.visitor, reference)).rejects.toThrow(Denied)
  await expect(beginPackage(first, person.key)).rejects.toThrow(Denied)
  await expect(run(first)).rejects.toThrow(Denied)
})

test('a request that is cancelled meanwhile gives nothing, and its files are deleted', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  await run()
  expect(await takeRequestStep(person.own, { step: 'cancel', reference: person.reference })).toMatchObject({
    status: 'done',
  })
  expect(await stateOf(person.reference)).toBe('cancelled')
  expect(await release(person.reference)).toMatchObject({ code: 'moved-on' })
  await run()
  expect(await filesOf(person)).toEqual([])
})

test('an officer cannot close a copy that was asked for on a screen: the portal does, after it has looked', async () => {
  const person = await decided()
  expect(await person.step(first, { step: 'fulfil', message: 'Done.' })).toMatchObject({
    code: 'not-before-it-is-carried-out',
  })
})

test.each(['collecting', 'ready'])(
  'a request by letter that an officer closes by hand ends its %s package; the person can have one made',
  async (state) => {
    const person = await decided('access', false, true)
    await beginPackage(portal.system, person.key)
    if (state === 'ready') await run()
    expect(await stateOf(person.reference)).toBe(state)
    expect(await person.step(first, { step: 'fulfil', message: 'Пошта арқылы жіберілді.' })).toMatchObject({
      now: 'fulfilled',
    })
    expect(await run()).toEqual({ given: 0 })
    expect(await stateOf(person.reference)).toBe('none')
    expect(await filesOf(person)).toEqual([])
    expect(await person.audited()).toContain('package.cancel')
    expect(await person.letters()).not.toContain('package')
    expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
    expect(await run()).toEqual({ given: 1 })
    await download(person)
  },
)

test('one that was asked for again and is damaged while it is made is given without another look', async () => {
  const person = await given()
  portal.passTime(7 * DAY)
  await run()
  expect(await makePackageAgain(person.own, person.reference)).toEqual({ status: 'done' })
  let isHarmed = false
  const texts: PackageTexts = {
    ...packageTexts,
    page: async function* (view) {
      const names = (await filesOf(person)).filter((name) => name.endsWith('.records'))
      if (!isHarmed) for (const name of names) await rm(join(packagesDir, name))
      isHarmed = true
      yield* packageTexts.page(view)
    },
  }
  expect(await runPackages(portal.system, texts, signal)).toEqual({ given: 1 })
  expect(await person.audited()).toContain('package.damaged')
  await download(person)
})

/** Whether the worker died before it was ready. */
const dies = (ctx: Context) =>
  run(ctx).then(
    () => false,
    () => true,
  )

test('a worker that was killed anywhere leaves a package that another one makes, complete', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  for (let killedAt = 1; ; killedAt += 2) {
    const died = await dies(killedAfter(portal, killedAt))
    if (died) {
      // Nobody else takes it while the lease may still be a living worker's.
      expect(['collecting', 'ready']).toContain(await stateOf(person.reference))
      portal.passTime(11 * 60_000)
      await run()
    }
    const shown = await preview(person.reference)
    expect(shown?.state, `killed at ${killedAt}`).toBe('ready')
    expect(shown?.items.map(({ state }) => state)).not.toContain('waiting')
    expect(await filesOf(person), `killed at ${killedAt}`).toHaveLength(1)
    if (!died) {
      expect(killedAt).toBeGreaterThan(30)
      return
    }
    // The same package from its beginning.
    await portal.database.owner.transaction(
      async (tx) => {
        await tx.execute(sql`UPDATE data_package SET state = 'collecting', file_name = NULL, key_sealed = NULL
          WHERE request_id = ${person.key.requestId}`)
        await tx.execute(sql`DELETE FROM data_package_item WHERE request_id = ${person.key.requestId}`)
      },
      { settings: { 'app.reach': 'all', 'app.actor': 'system:test' } },
    )
  }
}, 300_000)

test('a worker that is stopped and not killed lets another go on at once, where it was', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  const stopping = new AbortController()
  let left = 12
  const ctx: Context = {
    ...portal.system,
    transaction: (work, options) => {
      left -= 1
      if (left === 0) stopping.abort()
      return portal.system.transaction(work, options)
    },
  }
  await expect(runPackages(ctx, packageTexts, stopping.signal)).rejects.toThrow(/abort/i)
  const collected = (await preview(person.reference))?.items.map(({ item, state }) => [item.id, state])
  expect(collected?.length).toBeGreaterThan(0)
  expect(collected?.map(([, state]) => state)).not.toContain('failed')
  await run()
  expect(await stateOf(person.reference)).toBe('ready')
  expect(await person.audited()).not.toContain('package.item-failed')
}, 60_000)

test('a worker that was killed while it gave a package leaves one that another gives, once', async () => {
  for (let killedAt = 1; ; killedAt++) {
    const person = await decided()
    await beginPackage(portal.system, person.key)
    await run()
    await release(person.reference)
    const died = await dies(killedAfter(portal, killedAt))
    portal.passTime(11 * 60_000)
    await run()
    expect(await person.status(), `killed at ${killedAt}`).toBe('fulfilled')
    expect((await person.audited()).filter((action) => action === 'package.give')).toHaveLength(1)
    expect((await person.letters()).filter((letter) => letter === 'package')).toHaveLength(1)
    await download(person)
    if (died) continue
    expect(killedAt).toBeGreaterThan(4)
    return
  }
}, 300_000)
