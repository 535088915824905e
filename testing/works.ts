import { mkdtempSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { planSourceChanges } from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { fileCorrection } from '#domain/fulfilment/changes/file-correction.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { dataCursor } from '#domain/fulfilment/own-data/data-cursor.ts'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { releasePackage } from '#domain/fulfilment/package/release-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { closeSources, openSources } from '#domain/fulfilment/sources/open-sources.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { packageTexts } from '../worker/package/package-page.ts'
import { addFullLearner, portalWithPlatform } from './data-sources.ts'
import { crmSettings, httpSourcesFile, openCrm } from './http-source.ts'
import { bytesOf, filesIn, unpack } from './packages.ts'
import { decideByTwo, jobsOf, staffContext } from './requests.ts'

const { signal } = new AbortController()

export type Work = {
  run: (ctx: Context) => Promise<unknown>
  /** True when nothing is left to do; staff do what the work waits for. */
  isEnded: () => Promise<boolean>
  /** Ended once, and complete. `mailed`: a worker has sent the letters, whose jobs are gone. */
  check: (how: { mailed: boolean }) => Promise<void>
}

/** A portal beside the platform and a system that answers signed requests, with work that concerns all three. */
export async function portalWithWorks() {
  const packagesDir = mkdtempSync(join(tmpdir(), 'portal-packages-'))
  const crm = await openCrm()
  const file = httpSourcesFile(crmSettings(crm.url, crm.key))
  const { portal, platform } = await portalWithPlatform({
    PACKAGES_DIR: packagesDir,
    HTTP_SOURCES_FILE: file,
  })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  const officers: [Context, Context] = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]

  async function learner() {
    const person = await addFullLearner(portal, platform)
    crm.addPerson(person.externalId)
    return { ...person, own: portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk') }
  }
  const statusOf = async (reference: string) => {
    const [row] = await portal.database.owner.db.execute<{ status: string }>(
      sql`SELECT status FROM request WHERE reference = ${reference}`,
    )
    return row?.status
  }
  const audited = async (subjectId: string, action: string) =>
    (await portal.audit({ subjectId })).filter((one) => one.action === action).length
  const letters = async (subjectId: string, letter: string) =>
    (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === subjectId && payload.letter === letter,
    ).length
  /** How many different requests of that type the other system was sent about the person. */
  const askedOf = (externalId: string, type: string) =>
    [...crm.asked.values()].filter((one) => one.person === externalId && one.type === type).length

  async function aCopy(): Promise<Work> {
    const { subjectId, own } = await learner()
    const decided = { subjectId, kind: 'access', task: 'begin-package' } as const
    const { reference, key } = await decideByTwo(portal, officers, decided)
    await beginPackage(portal.system, key)
    return {
      run: (ctx) => runPackages(ctx, packageTexts, signal),
      isEnded: async () => {
        const shown = await readPackagePreview(officers[0], reference)
        if (shown?.state === 'ready')
          await releasePackage(officers[0], { reference, sha256: shown.sha256 ?? '' })
        return (await statusOf(reference)) === 'fulfilled'
      },
      check: async ({ mailed }) => {
        expect(await audited(subjectId, 'package.give')).toBe(1)
        if (!mailed) expect(await letters(subjectId, 'package')).toBe(1)
        const files = (await readdir(packagesDir)).filter((name) => name.startsWith(key.requestId))
        expect(files).toHaveLength(1)
        const opened = await openPackageDownload(own, { reference, provedAt: own.clock.now() })
        if ('status' in opened) throw new Error(opened.code)
        const { file, folder } = await unpack(await bytesOf(opened.read()))
        const manifest = JSON.parse((await filesIn(folder)).get('manifest.json')?.toString() ?? '')
        await Promise.all([rm(folder, { recursive: true }), rm(file)])
        const found = manifest.items.map(({ item }: { item: string }) => item)
        expect(found).toEqual(openSources(portal.system).map.map(({ id }) => id))
        const states = new Set(manifest.items.map(({ state }: { state: string }) => state))
        expect([...states].sort()).toEqual(['included', 'nothing'])
      },
    }
  }

  async function anErasure(): Promise<Work> {
    const { subjectId, externalId, userId } = await learner()
    const decided = { subjectId, kind: 'erasure/unlawful', task: 'begin-erasure' } as const
    const { reference, key } = await decideByTwo(portal, officers, decided)
    await beginErasure(portal.system, key)
    return {
      run: (ctx) => runErasures(ctx, signal),
      isEnded: async () => (await statusOf(reference)) === 'fulfilled',
      check: async () => {
        expect(await audited(subjectId, 'erasure.complete')).toBe(1)
        expect(askedOf(externalId, 'erasure')).toBe(1)
        expect(crm.people.get(externalId)?.records.map(({ item }) => item)).toEqual(['invoices'])
        const [left] = await platform.owner.db.execute<{ tickets: number; names: number }>(sql`
          SELECT (SELECT count(*)::int FROM support_tickets WHERE user_id = ${userId}) AS tickets,
            (SELECT count(*)::int FROM users WHERE id = ${userId} AND full_name <> 'erased') AS names`)
        expect(left).toEqual({ tickets: 0, names: 0 })
        const items = await portal.database.owner.db.execute<{ item: string; state: string }>(
          sql`SELECT item, state FROM erasure_item WHERE request_id = ${key.requestId}`,
        )
        const open = [...items].filter(({ state }) => !['erased', 'kept', 'nothing'].includes(state))
        expect(open).toEqual([])
        // What had rows when the run began is called erased, however often the deletion was repeated.
        const states = new Map([...items].map(({ item, state }) => [item, state]))
        for (const item of ['platform.support-tickets', 'crm.contacts', 'portal.subject'])
          expect(states.get(item), item).toBe('erased')
      },
    }
  }

  async function aCorrection(): Promise<Work> {
    const { subjectId, externalId, own } = await learner()
    const record = dataCursor(portal.services.keys, subjectId, { item: 'crm.contacts', key: [7] })
    const input = { record, field: 'name', value: 'Дана', idempotencyKey: newId() }
    const filed = await fileCorrection(own, input, () => ({ item: 'I', old: 'O', correct: 'C' }))
    if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
    const { reference } = filed
    for (const step of ['take', 'decide'])
      await takeRequestStep(officers[0], stepSchema.parse({ reference, step }))
    const jobs = await jobsOf(portal, 'plan-source-changes')
    await planSourceChanges(
      portal.system,
      jobs.find(({ payload }) => payload.subjectId === subjectId)?.payload as never,
    )
    return {
      run: (ctx) => runSourceChanges(ctx, signal),
      isEnded: async () => (await statusOf(reference)) === 'fulfilled',
      check: async ({ mailed }) => {
        expect(await audited(subjectId, 'request.fulfil')).toBe(1)
        expect(await audited(subjectId, 'source-change.settle')).toBe(1)
        if (!mailed) expect(await letters(subjectId, 'fulfilled')).toBe(1)
        expect(askedOf(externalId, 'rectification')).toBe(1)
        const contact = crm.people.get(externalId)?.records.find(({ item }) => item === 'contacts')
        expect(contact?.values.name).toBe('Дана')
      },
    }
  }

  const close = async () => {
    await closeSources(portal.services)
    await Promise.all([portal.close(), platform.close(), crm.close()])
    await rm(packagesDir, { recursive: true, force: true })
  }
  return { portal, platform, crm, packagesDir, aCopy, anErasure, aCorrection, close }
}
