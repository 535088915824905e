import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Context, contextFor } from '#domain/access/context.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { recordChoicesSchema } from '#domain/consent/rules/choice-schemas.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'
import { publishTestPolicy } from '#testing/consent-texts.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { syncPreferences } from './sync-preferences.ts'

let portal: TestDatabase
let platform: TestDatabase
let services: Services
let ctx: Context
let subjectId: string
const externalId = '11111111-2222-4333-8444-555555555555'

beforeAll(async () => {
  ;[portal, platform] = await Promise.all([testDatabase(), testDatabase()])
  services = testServices(portal.app, portal.appUrl)
  const actor = { kind: 'system', task: 'test' } as const
  ctx = contextFor(services, { actor, locale: 'en' })
  const owner = contextFor({ ...services, database: portal.owner }, { actor, locale: 'en' })
  await publishTestPolicy(owner)
  await publishConsentTexts(owner, 'en', [
    { purpose: 'communication', topic: 'new-materials', words: { title: 'N' } },
    { purpose: 'analytics', topic: '', words: { title: 'A' } },
  ])
  const schema = await readFile(new URL('../../../db/seed/platform/schema.sql', import.meta.url), 'utf8')
  await platform.owner.db.execute(sql.raw(schema))
  await platform.owner.db.execute(sql`
    INSERT INTO users (external_id, full_name, email, locale, created_at)
    VALUES (${externalId}::uuid, 'A', 'a@sample.test', 'en', now())`)
  subjectId = (await ensureSubject(ctx, externalId, 'en')).subjectId
})
afterAll(() => Promise.all([portal.close(), platform.close()]))

const choose = (decision: 'granted' | 'withdrawn', purpose = 'communication') => {
  const key = purpose === 'communication' ? { topic: 'new-materials', channel: 'email' } : {}
  const choices = [{ purpose, ...key, decision }]
  return recordChoices(
    ctx,
    subjectId,
    recordChoicesSchema.parse({ policyVersion: 1, origin: 'choices', idempotencyKey: newId(), choices }),
  )
}
const held = async () => {
  const rows = await platform.owner.db.execute<{
    topic: string
    channel: string
    allowed: boolean
    seq: string
  }>(sql`SELECT topic, channel, allowed, source_seq::text AS seq FROM notification_preferences ORDER BY 1, 2`)
  return [...rows]
}
const row = (allowed: boolean, seq: number) => [
  { topic: 'new-materials', channel: 'email', allowed, seq: String(seq) },
]

it('the platform is told what stands of notifications, and nothing twice', async () => {
  await choose('granted')
  await choose('granted', 'analytics')
  expect(await syncPreferences(ctx, platform.owner, subjectId)).toBe(1)
  expect(await held()).toEqual(row(true, 1))
  expect(await syncPreferences(ctx, platform.owner, subjectId)).toBe(0)
})

it('a withdrawal follows, and an older state that comes late never undoes it', async () => {
  // The run that read the grant and was slow to write it: another run writes the withdrawal in between.
  const { transaction } = ctx
  const slow: Context = {
    ...ctx,
    transaction: async (run) => {
      const read = await transaction(run)
      if (Array.isArray(read) && read.some((one) => one?.purpose)) {
        await choose('withdrawn')
        expect(await syncPreferences(ctx, platform.owner, subjectId)).toBe(1)
      }
      return read
    },
  }
  expect(await syncPreferences(slow, platform.owner, subjectId)).toBe(0)
  expect(await held()).toEqual(row(false, 3))
})

it('who is not on the platform, and a portal without one, change nothing', async () => {
  const stranger = (await ensureSubject(ctx, 'not-a-uuid', 'en')).subjectId
  expect(await syncPreferences(ctx, platform.owner, stranger)).toBe(0)
  expect(await syncPreferences(ctx, null, subjectId)).toBe(0)
})
