import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import { endRepresentation } from '#domain/people/minors/represent.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { openCopies } from '#testing/copies.ts'
import { addFullLearner } from '#testing/data-sources.ts'
import { addParent, birthdayOf } from '#testing/guardians.ts'
import { bytesOf } from '#testing/packages.ts'
import { formOf, jobsOf } from '#testing/requests.ts'
import { readCertificate } from '../erase/read-certificate.ts'
import { readErasure } from '../erase/read-erasure.ts'
import { readErasurePlan } from '../erase/read-erasure-plan.ts'
import { countOwnData } from '../own-data/count-own-data.ts'
import { readPackagePreview } from '../package/read-package.ts'
import { beginPackage } from '../package-run/begin-package.ts'
import { beginErasure } from './begin-erasure.ts'
import { readErasureMail, readErasureMailOfRepresentative } from './erasure-mail.ts'
import { runErasures } from './run-erasures.ts'

const DAY = 86_400_000
const { portal, platform, first, second, run, release, close } = await openCopies({ PORTAL_GUARDIANS: 'on' })
afterAll(close)

/** A learner of 12 whose parent filed a request, which two officers decided to fulfil. */
async function decidedFor(kind: KindName, task: string) {
  const learner = await addFullLearner(portal, platform)
  const { subjectId } = learner
  const child = { ...learner, ctx: portal.subject(subjectId) }
  const parent = await addParent(portal, child, birthdayOf(portal, 'under-14'))
  const { ctx, represented } = await parent.acting()
  const filed = await fileRequest(ctx, formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const step = (by: Context, input: object) => takeRequestStep(by, stepSchema.parse({ reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Беріледі.' })
  expect(await step(second, { step: 'approve' })).toMatchObject({ now: 'in-progress' })
  const job = (await jobsOf(portal, task)).find(({ payload }) => payload.subjectId === subjectId)
  const key = { subjectId, requestId: String(job?.payload.requestId) }
  return { child, parent, ctx, represented, reference, key }
}

const audited = async (subjectId: string, action: string) =>
  (await portal.audit({ subjectId })).filter((one) => one.action === action)

test('a parent downloads the copy of the child with a fresh sign-in, until the representation ends', async () => {
  const { child, parent, ctx, reference, key } = await decidedFor('access', 'begin-package')
  await beginPackage(portal.system, key)
  await run()
  expect(await release(reference)).toEqual({ status: 'done' })
  await run()
  expect(await readPackagePreview(ctx, reference)).toMatchObject({ state: 'released' })
  const now = ctx.clock.now()
  const old = new Date(now.getTime() - 31 * 60_000)
  expect(await openPackageDownload(ctx, { reference, provedAt: old })).toMatchObject({ code: 'stale' })
  const opened = await openPackageDownload(ctx, { reference, provedAt: now })
  if ('status' in opened) throw new Error(opened.code)
  expect((await bytesOf(opened.read())).subarray(0, 2).toString()).toBe('PK')
  expect(await audited(child.subjectId, 'package.download')).toMatchObject([
    { actorKind: 'representative', actorId: parent.representationId },
  ])
  const own = await openPackageDownload(child.ctx, { reference, provedAt: now })
  expect('status' in own).toBe(false)
  const letters = (await jobsOf(portal, 'send-request-mail')).filter(
    ({ payload }) => payload.subjectId === child.subjectId && payload.letter === 'package',
  )
  expect(letters.map(({ payload }) => payload.to ?? 'person')).toEqual(['person', 'representative'])

  const stranger = await addParent(
    portal,
    await portal.addPerson().then(({ subjectId }) => ({ subjectId, ctx: portal.subject(subjectId) })),
    birthdayOf(portal, 'under-14'),
  )
  const theirs = (await stranger.acting()).ctx
  expect(await openPackageDownload(theirs, { reference, provedAt: now })).toMatchObject({ code: 'not-found' })
  await expect(countOwnData(ctx, child.subjectId)).rejects.toThrow(Denied)

  await endRepresentation(child.ctx, child.subjectId, parent.representationId)
  expect(await openPackageDownload(ctx, { reference, provedAt: now })).toMatchObject({ code: 'not-found' })
})

test('withdrawal of the service by a parent ends every consent, closes the account and tells both', async () => {
  const learner = await decidedFor('withdrawal/service', 'begin-erasure')
  const { child, parent, ctx, reference, key } = learner
  expect((await readErasurePlan(ctx, child.subjectId)).length).toBeGreaterThan(0)
  const states = await readChoices(child.ctx, child.subjectId)
  expect(states.filter(({ decision }) => decision === 'granted')).toEqual([])
  await beginErasure(portal.system, key)
  expect(await readErasure(ctx, reference)).toMatchObject({ state: 'waiting' })
  portal.passTime(DAY)
  expect(await runErasures(portal.system, new AbortController().signal)).toEqual({ ended: 1 })
  const [row] = await platform.owner.db.execute<{ gone: boolean }>(
    sql`SELECT full_name = 'erased' AS gone FROM users WHERE id = ${child.userId}`,
  )
  expect(row?.gone).toBe(true)
  const jobs = (await jobsOf(portal, 'send-erasure-mail')).filter(
    ({ payload }) => payload.requestId === key.requestId,
  )
  expect(jobs.map(({ payload }) => payload.to ?? 'person')).toEqual(['person', 'representative'])
  const [told, parents] = [
    await readErasureMail(portal.system, key),
    await readErasureMailOfRepresentative(portal.system, key),
  ]
  expect(parents).toMatchObject({ to: parent.email, reference, closed: true, result: 'done' })
  expect(told).toMatchObject({ to: child.email, closed: true })
  const certificateToken = parents?.certificateToken ?? ''
  expect(await readCertificate(portal.visitor, certificateToken)).not.toBeNull()
  await endMinorities(portal.system)
  const [ended] = await portal.database.owner.db.execute<{ ended: string }>(
    sql`SELECT ended FROM representation WHERE representation_id = ${parent.representationId}`,
  )
  expect(ended?.ended).toBe('erased')
})
