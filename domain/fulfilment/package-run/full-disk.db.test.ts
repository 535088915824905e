import { readdir, rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { bytesOf, filesIn, toolIn, unpack } from '#testing/packages.ts'
import type { TestPortal } from '#testing/people.ts'
import { decideByTwo, formOf, staffContext } from '#testing/requests.ts'
import { type SmallDisk, smallDisk } from '#testing/small-disk.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { openPackageDownload } from '../package/download-package.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { releasePackage } from '../package/release-package.ts'
import type { PackageTexts } from '../package-content/package-view.ts'
import { closeSources } from '../sources/open-sources.ts'
import { beginPackage } from './begin-package.ts'
import { runPackages } from './run-packages.ts'

// Mounting a disk needs root, so on other people's machines these are skipped.
const probe = smallDisk(1)
probe?.remove()
const onLinuxAsRoot = test.skipIf(!probe)

const { signal } = new AbortController()
let disk: SmallDisk | null
let portal: TestPortal
let platform: TestDatabase
let officers: [Context, Context]

beforeAll(async () => {
  disk = smallDisk(16)
  ;({ portal, platform } = await portalWithPlatform(disk ? { PACKAGES_DIR: disk.folder } : {}))
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]
})
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
  disk?.remove()
})
beforeEach(() => disk?.makeRoom())

async function decided() {
  const { subjectId } = await addFullLearner(portal, platform)
  const request = { subjectId, kind: 'access', task: 'begin-package' } as const
  const { reference, key } = await decideByTwo(portal, officers, request)
  await beginPackage(portal.system, key)
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')
  const preview = () => readPackagePreview(officers[0], reference)
  const files = async () =>
    (await readdir(disk?.folder ?? '')).filter((name) => name.startsWith(key.requestId))
  const open = () => openPackageDownload(own, { reference, provedAt: own.clock.now() })
  return { subjectId, reference, own, preview, files, open }
}
type Decided = Awaited<ReturnType<typeof decided>>

/** What holds while there is no room: nothing is offered, the request goes on, and so does the rest of the portal. */
async function waitsForRoom({ own, subjectId, reference, preview, open }: Decided) {
  expect(await preview()).toMatchObject({ state: 'stuck', code: 'no-room', sha256: null })
  expect(await releasePackage(officers[0], { reference, sha256: '0'.repeat(64) })).toMatchObject({
    status: 'refused',
  })
  expect(await open()).toMatchObject({ status: 'refused' })
  expect(await readOwnRequest(own, { reference })).toMatchObject({ status: 'in-progress' })
  const another = await fileRequest(own, formOf('question'))
  expect(another).toMatchObject({ status: 'filed' })
  const written = (await portal.audit({ subjectId })).map(({ action }) => action)
  expect(written).not.toContain('package.make')
}

/** It goes on by itself: the next tries come with time. */
async function isMade({ reference, preview, files, open }: Decided) {
  disk?.makeRoom()
  portal.passTime(3 * 60 * 60_000)
  await runPackages(portal.system, packageTexts, signal)
  const shown = await preview()
  expect(shown).toMatchObject({ state: 'ready', code: null })
  expect(await releasePackage(officers[0], { reference, sha256: shown?.sha256 ?? '' })).toEqual({
    status: 'done',
  })
  expect(await runPackages(portal.system, packageTexts, signal)).toEqual({ given: 1 })
  expect(await files()).toHaveLength(1)
  const opened = await open()
  if ('status' in opened) throw new Error(opened.code)
  const { file, folder } = await unpack(await bytesOf(opened.read()))
  expect((await filesIn(folder)).size).toBeGreaterThan(30)
  expect(await toolIn(folder, 'sha256sum', ['-c', 'SHA256SUMS'])).not.toContain('FAILED')
  await Promise.all([rm(folder, { recursive: true }), rm(file)])
}

onLinuxAsRoot(
  'a copy is not begun on a disk without room, and is made when there is room again',
  async () => {
    const person = await decided()
    disk?.fill()
    for (let tries = 0; tries < 3; tries++) {
      await runPackages(portal.system, packageTexts, signal)
      portal.passTime(3 * 60 * 60_000)
    }
    await waitsForRoom(person)
    expect(await person.files()).toEqual([])
    await isMade(person)
  },
)

onLinuxAsRoot('a disk that becomes full while records are collected leaves no part of a copy', async () => {
  const person = await decided()
  let left = 20
  const filling: Context = {
    ...portal.system,
    transaction: (work, options) => {
      left -= 1
      if (left === 0) disk?.fill()
      return portal.system.transaction(work, options)
    },
  }
  await runPackages(filling, packageTexts, signal)
  expect(left).toBeLessThan(0)
  await waitsForRoom(person)
  // Whole records of items that were collected before may wait; nothing that is half written, and no archive.
  for (const name of await person.files()) expect(name).toMatch(/\.records$/)
  await isMade(person)
})

onLinuxAsRoot('a disk that becomes full while the archive is written leaves no part of it', async () => {
  const person = await decided()
  const texts: PackageTexts = {
    ...packageTexts,
    page: async function* (view) {
      disk?.fill()
      yield* packageTexts.page(view)
    },
  }
  await runPackages(portal.system, texts, signal)
  await waitsForRoom(person)
  for (const name of await person.files()) expect(name).toMatch(/\.records$/)
  await isMade(person)
})
