import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { importPeople } from '../import/import-people.ts'
import { importedText, saveImportedTexts } from '../import/imported-texts.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { builtInCatalogue } from '../rules/catalogue.ts'
import { countAsked } from './count-outdated.ts'
import { endChangedConsents, endOutdatedConsents } from './end-changed-consents.ts'
import { readAskedAgain } from './read-asked-again.ts'
import { readPolicyMail, tellPeople } from './tell-people.ts'

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

test('the figures before a publication are those after it', async () => {
  const people = [await person(), await person(), await person()]
  for (const one of people) await one.grant('analytics')
  await people[0]?.grant('improvement')
  const { purposes, ...before } = await countAsked(portal.system, {
    version: (await currentVersion(portal.system)) + 1,
    purposes: ['analytics'],
    retired: [],
  })
  expect(before.people).toBeGreaterThanOrEqual(3)
  expect(purposes).toEqual([{ purpose: 'analytics', people: before.people }])
  const version = await publish('practice')
  expect(await endChangedConsents(portal.system, version)).toEqual(before)
  const asked = await Promise.all(people.map(({ ctx, subjectId }) => readAskedAgain(ctx, subjectId)))
  expect(asked.map((list) => list.map(({ purpose }) => purpose))).toEqual([
    ['analytics'],
    ['analytics'],
    ['analytics'],
  ])
  await people[0]?.grant('analytics')
  expect(await readAskedAgain(people[0]?.ctx ?? portal.visitor, people[0]?.subjectId ?? '')).toEqual([])
})

test('every person has one mail about a material version, wherever a run was interrupted', async () => {
  const version = await publish('practice')
  const { db } = portal.database.owner
  for (let made = 0; made < 3; made++)
    await db.execute(sql`INSERT INTO subject (subject_id, source, locale, created_at, updated_at)
      SELECT gen_random_uuid(), 'import', 'kk', now(), now() FROM generate_series(1, 300)`)
  const waiting = async () => {
    const rows = await db.execute<{ key: string; payload: { after?: string } }>(
      sql`SELECT j.key, j.payload FROM graphile_worker._private_jobs j WHERE j.key LIKE 'policy-mail:%' OR j.key LIKE 'tell-policy:%'`,
    )
    return [...rows]
  }
  const failing = { ...portal.system, transaction: () => Promise.reject(new Error('killed')) }
  await expect(tellPeople(failing as never, { version, after: null })).rejects.toThrow('killed')
  let after: string | null = null
  for (let rounds = 0; rounds < 10; rounds++) {
    // Each batch runs twice: once it was killed before its job was removed.
    await tellPeople(portal.system, { version, after })
    await tellPeople(portal.system, { version, after })
    const next = (await waiting())
      .flatMap(({ payload }) => payload.after ?? [])
      .sort()
      .at(-1)
    if (next === undefined || next === after) break
    after = next
  }
  const [total] = await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM subject`)
  const mails = (await waiting()).filter(({ key }) => key.startsWith('policy-mail:'))
  expect(mails).toHaveLength(total?.n ?? 0)
  expect(total?.n).toBeGreaterThan(900)
})

test('a batch that runs again after its letters were sent enqueues none of them', async () => {
  const version = await publish('practice')
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO subject (subject_id, source, locale, created_at, updated_at)
    SELECT gen_random_uuid(), 'import', 'kk', now(), now() FROM generate_series(1, 600)`)
  /** Takes the jobs from the queue, as a worker that ends them. */
  const work = async () => {
    const rows = await db.execute<{ key: string; payload: { after?: string; subjectId?: string } }>(
      sql`DELETE FROM graphile_worker._private_jobs j
        WHERE j.key LIKE ${`policy-mail:${version}:%`} OR j.key LIKE ${`tell-policy:${version}:%`}
        RETURNING j.key, j.payload`,
    )
    return rows.map(({ payload }) => payload)
  }
  const told: string[] = []
  for (let after: string | null | undefined = null; after !== undefined; ) {
    await tellPeople(portal.system, { version, after })
    const jobs = await work()
    told.push(...jobs.flatMap(({ subjectId }) => subjectId ?? []))
    // The worker died before the job of the batch was done; another one runs it at the same time.
    const again = await Promise.all(
      [1, 2].map(() => tellPeople(portal.system, { version, after: after ?? null })),
    )
    expect(again).toEqual([0, 0])
    expect(await work()).toEqual([])
    after = jobs.flatMap((job) => job.after ?? []).at(0)
  }
  const [total] = await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM subject`)
  expect(new Set(told).size).toBe(total?.n)
  expect(told).toHaveLength(total?.n ?? 0)
})

test('runs of the same batch at the same time tell each person once', async () => {
  const version = await publish('practice')
  const told = await Promise.all([1, 2, 3].map(() => tellPeople(portal.system, { version, after: null })))
  expect(told.filter((people) => people > 0)).toHaveLength(1)
})

test('the mail names what has ended for its reader, and nothing is sent about words alone', async () => {
  const one = await person()
  await one.grant('analytics')
  const version = await publish('practice')
  await endChangedConsents(portal.system, version)
  const mail = await readPolicyMail(portal.system, { version, subjectId: one.subjectId })
  expect(mail).toMatchObject({ version, summary: 's', ended: [{ purpose: 'analytics' }] })
  expect(await tellPeople(portal.system, { version: await publish('words'), after: null })).toBe(0)
})

test('a consent that is imported after the change, or committed with it, ends by the next run', async () => {
  await publish('practice')
  const late = await person()
  await late.grant('analytics')
  await late.grant('improvement')
  const version = await publish('practice')
  await endOutdatedConsents(portal.system)
  expect(await late.granted()).toEqual(['improvement'])
  const text = importedText({ ru: { analytics: 'Согласен', improvement: 'Да' } }, builtInCatalogue)
  await saveImportedTexts(portal.owner, text.entries)
  const externalId = newId()
  const choices = (['analytics', 'improvement'] as const).map((purpose) => ({
    purpose,
    topic: '' as const,
    channel: '' as const,
    name: purpose,
    decision: 'granted' as const,
    givenAt: new Date('2023-05-01T06:00:00Z'),
    locale: 'ru' as const,
    textSha256: text.wordsFor({ purpose, topic: '', channel: '' }, 'ru')?.sha256 ?? '',
    hasEnded: false,
  }))
  const rows = [{ person: { externalId }, choices, warnings: [] }]
  const ended = { choices: { recorded: 2, ended: 1 } }
  expect(await importPeople(portal.system, rows, { onlyTry: true })).toMatchObject(ended)
  expect(await importPeople(portal.system, rows)).toMatchObject(ended)
  expect(await endOutdatedConsents(portal.system)).toEqual({ consents: 1, people: 1 })
  expect(await endOutdatedConsents(portal.system)).toEqual({ consents: 0, people: 0 })
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  const { items } = await readHistory(portal.system, subjectId)
  expect(items[0]).toMatchObject({
    name: 'analytics',
    decision: 'withdrawn',
    origin: 'policy',
    policyVersion: version,
  })
  expect(items).toHaveLength(3)
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
  await expect(endOutdatedConsents(portal.visitor)).rejects.toThrow(Denied)
})
