import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { newId } from '#platform/ids.ts'
import { openCopies } from '#testing/copies.ts'
import { bytesOf, filesIn, unpack } from '#testing/packages.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { openPackageDownload } from '../package/download-package.ts'
import { makePackageAgain } from '../package/make-again.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { releasePackage, settleItemsSchema, settlePackage } from '../package/release-package.ts'
import type { PackageTexts } from '../package-content/package-view.ts'
import { beginPackage } from './begin-package.ts'
import { runPackages } from './run-packages.ts'

const DAY = 86_400_000
const signal = new AbortController().signal
const {
  packagesDir,
  portal,
  platform,
  first,
  support,
  decided,
  given,
  download,
  run,
  preview,
  stateOf,
  release,
  filesOf,
  close,
} = await openCopies()
afterAll(close)
afterEach(async () => {
  await platform.owner.db.execute(sql`ALTER TABLE IF EXISTS away RENAME TO support_tickets`)
})

test('a folder of others beside the files, as audit kits have one, keeps no copy from being made', async () => {
  await mkdir(join(packagesDir, 'audit-kits'), { recursive: true })
  const person = await decided()
  await beginPackage(portal.system, person.key)
  expect(await run()).toEqual({ given: 0 })
  expect(await stateOf(person.reference)).toBe('ready')
  expect(await readdir(packagesDir)).toContain('audit-kits')
})

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
