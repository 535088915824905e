import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { type RecordChoicesInput, recordChoicesSchema } from '../rules/choice-schemas.ts'
import { publishConsentTexts, readConsentTexts } from '../texts/consent-texts.ts'
import { readChoices, readHistory } from './read-choices.ts'
import { recordChoices } from './record-choices.ts'
import { verifyProjection } from './verify-projection.ts'

let database: TestDatabase
let services: Services
const system: Actor = { kind: 'system', task: 'test' }
const as = (actor: Actor) => contextFor(services, { actor, locale: 'en' })
const text = {
  title: 'P',
  introduction: 'I',
  parts: [{ id: 'data', title: 'D', clauses: [{ id: 'data.learning', title: 'L', body: 'B' }] }],
}
const version = (number: number) => ({
  version: number,
  lastUpdatedOn: '2025-01-15',
  effectiveOn: null,
  material: false,
  summary: { kk: 's', ru: 's', en: 's' },
  texts: { kk: text, ru: text, en: text },
})

beforeAll(async () => {
  database = await testDatabase()
  services = testServices(database.app, database.appUrl)
  const owner = contextFor({ ...services, database: database.owner }, { actor: system, locale: 'en' })
  await publishVersion(owner, version(1))
  await publishConsentTexts(owner, 'en', [
    { purpose: 'service', topic: '', words: { title: 'Service' } },
    { purpose: 'analytics', topic: '', words: { title: 'Analytics' } },
    { purpose: 'improvement', topic: '', words: { title: 'Improvement' } },
    { purpose: 'communication', topic: 'new-materials', words: { title: 'New materials' } },
  ])
})
afterAll(() => database.close())

type Choice = {
  purpose?: string
  topic?: string
  channel?: string
  decision: string
  basedOnSeq?: number
  textSha256?: string
}
const input = (choices: Choice[], given: Partial<RecordChoicesInput> = {}) =>
  recordChoicesSchema.parse({
    policyVersion: 1,
    origin: 'choices',
    idempotencyKey: newId(),
    choices: choices.map((choice) => ({ purpose: 'analytics', ...choice })),
    ...given,
  })
const granted: Choice = { decision: 'granted' }
const withdrawn: Choice = { decision: 'withdrawn' }
const person = () => {
  const subjectId = newId()
  return { subjectId, ctx: as({ kind: 'subject', subjectId }) }
}
const rows = (query: ReturnType<typeof sql>) => database.owner.db.execute<Record<string, unknown>>(query)

describe('a choice', () => {
  test('stands, is in the history, and leaves an audit record and word for others', async () => {
    const { subjectId, ctx } = person()
    const result = await recordChoices(ctx, subjectId, input([granted]))
    expect(result).toMatchObject({
      status: 'recorded',
      choices: [{ status: 'recorded', decision: 'granted', seq: 1 }],
    })
    const standing = await readChoices(ctx, subjectId)
    expect(standing.find((one) => one.name === 'analytics')).toMatchObject({ decision: 'granted', seq: 1 })
    expect(standing.filter((one) => one.decision === 'granted')).toHaveLength(1)
    const { items } = await readHistory(ctx, subjectId)
    expect(items).toMatchObject([
      {
        seq: 1,
        name: 'analytics',
        locale: 'en',
        origin: 'choices',
        actorKind: 'subject',
        policyVersion: 1,
        textVersion: 1,
      },
    ])
    const audit = await rows(
      sql`SELECT action, actor_kind, actor_id, fields FROM audit_event WHERE subject_id = ${subjectId}`,
    )
    expect(audit).toMatchObject([
      { action: 'consent.grant', actor_kind: 'subject', actor_id: subjectId, fields: ['analytics'] },
    ])
    const toTell = await rows(
      sql`SELECT first_seq, last_seq FROM consent_outbox WHERE subject_id = ${subjectId}`,
    )
    expect(toTell).toEqual([{ first_seq: 1, last_seq: 1 }])
  })

  test('that nobody made is off, which is not the same as withdrawn', async () => {
    const { subjectId, ctx } = person()
    const standing = await readChoices(ctx, subjectId)
    expect(standing).toHaveLength(13)
    expect(standing.every((one) => one.decision === null && one.seq === 0)).toBe(true)
  })

  test('keeps the words that were shown when the words change', async () => {
    const { subjectId, ctx } = person()
    await recordChoices(ctx, subjectId, input([{ ...granted, purpose: 'improvement' }]))
    const owner = contextFor({ ...services, database: database.owner }, { actor: system, locale: 'en' })
    const old = (await readConsentTexts(ctx, 'en')).find((one) => one.purpose === 'improvement')
    await publishConsentTexts(owner, 'en', [
      { purpose: 'improvement', topic: '', words: { title: 'Improvement, reworded' } },
    ])
    const stale = { ...(old?.sha256 ? { textSha256: old.sha256 } : {}), purpose: 'improvement' }
    expect(await recordChoices(ctx, subjectId, input([{ ...stale, ...granted }]))).toMatchObject({
      choices: [{ status: 'stale', decision: 'granted', seq: 1 }],
    })
    expect(await recordChoices(ctx, subjectId, input([{ ...stale, ...withdrawn }]))).toMatchObject({
      choices: [{ status: 'recorded', decision: 'withdrawn', seq: 2 }],
    })
    const { items } = await readHistory(ctx, subjectId)
    expect(items.map((one) => [one.textVersion, one.textSha256])).toEqual([
      [1, old?.sha256],
      [1, old?.sha256],
    ])
  })
})

