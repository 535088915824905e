import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { settleChange } from '#domain/fulfilment/changes/settle-change.ts'
import { tellRecipient } from '#domain/fulfilment/changes/tell-recipient.ts'
import { acceptDrift, startErasureNow } from '#domain/fulfilment/erase/advance-erasure.ts'
import { settleSource } from '#domain/fulfilment/erase/settle-source.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { readPackagePreview } from '#domain/fulfilment/package/read-package.ts'
import { releasePackage, settlePackage } from '#domain/fulfilment/package/release-package.ts'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { setSecondPerson } from '#domain/staff/team/set-second-person.ts'
import { newId } from '#platform/ids.ts'
import { addFullLearner } from '#testing/data-sources.ts'
import { decideByTwo, formOf, staffContext } from '#testing/requests.ts'
import { portalWithWorks } from '#testing/works.ts'
import { packageTexts } from './package/package-page.ts'

const { signal } = new AbortController()
let given: Awaited<ReturnType<typeof portalWithWorks>>
let officers: [Context, Context]
let member: Awaited<ReturnType<typeof staffContext>>
/** The same officer, signed in long ago, and after a code given again. */
let stale: Context
let fresh: Context

beforeAll(async () => {
  given = await portalWithWorks()
  const { portal } = given
  officers = [
    (await staffContext(portal, ['privacy-officer'])).ctx,
    (await staffContext(portal, ['privacy-officer'])).ctx,
  ]
  member = await staffContext(portal, ['privacy-officer'])
  stale = member.stale
  fresh = (await member.sudo()).ctx
}, 60_000)
afterAll(() => given.close())

const owner = () => given.portal.database.owner.db
const learner = () => addFullLearner(given.portal, given.platform)

async function filedFor(kind: KindName) {
  const { subjectId } = await learner()
  const filed = await fileRequest(given.portal.as({ kind: 'subject', subjectId }, 'kk'), formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  await take(officers[0], reference, { step: 'take' })
  const [row] = await owner().execute<{ id: string }>(
    sql`SELECT request_id AS id FROM request WHERE reference = ${reference}`,
  )
  return { reference, subjectId, requestId: row?.id ?? '' }
}

const take = (ctx: Context, reference: string, input: object) =>
  takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))

async function decided(kind: 'access' | 'erasure/unlawful') {
  const { subjectId } = await learner()
  const task = kind === 'access' ? 'begin-package' : 'begin-erasure'
  const { reference, key } = await decideByTwo(given.portal, officers, { subjectId, kind, task })
  if (kind === 'access') await beginPackage(given.portal.system, key)
  else await beginErasure(given.portal.system, key)
  return { reference, ...key }
}

/** What the worker does while the other system does not answer. */
async function whileAway(work: (system: Context) => Promise<unknown>) {
  given.crm.down()
  await work(given.portal.system)
  given.crm.up()
}

const propose = { step: 'propose', decision: 'fulfil', message: 'Орындалады.' }

