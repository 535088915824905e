import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { endChangedConsents } from './end-changed-consents.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(() => portal.close())

async function publish(change: 'practice' | 'words') {
  const version = (await currentVersion(portal.system)) + 1
  const clauses = [{ id: 'data.learning', title: 'L', body: 'B' }]
  const text = { title: 'P', introduction: 'I', parts: [{ id: 'data', title: 'D', clauses }] }
  const ctx = contextFor(portal.services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishVersion(ctx, {
    version,
    lastUpdatedOn: '2026-11-29',
    effectiveOn: '2026-11-29',
    material: change === 'practice',
    change,
    purposes: change === 'practice' ? ['analytics'] : [],
    summary: { kk: 's', ru: 's', en: 's' },
    texts: { kk: text, ru: text, en: text },
  })
  return version
}

async function person() {
  const { subjectId, externalId } = await portal.addPerson()
  const ctx = portal.subject(subjectId)
  const ask = async (purpose: 'analytics' | 'improvement') =>
    checkConsent(portal.system, externalId, { purpose, topic: '', channel: '', gpc: false })
  const granted = async () =>
    (await readChoices(ctx, subjectId))
      .filter(({ decision }) => decision === 'granted')
      .map(({ name }) => name)
  return {
    subjectId,
    ctx,
    ask,
    granted,
    grant: (purpose: 'analytics' | 'improvement') => decide(ctx, subjectId, { purpose, decision: 'granted' }),
  }
}

test('a change of what is done ends the consents to it at once and no other', async () => {
  const people = [await person(), await person()]
  for (const one of people) {
    await one.grant('analytics')
    await one.grant('improvement')
  }
  const version = await publish('practice')
  const [first] = people
  // Before the ledger says so: the version alone is enough.
  expect(await first?.ask('analytics')).toMatchObject({ allowed: false, reason: 'policy-changed' })
  expect(await first?.ask('improvement')).toMatchObject({ allowed: true })
  expect(await first?.granted()).toEqual(['improvement'])
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 2, people: 2 })
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 0, people: 0 })
  const { items } = await readHistory(portal.system, first?.subjectId ?? '')
  expect(items[0]).toMatchObject({
    name: 'analytics',
    decision: 'withdrawn',
    origin: 'policy',
    policyVersion: version,
  })
  expect(await first?.ask('analytics')).toMatchObject({ allowed: false, reason: 'policy-changed' })
  await first?.grant('analytics')
  expect(await first?.ask('analytics')).toMatchObject({ allowed: true, policyVersion: version })
  await endChangedConsents(portal.system, version)
  expect(await first?.granted()).toEqual(['improvement', 'analytics'])
  expect((await verifyProjection(portal.system)).different).toEqual([])
})

test('another wording alone, or the same words again, lose nothing', async () => {
  const one = await person()
  await one.grant('analytics')
  const version = await publish('words')
  await portal.publishTestWords('first')
  expect(await one.ask('analytics')).toMatchObject({ allowed: true })
  expect(await endChangedConsents(portal.system, version)).toEqual({ consents: 0, people: 0 })
  expect(await one.granted()).toEqual(['analytics'])
})

test('refuses everybody but the portal itself', async () => {
  await expect(endChangedConsents(portal.visitor, 1)).rejects.toThrow(Denied)
})