describe('order', () => {
  test('a stale grant is refused and told what stands; a stale withdrawal is recorded', async () => {
    const { subjectId, ctx } = person()
    await recordChoices(ctx, subjectId, input([granted]))
    await recordChoices(ctx, subjectId, input([withdrawn]))
    expect(await recordChoices(ctx, subjectId, input([{ ...granted, basedOnSeq: 1 }]))).toMatchObject({
      choices: [{ status: 'stale', decision: 'withdrawn', seq: 2 }],
    })
    expect(await recordChoices(ctx, subjectId, input([{ ...withdrawn, basedOnSeq: 0 }]))).toMatchObject({
      choices: [{ status: 'recorded', decision: 'withdrawn', seq: 3 }],
    })
  })

  test('a grant under another policy version is refused, a withdrawal is not', async () => {
    const { subjectId, ctx } = person()
    expect(await recordChoices(ctx, subjectId, input([granted], { policyVersion: 7 }))).toMatchObject({
      choices: [{ status: 'stale', seq: 0 }],
    })
    expect(await recordChoices(ctx, subjectId, input([withdrawn], { policyVersion: 7 }))).toMatchObject({
      choices: [{ status: 'recorded' }],
    })
  })

  test('sixty-four first contacts of one new person at once: one head, no gap, no error', async () => {
    const { subjectId, ctx } = person()
    const decide = (i: number) => input([i % 2 ? granted : withdrawn])
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, i) => recordChoices(ctx, subjectId, decide(i))),
    )
    expect(results.every((one) => one.status === 'recorded')).toBe(true)
    const seqs = results.flatMap((one) => ('choices' in one ? one.choices.map((choice) => choice.seq) : []))
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1))
  })

  test('a grant and a withdrawal in the same moment are both kept', async () => {
    const { subjectId, ctx } = person()
    await recordChoices(ctx, subjectId, input([granted, { ...withdrawn, purpose: 'improvement' }]))
    const { items } = await readHistory(ctx, subjectId)
    expect(items).toHaveLength(2)
    expect(new Set(items.map((one) => one.recordedAt)).size).toBe(1)
  })
})

describe('repeating', () => {
  test('the same key a hundred times at once is one event and one answer', async () => {
    const { subjectId, ctx } = person()
    const same = input([granted])
    const results = await Promise.all(Array.from({ length: 100 }, () => recordChoices(ctx, subjectId, same)))
    expect(results.filter((one) => one.status === 'recorded')).toHaveLength(1)
    expect(results.filter((one) => one.status === 'repeated')).toHaveLength(99)
    expect((await readHistory(ctx, subjectId)).items).toHaveLength(1)
  })

  test.each<[string, Partial<RecordChoicesInput>, Choice]>([
    ['choice', {}, { ...granted, purpose: 'improvement' }],
    ['language', { locale: 'kk' }, granted],
    ['signal', { signal: 'gpc' }, granted],
    ['policy version', { policyVersion: 2 }, granted],
    ['origin', { origin: 'undo' }, granted],
  ])('refuses a grant under the same key with another %s', async (_what, given, choice) => {
    const { subjectId, ctx } = person()
    const first = input([granted])
    await recordChoices(ctx, subjectId, first)
    const other = input([choice], { idempotencyKey: first.idempotencyKey, ...given })
    expect(await recordChoices(ctx, subjectId, other)).toMatchObject({
      status: 'key-reused',
      choices: [{ status: 'key-reused', decision: choice.purpose ? 'withdrawn' : 'granted' }],
    })
    expect(await recordChoices(ctx, subjectId, first)).toMatchObject({ status: 'repeated' })
    expect((await readHistory(ctx, subjectId)).items).toHaveLength(1)
  })

  test('records a withdrawal whatever its key was used for, and says that the key was used', async () => {
    const { subjectId, ctx } = person()
    const first = input([granted])
    await recordChoices(ctx, subjectId, first)
    const other = input([withdrawn, { ...granted, purpose: 'improvement' }], {
      idempotencyKey: first.idempotencyKey,
    })
    expect(await recordChoices(ctx, subjectId, other)).toMatchObject({
      status: 'key-reused',
      choices: [
        { status: 'recorded', decision: 'withdrawn', seq: 2 },
        { status: 'key-reused', decision: 'withdrawn', seq: 0 },
      ],
    })
    expect(await recordChoices(ctx, subjectId, first)).toMatchObject({
      status: 'repeated',
      choices: [{ decision: 'granted', seq: 1 }],
    })
  })

  test('records a call without a key each time', async () => {
    const { subjectId, ctx } = person()
    const same = { ...input([withdrawn]), idempotencyKey: null }
    for (const seq of [1, 2])
      expect(await recordChoices(ctx, subjectId, same)).toMatchObject({
        status: 'recorded',
        choices: [{ seq }],
      })
  })
})

