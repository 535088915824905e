import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceChange } from '#db/schema/fulfilment.ts'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import operator from '#db/seed/operator.sample.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { changeProfile, readProfile } from '#domain/people/subjects/profile.ts'
import { executeCorrection } from '#domain/requests/execution/change-by-request.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { addFullLearner, collected, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { isChange } from '../change-record/change-rows.ts'
import { fileCorrection, readCorrectable } from '../changes/file-correction.ts'
import { readChanges } from '../changes/read-changes.ts'
import { settleChange } from '../changes/settle-change.ts'
import { readNotices, tellRecipient, tellRecipientSchema } from '../changes/tell-recipient.ts'
import { beginErasure } from '../erasure-run/begin-erasure.ts'
import { runErasures } from '../erasure-run/run-erasures.ts'
import { dataCursor } from '../own-data/data-cursor.ts'
import { closeSources, openSources } from '../sources/open-sources.ts'
import { continueCorrection, newChange } from './continue-correction.ts'
import { planSourceChanges } from './plan-source-changes.ts'
import { runSourceChanges } from './run-source-changes.ts'

const signal = new AbortController().signal
let portal: TestPortal
let platform: TestDatabase
let officer: Context
let support: Context

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  support = (await staffContext(portal, ['support'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const words = ({ to }: { to: unknown }) => ({ item: 'I', old: 'O', correct: String(to) })

/** A learner of the platform, with the name of a field of theirs as pages name it. */
async function learner() {
  const person = await addFullLearner(portal, platform)
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const named = async (item: string, field: string) => {
    const source = openSources(portal.system).named('platform')
    const [record] = await collected(source, person, { items: [item], limit: 1 })
    if (!record) throw new Error(item)
    const place = { item, key: record.key }
    const cursor = dataCursor(portal.services.keys, person.subjectId, place)
    return { record: cursor, field, held: record.values[field] ?? null }
  }
  const user = async () => {
    const [row] = await platform.owner.db.execute<Record<string, unknown>>(
      sql`SELECT full_name, phone, locale FROM users WHERE id = ${person.userId}`,
    )
    return row
  }
  return { ...person, own, named, user }
}

/** A correction of a field of the platform that an officer has decided and the worker has planned. */
async function decided(item: string, field: string, value: string) {
  const person = await learner()
  const { held, ...named } = await person.named(item, field)
  const input = { ...named, value, idempotencyKey: newId() }
  const filed = await fileCorrection(person.own, input, words)
  if (filed.status !== 'filed') throw new Error(JSON.stringify(filed))
  const { reference } = filed
  const step = (ctx: Context, given: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...given }))
  await step(officer, { step: 'take' })
  expect(await step(officer, { step: 'fulfil', message: 'Done.' })).toMatchObject({ status: 'refused' })
  expect(await step(officer, { step: 'decide' })).toMatchObject({ status: 'done', now: 'in-progress' })
  const [job] = (await jobsOf(portal, 'plan-source-changes')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  const key = { subjectId: person.subjectId, requestId: String(job?.payload.requestId) }
  await planSourceChanges(portal.system, key)
  const status = async () => {
    const [row] = await portal.database.owner.db.execute<{ status: string }>(
      sql`SELECT status FROM request WHERE reference = ${reference}`,
    )
    return row?.status
  }
  return { ...person, held, reference, key, step, status }
}

const run = () => runSourceChanges(portal.system, signal)
const told = async (ctx: Context, reference: string) =>
  (await readNotices(ctx, reference)).map(({ recipient, state, note }) => [recipient.en, state, note])
const places = async (ctx: Context, reference: string) =>
  (await readChanges(ctx, reference)).map(({ source, place, state }) => [source, place?.field.column, state])

describe('the recipients of what was corrected', () => {
  const everybody = operator.processing.communication.recipients.map(({ name }) => name.en)

  test('are listed once it was read back, told by an officer on record, and seen by the person', async () => {
    const person = await decided('platform.users', 'full_name', 'Айша Тілеу')
    const { reference, own } = person
    expect(await told(own, reference)).toEqual([])
    await run()
    expect(await person.status()).toBe('fulfilled')
    expect(await told(own, reference)).toEqual(everybody.map((name) => [name, 'to-tell', null]))
    const [first, second] = await readNotices(officer, reference)
    if (!first || !second) throw new Error('no recipients')
    const step = (ctx: Context, notice: string, how: string, note = 'By letter.') =>
      tellRecipient(ctx, tellRecipientSchema.parse({ reference, notice, how, note }))
    await expect(step(support, first.noticeId, 'tell')).rejects.toThrow(Denied)
    await expect(step(own, first.noticeId, 'tell')).rejects.toThrow(Denied)
    const other = await decided('platform.users', 'full_name', 'Ерлан Тілеу')
    expect(
      await tellRecipient(officer, {
        reference: other.reference,
        notice: first.noticeId,
        how: 'tell',
        note: 'N',
      }),
    ).toEqual({ status: 'refused', code: 'not-found' })
    expect(await step(officer, first.noticeId, 'answer')).toEqual({ status: 'refused', code: 'moved-on' })
    const both = await Promise.all([
      step(officer, first.noticeId, 'tell'),
      step(officer, first.noticeId, 'tell'),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['done', 'refused'])
    expect(await step(officer, first.noticeId, 'answer', 'Corrected.')).toEqual({ status: 'done' })
    expect(await step(officer, second.noticeId, 'leave', 'Never sent.')).toEqual({ status: 'done' })
    expect(await told(own, reference)).toEqual([
      [everybody[0], 'answered', 'Corrected.'],
      [everybody[1], 'not-told', 'Never sent.'],
      [everybody[2], 'to-tell', null],
    ])
    const audited = (await portal.audit({ subjectId: person.subjectId })).map(({ action }) => action)
    expect(audited.filter((action) => action.startsWith('recipient.'))).toEqual([
      'recipient.plan',
      'recipient.tell',
      'recipient.answer',
      'recipient.leave',
    ])
    expect(
      tellRecipientSchema.safeParse({ reference, notice: first.noticeId, how: 'tell', note: ' ' }).success,
    ).toBe(false)
  })

  test('are none where the operator named nobody for the category', async () => {
    const person = await decided('platform.test-results', 'score', '97')
    await run()
    expect(await told(person.own, person.reference)).toEqual([])
  })
})

describe('a correction', () => {
  test('is written, read back, carried to the profile that repeats it, and only then done', async () => {
    const person = await decided('platform.users', 'full_name', '  Әлия  Жаңа ')
    const old = String(person.held)
    await platform.owner.db.execute(sql`
      UPDATE support_tickets SET body = ${`Hello, ${old.toUpperCase()} here`} WHERE user_id = ${person.userId}`)
    await changeProfile(person.own, person.subjectId, { fullName: old, phone: null, locale: 'kk' })
    await planSourceChanges(portal.system, person.key)
    expect(await person.user()).toMatchObject({ full_name: old })
    expect(await person.status()).toBe('in-progress')
    await run()
    expect(await person.user()).toMatchObject({ full_name: 'Әлия Жаңа' })
    expect(await readProfile(person.own, person.subjectId)).toMatchObject({ fullName: 'Әлия Жаңа' })
    expect(await person.status()).toBe('fulfilled')
    const changes = await readChanges(person.own, person.reference)
    expect(changes).toMatchObject([
      { source: 'platform', state: 'done', matched: 1, changed: 1, left: 0 },
      { source: 'portal', state: 'done', matched: 1, changed: 1, left: 0 },
    ])
    expect(changes[0]?.oldIn).toMatchObject([
      { item: { table: 'support_tickets' }, field: { column: 'body' } },
    ])
    // The portal still has the old value where the request itself is kept.
    expect(changes[1]?.oldIn).toMatchObject([{ item: { table: 'request' }, stays: 'law' }])
    const [sealed] = await portal.database.owner.db.execute(
      sql`SELECT count(values_sealed)::int AS n FROM source_change WHERE subject_id = ${person.subjectId}`,
    )
    expect(sealed).toEqual({ n: 0 })
    const audited = (await portal.audit({ subjectId: person.subjectId })).map(({ action }) => action)
    expect(audited.filter((one) => /source-change|profile.correct|execute|fulfil/.test(one))).toEqual([
      'source-change.plan',
      'request.execute',
      'source-change.settle',
      'profile.correct',
      'source-change.settle',
      'request.fulfil',
    ])
    const letters = (await jobsOf(portal, 'send-request-mail')).filter(
      ({ payload }) => payload.subjectId === person.subjectId,
    )
    expect(letters.map(({ payload }) => payload.letter)).toEqual(['filed', 'fulfilled'])
  })

  test('leaves a profile alone that holds another value', async () => {
    const person = await decided('platform.users', 'full_name', 'Басқа Есім')
    await run()
    expect(await places(officer, person.reference)).toEqual([
      ['platform', 'full_name', 'done'],
      ['portal', 'name_sealed', 'nothing'],
    ])
    expect(await person.status()).toBe('fulfilled')
  })

  test('of a number is written as a number', async () => {
    const person = await decided('platform.test-results', 'score', ' 12 ')
    await run()
    expect(await person.status()).toBe('fulfilled')
    const { held } = await person.named('platform.test-results', 'score')
    expect([person.held, held]).toEqual([expect.any(Number), 12])
  })

  test('that its system refuses stays open, and is tried again, done by hand, or given up', async () => {
    const person = await decided('platform.test-results', 'score', '101')
    await run()
    const failed = async () => (await readChanges(officer, person.reference)).at(-1)
    expect(await failed()).toMatchObject({ state: 'failed', code: 'refused', failedSince: expect.any(Date) })
    expect(await person.status()).toBe('in-progress')
    expect(await person.step(person.own, { step: 'cancel' })).toMatchObject({ status: 'refused' })
    const settle = async (how: string, note = 'N') =>
      settleChange(officer, {
        reference: person.reference,
        change: (await failed())?.changeId ?? '',
        how,
        note,
      } as never)
    const own = settleChange(person.own, {
      reference: person.reference,
      change: newId(),
      how: 'skip',
      note: 'N',
    })
    await expect(own).rejects.toThrow(Denied)
    await expect(settleChange(support, { reference: person.reference } as never)).rejects.toThrow(Denied)
    expect(await run()).toEqual({ settled: 0 })
    expect(await settle('retry')).toEqual({ status: 'done' })
    await run()
    expect(await failed()).toMatchObject({ state: 'failed' })

    // Nothing was done: it is decided again.
    expect(await settle('skip')).toEqual({ status: 'done' })
    expect(await settle('skip')).toEqual({ status: 'refused', code: 'moved-on' })
    expect(await person.status()).toBe('in-progress')
    expect(await person.step(officer, { step: 'decide' })).toMatchObject({ status: 'done' })
    await planSourceChanges(portal.system, person.key)
    expect(await places(officer, person.reference)).toEqual([['platform', 'score', 'waiting']])
    await run()
    expect(await settle('by-hand', 'Changed in the console')).toEqual({ status: 'done' })
    expect(await person.status()).toBe('in-progress')
    await planSourceChanges(portal.system, person.key)
    expect(await person.status()).toBe('fulfilled')
    expect(await failed()).toMatchObject({ state: 'by-hand', note: 'Changed in the console' })
  })

  test('that fails unexpectedly waits for its next try, and the others go on', async () => {
    const damaged = await decided('platform.users', 'full_name', 'Жаңа Есім')
    await portal.database.owner.db.execute(
      sql`UPDATE source_change SET values_sealed = '\\x00' WHERE subject_id = ${damaged.key.subjectId}`,
    )
    const other = await decided('platform.users', 'full_name', 'Жаңа Есім')
    await run()
    expect(await other.status()).toBe('fulfilled')
    expect(await damaged.status()).toBe('in-progress')
    const [failed] = await readChanges(officer, damaged.reference)
    expect(failed).toMatchObject({ state: 'failed', code: 'unknown', failedSince: expect.any(Date) })
    expect(failed?.nextTryAt.getTime()).toBeGreaterThan(portal.services.clock.now().getTime())
    const audited = (await portal.audit({ subjectId: damaged.key.subjectId })).map(({ action }) => action)
    expect(audited.at(-1)).toBe('source-change.fail')
    expect(await run()).toEqual({ settled: 0 })
  })

  test('of a value that changed meanwhile is not overwritten', async () => {
    const person = await decided('platform.users', 'full_name', 'Жаңа Есім')
    await platform.owner.db.execute(sql`UPDATE users SET full_name = 'Third' WHERE id = ${person.userId}`)
    await run()
    expect(await person.user()).toMatchObject({ full_name: 'Third' })
    expect(await readChanges(officer, person.reference)).toMatchObject([
      { state: 'failed', code: 'other-value', changed: null },
    ])
  })

  test('killed after the source changed and before it said so ends once', async () => {
    const person = await decided('platform.test-results', 'score', '33')
    const { owner } = portal.database
    await platform.owner.db.execute(sql`UPDATE test_results t SET score = 33 FROM (
      SELECT id FROM test_results WHERE user_id = ${person.userId} ORDER BY lesson_id, attempt LIMIT 1) f WHERE t.id = f.id`)
    await owner.db.execute(sql`UPDATE source_change SET fence = 1, lease_until = now() - interval '1 year'
      WHERE subject_id = ${person.subjectId}`)
    await run()
    expect(await readChanges(officer, person.reference)).toMatchObject([
      { state: 'done', matched: 1, changed: 1, left: 0 },
    ])
    expect(await person.status()).toBe('fulfilled')
  })

  describe('while another worker decides about the same request', () => {
    /** Resolves when so many transactions wait for a lock, or when `ended` has. */
    async function blocked(count: number, ended: Promise<unknown>) {
      let isEnded = false
      const end = () => {
        isEnded = true
      }
      ended.then(end, end)
      for (;;) {
        const [row] = await portal.database.owner.db.execute<{ n: number }>(
          sql`SELECT count(*)::int AS n FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE datname = current_database() AND NOT granted`,
        )
        if (isEnded || row?.n === count) return
      }
    }

    test('closes it when two linked changes are settled together', async () => {
      const { key, status } = await decided('platform.users', 'full_name', 'Жаңа Есім')
      const { map } = openSources(portal.system)
      const [one, other] = ['platform', 'portal'].map((source) =>
        newChange(portal.system, { ...key, kind: 'correct', source, item: 'I', field: 'F' }),
      )
      if (!one || !other) throw new Error('no changes')
      const { subjectId } = key
      await portal.system.transaction(async (tx) => {
        await executeCorrection(tx, portal.system, key)
        await tx.update(sourceChange).set({ state: 'done' }).where(eq(sourceChange.subjectId, subjectId))
        await tx.insert(sourceChange).values([one, other])
      })
      const settle = ({ changeId }: { changeId: string }, hold?: () => Promise<void>) =>
        portal.system.transaction(async (tx) => {
          await tx.update(sourceChange).set({ state: 'done' }).where(isChange({ subjectId, changeId }))
          await continueCorrection(tx, portal.system, key, map)
          await hold?.()
        })
      const [first, last] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const held = settle(one, () => {
        first.resolve()
        return last.promise
      })
      await first.promise
      const second = settle(other)
      await blocked(1, second)
      last.resolve()
      await Promise.all([held, second])
      expect(await status()).toBe('fulfilled')
    })

    test('plans it once when two jobs plan together', async () => {
      const { key, reference } = await decided('platform.users', 'full_name', 'Жаңа Есім')
      const { owner } = portal.database
      await owner.db.execute(sql`DELETE FROM source_change WHERE subject_id = ${key.subjectId}`)
      const plans = await owner.transaction(async (tx) => {
        // Lets both read the table and neither write to it.
        await tx.execute(sql`LOCK TABLE source_change IN SHARE MODE`)
        const both = Promise.all([1, 2].map(() => planSourceChanges(portal.system, key)))
        await blocked(2, both)
        return [both]
      })
      await plans[0]
      expect(await places(officer, reference)).toEqual([['platform', 'full_name', 'waiting']])
    })
  })

  test('under way ends when its person is erased: nothing is left to correct', async () => {
    const person = await decided('platform.test-results', 'score', '101')
    await run()
    const filed = await fileRequest(person.own, formOf('erasure/unlawful'))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const step = (ctx: Context, given: object) =>
      takeRequestStep(ctx, stepSchema.parse({ reference: filed.reference, ...given }))
    await step(officer, { step: 'take' })
    await step(officer, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' })
    const second = (await staffContext(portal, ['privacy-officer'])).ctx
    expect(await step(second, { step: 'approve' })).toMatchObject({ status: 'done' })
    const [job] = (await jobsOf(portal, 'begin-erasure')).filter(
      ({ payload }) => payload.subjectId === person.subjectId,
    )
    const { subjectId } = person
    await beginErasure(portal.system, { subjectId, requestId: String(job?.payload.requestId) })
    expect(await runErasures(portal.system, signal)).toEqual({ ended: 1 })
    expect(await person.status()).toBe('cancelled')
    const rows = await portal.database.owner.db.execute<{ state: string; sealed: boolean }>(
      sql`SELECT state, values_sealed IS NOT NULL AS sealed FROM source_change WHERE subject_id = ${subjectId}
        AND kind = 'correct'`,
    )
    expect([...rows]).toEqual([{ state: 'overtaken', sealed: false }])
    await portal.database.owner.db.execute(
      sql`UPDATE source_change SET try_at = now() - interval '1 year' WHERE subject_id = ${subjectId}`,
    )
    expect(await run()).toEqual({ settled: 0 })
  })

  test('is asked for only by the person, of a value of theirs that the map lets be corrected', async () => {
    const [mine, theirs] = [await learner(), await learner()]
    const own = await mine.named('platform.users', 'full_name')
    expect(await readCorrectable(mine.own, mine.subjectId, own)).toMatchObject({ held: own.held })
    expect(await readCorrectable(mine.own, mine.subjectId, { ...own, field: 'email' })).toBeNull()
    expect(await readCorrectable(mine.own, mine.subjectId, { ...own, record: 'x' })).toBeNull()
    const foreign = await theirs.named('platform.users', 'full_name')
    expect(await readCorrectable(mine.own, mine.subjectId, foreign)).toBeNull()
    await expect(readCorrectable(mine.own, theirs.subjectId, foreign)).rejects.toThrow(Denied)
    const file = (given: object) =>
      fileCorrection(mine.own, { ...own, idempotencyKey: newId(), value: 'V', ...given } as never, words)
    expect(await file({ value: String(own.held) })).toMatchObject({ code: 'same-value' })
    expect(await file({ value: ' ' })).toEqual({ status: 'invalid', code: 'required' })
    expect(await file({ record: foreign.record })).toMatchObject({ code: 'not-there' })
    await expect(
      fileCorrection(officer, { ...own, value: 'V', idempotencyKey: newId() }, words),
    ).rejects.toThrow(Denied)
  })
})
