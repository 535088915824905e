import { mkdtempSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { releasePackage } from '#domain/fulfilment/package/release-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { onBehalfSchema, stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { packageTexts } from '../worker/package/package-page.ts'
import { addFullLearner, fillPortal, portalWithPlatform } from './data-sources.ts'
import { bytesOf } from './packages.ts'
import { formOf, jobsOf, staffContext } from './requests.ts'

const signal = new AbortController().signal

/** What a test of copies of data asks for: two officers, a platform, and people whose copies are decided, made or given. */
export async function openCopies(settings: Record<string, string> = {}) {
  const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
  const { portal, platform } = await portalWithPlatform({ PACKAGES_DIR: packagesDir, ...settings })
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  const { ctx: first } = await staffContext(portal, ['privacy-officer'])
  const { ctx: second } = await staffContext(portal, ['privacy-officer'])
  const { ctx: support } = await staffContext(portal, ['support'])

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
      // A person with this row has been erased and could not ask.
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

  const run = (ctx = portal.system, options: { partLimit?: number } = {}) =>
    runPackages(ctx, packageTexts, signal, options)
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

  async function download({ own, reference }: { own: Context; reference: string }, part = 1) {
    const opened = await openPackageDownload(own, { reference, provedAt: own.clock.now(), part })
    if ('status' in opened) throw new Error(opened.code)
    return { opened, bytes: await bytesOf(opened.read()) }
  }

  /** Whether the worker died before it was ready. */
  const dies = (ctx: Context) =>
    run(ctx).then(
      () => false,
      () => true,
    )

  async function close() {
    await closeSources(portal.services)
    await Promise.all([portal.close(), platform.close()])
    await rm(packagesDir, { recursive: true, force: true })
  }
  return {
    packagesDir,
    portal,
    platform,
    first,
    second,
    support,
    letterOf,
    decided,
    given,
    download,
    run,
    preview,
    stateOf,
    release,
    filesOf,
    dies,
    close,
  }
}