describe('who may', () => {
  const other = newId()
  test.each<[string, Actor]>([
    ['a visitor', { kind: 'visitor' }],
    ['another person', { kind: 'subject', subjectId: other }],
    [
      'staff',
      { kind: 'staff', staffId: newId(), roles: ['administrator', 'privacy-officer'], clearance: true },
    ],
    ['a program without the scope', { kind: 'program', keyId: 'k', scopes: ['choices:read'] }],
  ])('%s cannot record a person’s choice', async (_who, actor) => {
    const { subjectId } = person()
    await expect(recordChoices(as(actor), subjectId, input([granted]))).rejects.toThrow(Denied)
  })

  test('another person’s history and choices cannot be read', async () => {
    const { subjectId } = person()
    const ctx = as({ kind: 'subject', subjectId: other })
    await expect(readHistory(ctx, subjectId)).rejects.toThrow(Denied)
    await expect(readChoices(ctx, subjectId)).rejects.toThrow(Denied)
  })

  test('without an actor the role of the app sees no row of anybody; with one, only their own', async () => {
    const { subjectId, ctx } = person()
    await recordChoices(ctx, subjectId, input([granted]))
    const count = (settings: Record<string, string>) =>
      database.app.transaction((tx) => tx.execute(sql`SELECT count(*)::int AS n FROM consent_event`), {
        settings,
      })
    expect(await count({})).toMatchObject([{ n: 0 }])
    expect(await count({ 'app.subject': subjectId })).toMatchObject([{ n: 1 }])
  })

  test.each([
    'UPDATE consent_event SET seq = seq',
    'DELETE FROM consent_event',
    'DELETE FROM audit_event',
    "UPDATE audit_event SET action = ''",
    'DELETE FROM policy_version',
    'UPDATE consent_state SET purpose = purpose',
    'DELETE FROM consent_state',
    'UPDATE consent_head SET subject_id = subject_id',
    'DELETE FROM consent_head',
    'UPDATE text_revision SET revision = 0',
    'DELETE FROM consent_text',
  ])('the role of the app cannot: %s', async (statement) => {
    await expect(database.app.db.execute(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('all or nothing', () => {
  test('if the audit record cannot be written, the choice is not either', async () => {
    const { subjectId, ctx } = person()
    await database.owner.db.execute('ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (false) NOT VALID')
    try {
      await expect(recordChoices(ctx, subjectId, input([granted]))).rejects.toThrow()
    } finally {
      await database.owner.db.execute('ALTER TABLE audit_event DROP CONSTRAINT no_more')
    }
    expect((await readHistory(ctx, subjectId)).items).toEqual([])
  })

  test('a published policy version cannot be changed even by the owner', async () => {
    for (const statement of [
      "UPDATE policy_version SET last_updated_on = '2026-01-01'",
      'DELETE FROM policy_text',
      "INSERT INTO policy_part VALUES (1, 'new', 'en', 9, 'x')",
    ])
      await expect(database.owner.db.execute(statement)).rejects.toMatchObject({ code: '23001' })
  })

  test('the projection equals the ledger folded, and a difference is found', async () => {
    const { subjectId, ctx } = person()
    await recordChoices(ctx, subjectId, input([granted, { ...granted, purpose: 'improvement' }]))
    const checked = await verifyProjection(as(system))
    expect(checked.people).toBeGreaterThan(5)
    expect(checked.different).toEqual([])
    await rows(
      sql`UPDATE consent_state SET decision = 'withdrawn' WHERE subject_id = ${subjectId} AND purpose = 'analytics'`,
    )
    expect((await verifyProjection(as(system))).different).toEqual([subjectId])
  })

  test.each<[string, (subjectId: string) => ReturnType<typeof sql>]>([
    [
      'a state too many',
      (id) => sql`DELETE FROM consent_event WHERE subject_id = ${id} AND purpose = 'improvement'`,
    ],
    [
      'a state that is missing',
      (id) => sql`DELETE FROM consent_state WHERE subject_id = ${id} AND purpose = 'analytics'`,
    ],
    ['a gap in the numbers', (id) => sql`DELETE FROM consent_event WHERE subject_id = ${id} AND seq = 1`],
    ['a head that is ahead', (id) => sql`UPDATE consent_head SET last_seq = 9 WHERE subject_id = ${id}`],
  ])('%s is a difference', async (_what, spoil) => {
    const { subjectId, ctx } = person()
    const choices = [withdrawn, granted, { ...granted, purpose: 'improvement' }]
    for (const choice of choices) await recordChoices(ctx, subjectId, input([choice]))
    expect((await verifyProjection(as(system))).different).not.toContain(subjectId)
    await rows(spoil(subjectId))
    expect((await verifyProjection(as(system))).different).toContain(subjectId)
  })
})
