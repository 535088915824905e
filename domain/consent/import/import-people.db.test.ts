import { eq, lt } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consentEvent, consentText } from '#db/schema/consent.ts'
import { Denied } from '#domain/access/permissions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { checkConsent } from '../choices/check-consent.ts'
import { readChoices, readHistory } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { verifyProjection } from '../ledger/verify-projection.ts'
import { builtInCatalogue, type Decision } from '../rules/catalogue.ts'
import { publishConsentTexts, readConsentTexts } from '../texts/consent-texts.ts'
import { importPeople, recordImportRun } from './import-people.ts'
import type { ImportedChoice, ImportedRow } from './import-row.ts'
import { importedText, oneTerm, readImportedTerms, saveImportedTexts } from './imported-texts.ts'

let portal: TestPortal
const { entries, wordsFor } = importedText(
  { ru: { analytics: 'Согласен', improvement: 'Да' } },
  builtInCatalogue,
)
const owner = () => {
  const services = { ...portal.services, database: portal.database.owner }
  return {
    ...portal.system,
    services,
    database: services.database,
    transaction: services.database.transaction,
  }
}

beforeAll(async () => {
  portal = await testPortal()
  // In the order of an installation that imports before it has texts of its own.
  expect(await saveImportedTexts(owner(), entries)).toBe(2)
  await publishConsentTexts(owner(), 'ru', [
    { purpose: 'analytics', topic: '', words: { title: 'Измерение' } },
    { purpose: 'improvement', topic: '', words: { title: 'Улучшение' } },
  ])
})
afterAll(() => portal?.close())

type Purpose = 'analytics' | 'improvement'
function choice(purpose: Purpose, decision: Decision, day: string): ImportedChoice {
  const key = { purpose, topic: '', channel: '' } as const
  const words = wordsFor(key, 'ru')
  return {
    ...key,
    name: purpose,
    decision,
    givenAt: new Date(`${day}T06:00:00Z`),
    locale: 'ru',
    textSha256: words?.sha256 ?? '',
    hasEnded: false,
  }
}
const row = (externalId: string, ...choices: ImportedChoice[]): ImportedRow => ({
  person: { externalId, email: `${externalId}@example.kz` },
  choices,
  warnings: [],
})
const bring = async (...rows: ImportedRow[]) => (await importPeople(portal.system, rows)).choices
async function standsFor(externalId: string, purpose: Purpose = 'analytics') {
  const subjectId = (await findSubject(portal.system, externalId)) ?? ''
  const { items } = await readHistory(portal.system, subjectId)
  const stands = (await readChoices(portal.system, subjectId)).find(({ name }) => name === purpose)
  return { subjectId, items, stands }
}
const none = { recorded: 0, unchanged: 0, older: 0, ended: 0 }

describe('words that were agreed to elsewhere', () => {
  it('are kept once, and are never the words of today', async () => {
    expect(await saveImportedTexts(owner(), entries)).toBe(0)
    const shown = await readConsentTexts(portal.visitor, 'ru')
    expect(shown.map(({ version }) => version)).toEqual([1, 1])
    const kept = await portal.database.owner.db.select().from(consentText).where(lt(consentText.version, 0))
    expect(kept.map(({ version, words }) => [version, words.text]).sort()).toEqual([
      [-1, 'Да'],
      [-1, 'Согласен'],
    ])
  })

  it('other words of another import are another version', async () => {
    const other = importedText({ ru: { analytics: 'Ладно' } }, builtInCatalogue)
    expect(await saveImportedTexts(owner(), other.entries)).toBe(1)
    expect(await saveImportedTexts(owner(), importedText(null, builtInCatalogue).entries)).toBe(21)
    expect((await readConsentTexts(portal.visitor, 'ru')).map(({ version }) => version)).toEqual([1, 1])
  })
})

