import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { publishConsentTexts, readConsentTexts } from './consent-texts.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const text = (title: string) => [{ purpose: 'analytics' as const, topic: '' as const, words: { title } }]

test('a changed text is a new version with an audit record, an unchanged one is neither', async () => {
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
  expect(await publishConsentTexts(owner, 'kk', text('A'))).toBe(1)
  expect(await publishConsentTexts(owner, 'kk', text('A'))).toBe(0)
  expect(await publishConsentTexts(owner, 'kk', text('B'))).toBe(1)
  expect(await readConsentTexts(portal.visitor, 'kk')).toMatchObject([{ version: 2, words: { title: 'B' } }])
  const records = await portal.database.owner.db
    .select({ resource: auditEvent.resource })
    .from(auditEvent)
    .where(eq(auditEvent.action, 'consent-text.publish'))
    .orderBy(auditEvent.auditId)
  expect(records.map(({ resource }) => resource)).toEqual([
    'consent-text:analytics/kk/1',
    'consent-text:analytics/kk/2',
  ])
})

test('refuses everybody but the system', async () => {
  await expect(publishConsentTexts(portal.visitor, 'kk', text('C'))).rejects.toThrow(Denied)
})