/** Each function creates what its action works on and returns the action. Creating it needs no code. */
const actions: Record<string, () => Promise<(ctx: Context) => Promise<{ status: string }>>> = {
  'proposes an erasure': async () => {
    const { reference } = await filedFor('erasure/wish')
    return (ctx) => take(ctx, reference, propose)
  },
  'approves an erasure': async () => {
    const { reference } = await filedFor('erasure/wish')
    await take(officers[0], reference, propose)
    return (ctx) => take(ctx, reference, { step: 'approve' })
  },
  'approves that an account is closed': async () => {
    const { reference } = await filedFor('withdrawal/service')
    await take(officers[0], reference, propose)
    return (ctx) => take(ctx, reference, { step: 'approve' })
  },
  'goes on with an erasure whose counts changed': async () => {
    const { reference, requestId } = await decided('erasure/unlawful')
    await owner().execute(
      sql`UPDATE erasure_run SET state = 'drifted', drift = '[]' WHERE request_id = ${requestId}`,
    )
    return (ctx) => acceptDrift(ctx, reference)
  },
  'starts an erasure before its pause is over': async () => {
    const { reference } = await decided('erasure/unlawful')
    return (ctx) => startErasureNow(ctx, reference)
  },
  'settles a system of an erasure by hand': async () => {
    const { reference } = await decided('erasure/unlawful')
    await whileAway((system) => runErasures(system, signal))
    return (ctx) => settleSource(ctx, { reference, source: 'crm', how: 'by-hand', note: 'Deleted there.' })
  },
  'releases a copy': async () => {
    const { reference } = await decided('access')
    await runPackages(given.portal.system, packageTexts, signal)
    const sha256 = (await readPackagePreview(officers[0], reference))?.sha256 ?? ''
    return (ctx) => releasePackage(ctx, { reference, sha256 })
  },
  'leaves a system out of a copy': async () => {
    const { reference } = await decided('access')
    await whileAway((system) => runPackages(system, packageTexts, signal))
    return (ctx) => settlePackage(ctx, { reference, source: 'crm', how: 'skip', note: 'It is away.' })
  },
  'settles a change of a system by hand': async () => {
    const { reference, subjectId, requestId } = await filedFor('objection')
    const change = newId()
    await owner().execute(sql`
      INSERT INTO source_change (subject_id, change_id, request_id, kind, source, state, try_at, created_at, at)
      VALUES (${subjectId}, ${change}, ${requestId}, 'object', 'crm', 'failed', now(), now(), now())`)
    return (ctx) => settleChange(ctx, { reference, change, how: 'by-hand', note: 'Switched off there.' })
  },
  'records what a recipient was told': async () => {
    const { reference, subjectId, requestId } = await filedFor('rectification')
    const notice = newId()
    const recipient = JSON.stringify({ kk: 'R', ru: 'R', en: 'R' })
    await owner().execute(sql`
      INSERT INTO recipient_notice (subject_id, request_id, notice_id, recipient, country, state, created_at, at)
      VALUES (${subjectId}, ${requestId}, ${notice}, ${recipient}::jsonb, 'KZ', 'to-tell', now(), now())`)
    return (ctx) => tellRecipient(ctx, { reference, notice, how: 'tell', note: 'By letter.' })
  },
}

test.each(Object.keys(actions))('an officer who %s gives a code again first', async (name) => {
  const act = await actions[name]?.()
  if (!act) throw new Error(name)
  const before = (await given.portal.audit()).length
  await expect(act(stale)).rejects.toThrow(SudoNeeded)
  expect((await given.portal.audit()).length).toBe(before)
  expect(await act(fresh)).toMatchObject({ status: 'done' })
})

test('where one decides alone, the decision to erase needs a code, and a refusal does not', async () => {
  const administrator = await staffContext(given.portal, ['administrator'])
  await setSecondPerson(administrator.ctx, { required: false })
  onTestFinished(() => setSecondPerson(administrator.ctx, { required: true }).then(() => {}))
  const { reference } = await filedFor('erasure/wish')
  await expect(take(stale, reference, { step: 'decide' })).rejects.toThrow(SudoNeeded)
  expect(await take(fresh, reference, { step: 'decide' })).toMatchObject({ status: 'done' })
  const other = await filedFor('erasure/wish')
  const refusal = { refusalCode: 'LegalObligation', reason: 'Заң сақтауды талап етеді.', reasonLocale: 'kk' }
  expect(await take(stale, other.reference, { step: 'refuse', ...refusal })).toMatchObject({ status: 'done' })
})

test('trying again needs no code: it decides nothing', async () => {
  const { reference } = await decided('erasure/unlawful')
  await whileAway((system) => runErasures(system, signal))
  const retry = { reference, source: 'crm', how: 'retry', note: '' } as const
  expect(await settleSource(stale, retry)).toEqual({ status: 'done' })
})