describe('an imported choice', () => {
  it('tells when it was made, that it was imported, and cites its words; again, it changes nothing', async () => {
    const rows = [
      row(
        'i-1',
        choice('analytics', 'granted', '2023-05-01'),
        choice('improvement', 'withdrawn', '2024-01-01'),
      ),
      row('i-2', choice('analytics', 'granted', '2023-05-01')),
      row('i-3'),
    ]
    expect(await bring(...rows)).toEqual({ ...none, recorded: 3 })
    expect(await bring(...rows)).toEqual({ ...none, unchanged: 3 })
    const { items, subjectId, stands } = await standsFor('i-1')
    expect(stands?.decision).toBe('granted')
    expect(items).toHaveLength(2)
    expect(items.at(-1)).toMatchObject({
      origin: 'import',
      decision: 'granted',
      policyVersion: 0,
      textVersion: -1,
      locale: 'ru',
      textSha256: choice('analytics', 'granted', '2023-05-01').textSha256,
      givenAt: '2023-05-01T06:00:00.000Z',
    })
    expect((await portal.audit({ subjectId })).map(({ action }) => action)).toEqual([
      'subject.create',
      'consent.grant',
      'consent.withdraw',
    ])
  })

  it('has the term that the import says, from the day on which it was given; none is none', async () => {
    await bring(row('term-none', choice('analytics', 'granted', '2019-05-01')))
    expect((await standsFor('term-none')).stands).toMatchObject({ decision: 'granted', expiresAt: null })

    const termed = importedText(
      { ru: { analytics: 'Согласен' } },
      builtInCatalogue,
      oneTerm(24, builtInCatalogue),
    )
    expect(await saveImportedTexts(owner(), termed.entries)).toBe(1)
    const key = { purpose: 'analytics', topic: '', channel: '' } as const
    const textSha256 = termed.wordsFor(key, 'ru')?.sha256 ?? ''
    const recent = new Date(portal.system.clock.now().getTime() - 86_400_000).toISOString().slice(0, 10)
    const over = { ...choice('analytics', 'granted', '2019-05-01'), textSha256, hasEnded: true }
    const open = { ...choice('analytics', 'granted', recent), textSha256 }
    expect(await bring(row('term-1', over), row('term-2', open))).toEqual({ ...none, recorded: 2, ended: 1 })
    expect((await standsFor('term-1')).items).toMatchObject([{ expiresAt: '2021-05-01T06:00:00.000Z' }])
    expect((await standsFor('term-1')).stands).toMatchObject({ decision: 'withdrawn' })
    const { stands, items } = await standsFor('term-2')
    expect(stands?.decision).toBe('granted')
    expect(items[0]?.expiresAt?.slice(0, 4)).toBe(String(Number(recent.slice(0, 4)) + 2))
    const question = { purpose: 'analytics', topic: '', channel: '', gpc: false } as const
    const program = portal.as({ kind: 'program', keyId: 'k', scopes: ['decisions:read'] })
    expect(await checkConsent(program, 'term-1', question)).toMatchObject({ allowed: false })
    expect(await checkConsent(program, 'term-2', question)).toMatchObject({ allowed: true })
  })

  it('gets the term of its purpose unless another one is said', async () => {
    await publishConsentTexts(owner(), 'ru', [
      { purpose: 'analytics', topic: '', words: { title: 'Измерение' }, termMonths: 12 },
    ])
    const terms = await readImportedTerms(portal.system)
    expect([...terms]).toEqual([['analytics', 12]])
    const { wordsFor: words } = importedText(
      { ru: { analytics: 'Согласен', improvement: 'Да' } },
      builtInCatalogue,
      terms,
    )
    const about = (purpose: Purpose) => words({ purpose, topic: '', channel: '' }, 'ru')?.termMonths
    expect([about('analytics'), about('improvement')]).toEqual([12, null])
    await publishConsentTexts(owner(), 'ru', [
      { purpose: 'analytics', topic: '', words: { title: 'Измерение' } },
    ])
  })

  it('brings what is newer in its source, and leaves out what is older, whatever the order of the files', async () => {
    expect(await bring(row('i-4', choice('analytics', 'granted', '2023-05-01')))).toEqual({
      ...none,
      recorded: 1,
    })
    expect(await bring(row('i-4', choice('analytics', 'withdrawn', '2024-05-01')))).toEqual({
      ...none,
      recorded: 1,
    })
    for (const decision of ['granted', 'withdrawn'] as const)
      expect(await bring(row('i-4', choice('analytics', decision, '2023-05-01')))).toEqual({
        ...none,
        older: 1,
      })
    expect((await standsFor('i-4')).stands?.decision).toBe('withdrawn')
    expect(await bring(row('i-4', choice('analytics', 'granted', '2025-05-01')))).toEqual({
      ...none,
      recorded: 1,
    })
    expect((await standsFor('i-4')).stands?.decision).toBe('granted')
  })

  it('never overrides what the person decided here', async () => {
    await bring(row('i-5'))
    for (const decision of ['withdrawn', 'granted'] as const) {
      const { subjectId } = await standsFor('i-5')
      const [words] = await readConsentTexts(portal.visitor, 'ru')
      await recordChoices(portal.system, subjectId, {
        policyVersion: 1,
        origin: 'import',
        locale: 'ru',
        idempotencyKey: newId(),
        choices: [{ ...choice('analytics', decision, '2025-01-01'), textSha256: words?.sha256 ?? '' }],
      })
      for (const imported of ['withdrawn', 'granted'] as const)
        expect(await bring(row('i-5', choice('analytics', imported, '2025-01-01')))).toEqual({
          ...none,
          older: 1,
        })
      expect((await standsFor('i-5')).stands?.decision).toBe(decision)
    }
  })

  it('of an opposite decision at the same moment: no wins, in either order of the files', async () => {
    const [yes, no] = (['granted', 'withdrawn'] as const).map((decision) =>
      choice('analytics', decision, '2023-05-01'),
    ) as [ReturnType<typeof choice>, ReturnType<typeof choice>]
    expect(await bring(row('tie-1', yes))).toEqual({ ...none, recorded: 1 })
    expect(await bring(row('tie-1', no))).toEqual({ ...none, recorded: 1 })
    expect(await bring(row('tie-2', no))).toEqual({ ...none, recorded: 1 })
    const { choices, leftOut } = await importPeople(portal.system, [row('tie-2', yes)])
    expect(choices).toEqual({ ...none, older: 1 })
    expect(leftOut).toMatchObject([{ externalId: 'tie-2', name: 'analytics', decision: 'granted' }])
    await Promise.all([bring(row('tie-3', yes)), bring(row('tie-3', no))])
    for (const externalId of ['tie-1', 'tie-2', 'tie-3'])
      expect((await standsFor(externalId)).stands?.decision).toBe('withdrawn')
  })

  it('of a date before the person unsubscribed here is left out, although nothing was granted here', async () => {
    await bring(row('refused-1'))
    const { subjectId } = await standsFor('refused-1')
    await recordChoices(portal.system, subjectId, {
      policyVersion: 1,
      origin: 'unsubscribe',
      locale: 'ru',
      idempotencyKey: null,
      choices: [{ purpose: 'analytics', topic: '', channel: '', decision: 'withdrawn' }],
    })
    expect(await bring(row('refused-1', choice('analytics', 'granted', '2023-05-01')))).toEqual({
      ...none,
      older: 1,
    })
    expect((await standsFor('refused-1')).stands?.decision).toBe('withdrawn')
  })

  it('brought twice at once is recorded once', async () => {
    const rows = Array.from({ length: 30 }, (_, n) =>
      row(`r-${n}`, choice('analytics', 'granted', '2023-05-01')),
    )
    const results = await Promise.all([bring(...rows), bring(...[...rows].reverse()), bring(...rows)])
    expect(results.reduce((sum, one) => sum + one.recorded, 0)).toBe(30)
    for (const externalId of ['r-0', 'r-29']) expect((await standsFor(externalId)).items).toHaveLength(1)
  })

  it('of a person who was refused is not taken; nothing is written when only tried', async () => {
    const wrong = row('i 6', choice('analytics', 'granted', '2023-05-01'))
    const result = await importPeople(portal.system, [wrong])
    expect(result.choices).toEqual(none)
    expect(result.people.refused).toEqual([{ externalId: 'i 6', code: 'invalid', field: 'externalId' }])

    const tried = [row('i-7', choice('analytics', 'granted', '2023-05-01')), wrong]
    const { people, choices } = await importPeople(portal.system, tried, { onlyTry: true })
    expect(people).toMatchObject({ created: 1, refused: [{ externalId: 'i 6' }] })
    expect(choices).toEqual({ ...none, recorded: 1 })
    expect(await findSubject(portal.system, 'i-7')).toBeNull()
  })

  it('leaves the ledger whole', async () => {
    expect((await verifyProjection(portal.system)).different).toEqual([])
    const { owner: direct } = portal.database
    const events = await direct.db.select().from(consentEvent).where(eq(consentEvent.origin, 'import'))
    expect(events.every(({ idempotencyKey }) => (idempotencyKey?.length ?? 0) >= 8)).toBe(true)
  })
})

it('is for the system alone, and the run is recorded', async () => {
  const run = { sha256: 'a'.repeat(64), end: 'finished', counts: { rows: 3, rejected: 1 } } as const
  for (const ctx of [portal.visitor, portal.as({ kind: 'program', keyId: 'k', scopes: ['choices:write'] })]) {
    await expect(importPeople(ctx, [])).rejects.toThrow(Denied)
    await expect(saveImportedTexts(ctx, [])).rejects.toThrow(Denied)
    await expect(recordImportRun(ctx, run)).rejects.toThrow(Denied)
  }
  await recordImportRun(portal.system, run)
  expect((await portal.audit()).at(-1)).toMatchObject({
    action: 'subjects.import',
    actorKind: 'system',
    reason: 'finished',
    fields: ['rows:3', 'rejected:1'],
  })
})
