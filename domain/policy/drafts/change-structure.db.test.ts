import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { Denied } from '#domain/access/permissions.ts'
import { publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { addPolicyStaff, deleteDraft, openDraft, testBases, writeClause } from '#testing/policy-drafts.ts'
import { compareTexts } from '../rules/compare-texts.ts'
import { readPolicy } from '../versions/read-policy.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import { approveDraft, approveLanguage, proposeDraft } from './approve-draft.ts'
import { addClause, addPart, movePiece, removePiece, restorePiece } from './change-structure.ts'
import { saveDraftFacts, startDraft, startProposedDraft } from './edit-draft.ts'

let portal: ConsentPortal
let officer: Context
let second: Context
let auditor: Context
beforeAll(async () => {
  portal = await consentPortal()
  ;({ officer, second, auditor } = await addPolicyStaff(portal))
})
afterAll(() => portal.close())
beforeEach(() => deleteDraft(portal))

const titles = { 'title-kk': 'Жаңа', 'title-ru': 'Новое', 'title-en': 'New' }
const order = async () => (await openDraft(officer)).items.map(({ item }) => item)

async function publish() {
  const { facts } = await openDraft(officer)
  await saveDraftFacts(officer, {
    revision: facts.revision,
    change: 'words',
    material: false,
    purposes: [],
    'summary-kk': 's',
    'summary-ru': 's',
    'summary-en': 's',
    effectiveOn: almatyDate(portal.services.clock.now()),
  })
  const { languageHashes } = await openDraft(officer)
  for (const locale of locales) await approveLanguage(officer, { locale, sha256: languageHashes[locale] })
  const { sha256 } = await openDraft(officer)
  expect(await proposeDraft(officer, { sha256 })).toMatchObject({ status: 'done' })
  await approveDraft(second, { sha256 })
  const version = await publishDueVersion(portal.system, testBases)
  if (version === null) throw new Error('nothing was published')
  return version
}
const textsOf = (version: number) => readVersionTexts(portal.database.app.db, version)
const compared = async (from: number, to: number) => {
  const [before, after] = [await textsOf(from), await textsOf(to)]
  return compareTexts(before.ru, after.ru, 'ru').parts.flatMap(({ clauses }) =>
    clauses.map(({ id, state, moved }) => [id, moved ? 'moved' : state]),
  )
}

test('a clause is added with words of its own, moved to another part, and stays one clause for readers', async () => {
  const { version: next } = await startDraft(officer)
  expect(await addPart(officer, { name: 'more', ...titles })).toEqual({ status: 'done', item: 'part:more' })
  expect(await addClause(officer, { part: 'data', name: 'cookies', ...titles })).toEqual({
    status: 'done',
    item: 'data.cookies',
  })
  expect((await openDraft(officer)).faults).toContain('text-missing')
  await writeClause(officer, 'data.cookies', 'We use them.')
  await movePiece(officer, { item: 'data.cookies', to: 'down' })
  expect(await order()).toEqual(['document', 'part:data', 'data.learning', 'part:more', 'data.cookies'])
  expect(await publish()).toBe(next)
  const policy = await readPolicy(portal.visitor, 'ru')
  expect(
    policy?.parts.map(({ id, clauses }) => [id, clauses.map((one) => [one.id, one.actions.length])]),
  ).toEqual([
    ['data', [['data.learning', 1]]],
    // Nothing is bound to a clause that the portal does not know.
    ['more', [['data.cookies', 0]]],
  ])
  expect(await compared(next - 1, next)).toEqual([
    ['data.learning', 'same'],
    ['data.cookies', 'added'],
  ])

  await startDraft(officer)
  await movePiece(officer, { item: 'data.cookies', to: 'up' })
  await removePiece(officer, { item: 'part:more' })
  const third = await publish()
  expect(await compared(next, third)).toEqual([
    ['data.learning', 'same'],
    ['data.cookies', 'moved'],
  ])

  await startDraft(officer)
  await removePiece(officer, { item: 'data.cookies' })
  const fourth = await publish()
  expect(await compared(third, fourth)).toEqual([
    ['data.learning', 'same'],
    ['data.cookies', 'removed'],
  ])
  // A reader of the old version still has it, and its address never means something else.
  expect((await readPolicy(portal.visitor, 'ru', third))?.parts[0]?.clauses.at(-1)?.id).toBe('data.cookies')
  await startDraft(officer)
  expect(await addClause(officer, { part: 'data', name: 'cookies', ...titles })).toEqual({
    status: 'refused',
    code: 'id-taken',
    field: 'name',
  })
  expect(await addPart(officer, { name: 'more', ...titles })).toMatchObject({ code: 'id-taken' })
})

test('what was removed from the draft can be put back with its words', async () => {
  await startDraft(officer)
  expect(await removePiece(officer, { item: 'part:data' })).toMatchObject({ code: 'not-empty' })
  await removePiece(officer, { item: 'data.learning' })
  await removePiece(officer, { item: 'part:data' })
  expect(await restorePiece(officer, { item: 'data.learning' })).toMatchObject({ code: 'no-place' })
  await restorePiece(officer, { item: 'part:data' })
  await restorePiece(officer, { item: 'data.learning' })
  const { texts, before } = await openDraft(officer)
  expect(texts).toEqual(before)
  expect(await movePiece(officer, { item: 'data.learning', to: 'down' })).toMatchObject({ code: 'no-place' })
  const actions = (await portal.audit()).map(({ action }) => action).slice(-5)
  expect(actions).toEqual([
    'policy-draft.start',
    'policy-draft.remove',
    'policy-draft.remove',
    'policy-draft.add',
    'policy-draft.add',
  ])
})

test('the proposed version is a draft for the operator to decide, with the facts of the settings', async () => {
  const purposes = Object.fromEntries(purposeCodes.map((code) => [code, code]))
  const names = {
    purposes: { kk: purposes, ru: purposes, en: purposes },
    countries: (_: unknown, codes: readonly string[]) => codes.join(', '),
  }
  const before = (await readPolicy(portal.visitor, 'ru'))?.version
  const { version } = await startProposedDraft(officer, names)
  const { facts, texts, items, faults } = await openDraft(officer)
  expect(facts).toMatchObject({ origin: 'proposal', status: 'draft', version, change: null })
  expect(facts.summary.ru).not.toBe('')
  expect(faults).not.toContain('text-missing')
  expect(items.find(({ item }) => item === 'rights.access')?.texts.ru.body).toContain('3 рабочих дней')
  const bodies = texts.ru.parts.flatMap(({ clauses }) => clauses.map(({ body }) => body)).join('\n')
  expect(bodies).toContain(portal.operator.bin)
  expect(bodies).toContain(portal.operator.responsiblePerson.ru)
  expect((await readPolicy(portal.visitor, 'ru'))?.version).toBe(before)
  await expect(startProposedDraft(auditor, names)).rejects.toThrow(Denied)
})

test('only officers change the order of a draft', async () => {
  await startDraft(officer)
  const refused = [
    () => addClause(auditor, { part: 'data', name: 'x', ...titles }),
    () => addPart(auditor, { name: 'x', ...titles }),
    () => movePiece(auditor, { item: 'data.learning', to: 'up' }),
    () => removePiece(auditor, { item: 'data.learning' }),
    () => restorePiece(auditor, { item: 'data.learning' }),
  ]
  for (const call of refused) await expect(call()).rejects.toThrow(Denied)
})
