import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { consentTextHash, publishConsentTexts } from '../texts/consent-texts.ts'
import type { ChoiceItem } from './ledger-item.ts'
import { recordForMany } from './record-choices.ts'

// The database has two ways to record: small statements for one person, one large for a batch. They must not be told apart.

let db: TestDatabase
let ctx: Context
const title = (text: string) => ({ purpose: 'analytics', topic: '', words: { title: text } }) as const
const seldom = { arbitrary: fc.constant(true), weight: 1 }
const mostly = { arbitrary: fc.constant(false), weight: 4 }

beforeAll(async () => {
  db = await testDatabase()
  const services = testServices(db.app, db.appUrl)
  const actor = { kind: 'system', task: 'test' } as const
  ctx = contextFor(services, { actor, locale: 'en' })
  const owner = contextFor({ ...services, database: db.owner }, { actor, locale: 'en' })
  const text = {
    title: 'P',
    introduction: 'I',
    parts: [{ id: 'data', title: 'D', clauses: [{ id: 'data.learning', title: 'L', body: 'B' }] }],
  }
  const [summary, texts] = [
    { kk: 's', ru: 's', en: 's' },
    { kk: text, ru: text, en: text },
  ]
  const version = { lastUpdatedOn: '2025-01-15', effectiveOn: null, material: false, summary, texts }
  for (const number of [1, 2]) await publishVersion(owner, { ...version, version: number })
  for (const words of ['old', 'new'])
    await publishConsentTexts(owner, 'en', [
      title(words),
      ...topicCodes.map((topic) => ({ purpose: 'communication' as const, topic, words: { title: words } })),
    ])
  await db.owner.db.execute(sql`UPDATE consent_text SET term_months = 12 WHERE purpose = 'analytics'`)
})
afterAll(() => db.close())

const hashes = [consentTextHash(title('old'), 'en'), consentTextHash(title('new'), 'en')].map((hash) =>
  hash.toString('hex'),
)

const choice = fc.record({
  about: fc.oneof(
    { arbitrary: fc.constant({ purpose: 'analytics', topic: '', channel: '' } as const), weight: 2 },
    fc.record({
      purpose: fc.constant('communication' as const),
      topic: fc.constantFrom(...topicCodes),
      channel: fc.constantFrom(...channelCodes),
    }),
  ),
  decision: fc.constantFrom('granted' as const, 'withdrawn' as const),
  basedOnSeq: fc.option(fc.nat(12), { nil: undefined, freq: 3 }),
  textSha256: fc.option(fc.constantFrom(...hashes, 'f'.repeat(64)), { nil: undefined, freq: 3 }),
})
const step = fc.record({
  choices: fc.array(choice, { minLength: 1, maxLength: 4 }),
  policyVersion: fc.constantFrom(2, 2, 2, 1),
  origin: fc.constantFrom('choices', 'gpc', 'import') as fc.Arbitrary<'choices' | 'gpc' | 'import'>,
  signal: fc.constantFrom('' as const, 'gpc' as const),
  key: fc.nat(9),
  lacksWords: fc.oneof(seldom, mostly),
  unknown: fc.oneof(seldom, { ...mostly, weight: 9 }),
})

test('alone and in a batch the same steps have the same answers and leave the same ledger', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const [alone, together, beside] = [newId(), newId(), newId()]
      for (const one of [alone, together, beside]) await ensureSubject(ctx, one, 'en')
      for (const [n, { choices, key, lacksWords, unknown, ...rest }] of steps.entries()) {
        const item = (externalId: string): ChoiceItem => ({
          ...rest,
          person: { externalId: unknown ? `nobody-${externalId}` : externalId },
          locale: lacksWords ? 'kk' : 'en',
          idempotencyKey: `key-${key}`,
          choices: choices.map(({ about, ...made }) => ({ ...about, ...made })),
        })
        const other = { ...item(beside), person: { externalId: beside }, idempotencyKey: `beside-${n}` }
        const [single] = await recordForMany(ctx, [item(alone)])
        const [, batched] = await recordForMany(ctx, [other, item(together)])
        expect(withoutIds(batched)).toEqual(withoutIds(single))
      }
      expect(await leftBy(together)).toEqual(await leftBy(alone))
    }),
    { numRuns: 40, seed: 20261126 },
  )
})

/** What names the one person or the one moment is taken out. */
const withoutIds = (result: unknown) =>
  JSON.parse(
    JSON.stringify(result, (name, value) =>
      name === 'eventId' || name === 'recordedAt' ? typeof value : value,
    ),
  )

async function leftBy(externalId: string) {
  const [row] = await db.owner.db.execute(sql`
    SELECT (SELECT jsonb_agg(to_jsonb(e) - ARRAY['subject_id','event_id','recorded_at','expires_at'] || jsonb_build_object(
          'term', e.expires_at - e.recorded_at) ORDER BY e.seq) FROM consent_event e WHERE e.subject_id = s.subject_id) AS events,
      (SELECT jsonb_agg(to_jsonb(c) - ARRAY['subject_id','recorded_at','expires_at'] || jsonb_build_object(
          'term', c.expires_at - c.recorded_at) ORDER BY c.purpose, c.topic, c.channel)
        FROM consent_state c WHERE c.subject_id = s.subject_id) AS states,
      (SELECT h.last_seq FROM consent_head h WHERE h.subject_id = s.subject_id) AS head,
      (SELECT jsonb_agg(to_jsonb(o) - 'subject_id' ORDER BY o.first_seq) FROM consent_outbox o WHERE o.subject_id = s.subject_id) AS outbox,
      (SELECT jsonb_agg(r.idempotency_key ORDER BY r.idempotency_key) FROM choice_reply r WHERE r.subject_id = s.subject_id) AS replies,
      (SELECT jsonb_agg(jsonb_build_object('action', a.action, 'resource', a.resource, 'fields', a.fields) ORDER BY a.resource)
        FROM audit_event a WHERE a.subject_id = s.subject_id) AS audit
    FROM subject s WHERE s.external_id = ${externalId}`)
  return row
}
