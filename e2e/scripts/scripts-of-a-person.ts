import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { releasePackage } from '#domain/fulfilment/package/release-package.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { type RequestDetails, stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { bytesOf, unpack } from '#testing/packages.ts'
import { learnerOfPlatform } from '../learner-of-platform.ts'
import { expect, type Portal } from '../people.ts'
import { platformDatabase } from '../platform-database.ts'
import { lineOf, scriptsOf } from './filled-forms.ts'

/** Everything of the list at once: two messages, since one is too short. */
export const halves = () => [scriptsOf(4900), scriptsOf(4900)] as const

/** A person whose name, records in the learning platform and requests hold the scripts. */
export async function personOfScripts(portal: Portal) {
  const sql = platformDatabase(portal)
  const [subject, body] = [lineOf(190), halves().join('\n')]
  const fullName = lineOf(190)
  const person = await learnerOfPlatform(portal, sql, { locale: 'kk', fullName, ticket: { subject, body } })
  await sql.end()
  const own = portal.as(person.subjectId, 'kk')
  const file = async (kind: KindName, details: RequestDetails) => {
    const filed = await fileRequest(own, { kind, details, idempotencyKey: randomUUID() })
    if (filed.status !== 'filed') throw new Error(filed.code)
    return filed.reference
  }
  return { ...person, own, file }
}

const step = async (ctx: Context, given: Record<string, string>) => {
  const outcome = await takeRequestStep(ctx, stepSchema.parse(given))
  if (outcome.status !== 'done') throw new Error(`${given.step}: ${outcome.code}`)
}

/** The copy of a person's data as two officers give it: the path of its offline page, unpacked. */
export async function offlinePage(own: Context, reference: string, first: Context, second: Context) {
  const message = scriptsOf(4900)
  await step(first, { reference, step: 'take' })
  await step(first, { reference, step: 'propose', decision: 'fulfil', message })
  await step(second, { reference, step: 'approve' })
  const state = () => readPackagePreview(first, reference)
  await expect.poll(async () => (await state())?.state, { timeout: 60_000 }).toBe('ready')
  const released = await releasePackage(first, { reference, sha256: (await state())?.sha256 ?? '' })
  expect(released.status).toBe('done')
  await expect.poll(async () => (await state())?.state, { timeout: 60_000 }).toBe('released')
  const opened = await openPackageDownload(own, { reference, provedAt: own.clock.now() })
  if ('status' in opened) throw new Error(opened.code)
  const { folder } = await unpack(await bytesOf(opened.read()))
  return `file://${join(folder, 'index.html')}`
}
